//! A world with classrooms: a listener on a loopback port, and a media engine that always connects.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use db::in_tx;
use kernel::{Email, PersonName, Role, Seat, Secret, SessionId, UserId, Zone};
use live::Rooms;
use live::portfolio::{self, Keep, Storage};
use live::recordings::{Recorder, Tool};
use media::recording::{Opening, Piece, Recorded, Reel, Source, Take, What};
use media::turn::Relay;
use media::{Command, Event, News, Place, Transport};
use people::accounts::{self, NewPerson};
use people::links::{self, Kind, address_path};
use people::teaching_pairs;
use teaching::sessions::{self, Session};
use testkit::{Browser, Line, World};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc};
use tokio_util::sync::{CancellationToken, DropGuard};

pub struct House {
    pub world: World,
    pub rooms: Rooms,
    pub recorder: Recorder,
    /// The folder of recordings.
    pub shelf: tempfile::TempDir,
    pub address: SocketAddr,
    pub storage: Storage,
    /// Where the storage keeps its objects, and where uploads are looked at.
    pub files: tempfile::TempDir,
    /// What the media engine says beside its answers.
    pub engine: mpsc::UnboundedSender<Event>,
    open: DropGuard,
}

/// Runs `test` in a house of its own on each engine at hand.
pub async fn on_both_engines<F: Future<Output = ()>>(test: impl Fn(House) -> F) {
    for (place, folder) in testkit::engines().await {
        test(House::at(&place, folder).await).await;
    }
}

impl House {
    async fn at(place: &db::Location, folder: tempfile::TempDir) -> Self {
        let shutdown = CancellationToken::new();
        let ((media, engine), end) = (studio(shutdown.clone()), shutdown.clone());
        let files = tempfile::tempdir().unwrap();
        let keep = Keep::Folder(files.path().join("kept"));
        let storage = Storage::open(&keep, &files.path().join("arriving")).unwrap();
        let kept = storage.clone();
        let (shelf, tool) = (tempfile::tempdir().unwrap(), tool_in(&files));
        let mut started = None;
        let world = World::with_routes(place, folder, async |app, _| {
            let recorder = Recorder::start(app.db(), media.clone(), shelf.path(), tool.clone(), end.clone())
                .await
                .unwrap();
            let rooms = live::start(app.clone(), media.clone(), recorder.clone(), end.clone()).await.unwrap();
            started = Some((rooms.clone(), recorder.clone()));
            live::routes(rooms.clone(), recorder).and(portfolio::routes(rooms, kept))
        })
        .await;
        let address = listen(world.router.clone()).await;
        let (rooms, recorder) = started.unwrap();
        Self { world, rooms, recorder, shelf, address, storage, files, engine, open: shutdown.drop_guard() }
    }

    /// Ends the server's classrooms and begins anew on the same store, at a new address.
    pub async fn restart(&mut self) {
        let shutdown = CancellationToken::new();
        self.open = shutdown.clone().drop_guard();
        let app = self.world.app.clone();
        let (media, engine) = studio(shutdown.clone());
        self.engine = engine;
        self.recorder = Recorder::start(
            app.db(),
            media.clone(),
            self.shelf.path(),
            tool_in(&self.files),
            shutdown.clone(),
        )
        .await
        .unwrap();
        self.rooms = live::start(app.clone(), media, self.recorder.clone(), shutdown).await.unwrap();
        let routes = people::routes().and(live::routes(self.rooms.clone(), self.recorder.clone()));
        self.address = listen(web::service(routes, app)).await;
    }

    /// A WebSocket of `browser` into the classroom; what the server answered when it refuses.
    pub async fn line(&self, browser: &Browser, session: SessionId) -> Result<Line, u16> {
        Line::open(self.address, session, &browser.cookie_line(), Some("https://harbor.test")).await
    }

    /// Mia's little brother: invited, without a password, taught by Ada.
    pub async fn invited_student(&self, under_13: bool) -> UserId {
        let world = &self.world;
        let new = NewPerson {
            first_name: "Nino".parse::<PersonName>().unwrap(),
            last_name: "Chen".parse::<PersonName>().unwrap(),
            email: Some("nino@demo.test".parse::<Email>().unwrap()),
            username: None,
            roles: [Role::Student].into_iter().collect(),
            zone: Zone::UTC,
            under_13,
        };
        let added: Result<UserId, accounts::AddError> = in_tx!(world.db, accounts::AddError, tx, {
            let id = accounts::add(tx, world.harbor, new.clone(), None).await?;
            teaching_pairs::assign(tx, world.harbor, world.ada, id).await?;
            Ok(id)
        });
        added.unwrap()
    }

    /// The path of the student's own join link.
    pub async fn link(&self, session: SessionId) -> String {
        let mut tx = self.world.db.read().await.unwrap();
        let links = links::of_session(&mut tx, self.world.harbor, session).await.unwrap();
        let own = links.iter().find(|link| link.recipient == link.person).unwrap();
        let token = links::derive(&mut tx, self.world.harbor, self.world.app.key(), own.id).await.unwrap();
        address_path(Kind::Join, &token.unwrap())
    }

    /// The session as it is stored.
    pub async fn session(&self, id: SessionId) -> Session {
        sessions::find(&mut self.world.db.read().await.unwrap(), self.world.harbor, id).await.unwrap()
    }
}

/// What makes copies: the program that a test puts there.
fn tool_in(files: &tempfile::TempDir) -> Tool {
    Tool::at([files.path().join("ffmpeg")])
}

/// Serves on a loopback port.
async fn listen(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Rooms over a media engine without media, for as long as the test runs.
pub async fn rooms_of(app: &web::App) -> Rooms {
    let shutdown = CancellationToken::new();
    {
        let (media, _engine) = studio(shutdown.clone());
        let shelf = tempfile::tempdir().unwrap();
        let recorder =
            Recorder::start(app.db(), media.clone(), shelf.path(), Tool::default(), shutdown.clone())
                .await
                .unwrap();
        live::start(app.clone(), media, recorder, shutdown).await.unwrap()
    }
}

/// A media engine without media: every connection that is answered is connected. A relay stands beside it.
fn studio(shutdown: CancellationToken) -> (media::Handle, mpsc::UnboundedSender<Event>) {
    let (engine, mut said) = mpsc::unbounded_channel();
    let bell = Arc::new(Notify::new());
    let ring = bell.clone();
    let (handle, mut inbox) = media::door(Arc::new(move || ring.notify_one()));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = bell.notified() => {}
                Some(event) = said.recv() => inbox.deliver(event),
            }
            while let Some(command) = inbox.next_command() {
                match command {
                    Command::Join(place) => {
                        inbox.deliver(Event { place, news: News::Offer("v=0".to_owned()) })
                    }
                    Command::Answer(place, _) => {
                        inbox.deliver(Event { place, news: News::Connected { transport: Transport::Udp } });
                    }
                    Command::Record { room, take } => film(&mut inbox, room, take),
                    Command::StopRecording { take, .. } => {
                        inbox.keep(Recorded { take, what: What::Over });
                    }
                    Command::Leave(_)
                    | Command::Gate { .. }
                    | Command::Screen { .. }
                    | Command::Close { .. } => {}
                }
            }
        }
    });
    let relay = Relay::new("turns:harbor.test:443?transport=tcp".to_owned(), Secret::new([8; 32]));
    (handle.with_relay(Some(relay)).with_udp(&[SocketAddr::from(([203, 0, 113, 4], 3478))]), engine)
}

/// What every file of this studio begins with, and its one cluster.
pub const FILM: [&[u8]; 2] = [b"the head", b"a cluster"];

/// A film of one seat: a file that has begun and goes on.
#[expect(clippy::disallowed_methods, reason = "the engine's thread reads the clock, and there is none here")]
fn film(inbox: &mut media::Inbox, room: SessionId, take: Take) {
    let place = Place { room, seat: Seat::Instructor, generation: 1 };
    let opening = Opening { started: std::time::Instant::now(), has_sound: true, has_picture: false };
    let pieces = [Piece::Begin { opening, bytes: FILM[0].to_vec() }, Piece::Go { bytes: FILM[1].to_vec() }];
    for piece in pieces {
        let reel = Reel { place, source: Source::Person, number: 0, piece };
        inbox.keep(Recorded { take, what: What::Reel(reel) });
    }
}
