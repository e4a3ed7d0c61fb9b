//! A world with classrooms: a listener on a loopback port, and a media engine that always connects.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use db::in_tx;
use kernel::{Email, PersonName, Role, Secret, SessionId, UserId, Zone};
use live::Rooms;
use live::portfolio::{self, Keep, Storage};
use media::turn::Relay;
use media::{Command, Event, News, Transport};
use people::accounts::{self, NewPerson};
use people::links::{self, Kind, address_path};
use people::teaching_pairs;
use teaching::sessions::{self, Session};
use testkit::{Browser, Line, World};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio_util::sync::{CancellationToken, DropGuard};

pub struct House {
    pub world: World,
    pub rooms: Rooms,
    pub address: SocketAddr,
    pub storage: Storage,
    /// Where the storage keeps its objects, and where uploads are looked at.
    pub files: tempfile::TempDir,
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
        let (media, end) = (studio(shutdown.clone()), shutdown.clone());
        let files = tempfile::tempdir().unwrap();
        let keep = Keep::Folder(files.path().join("kept"));
        let storage = Storage::open(&keep, &files.path().join("arriving")).unwrap();
        let kept = storage.clone();
        let mut rooms = None;
        let world = World::with_routes(place, folder, async |app, _| {
            let started = live::start(app.clone(), media, end).await.unwrap();
            rooms = Some(started.clone());
            live::routes(started.clone()).and(portfolio::routes(started, kept))
        })
        .await;
        let address = listen(world.router.clone()).await;
        Self { world, rooms: rooms.unwrap(), address, storage, files, open: shutdown.drop_guard() }
    }

    /// Ends the server's classrooms and begins anew on the same store, at a new address.
    pub async fn restart(&mut self) {
        let shutdown = CancellationToken::new();
        self.open = shutdown.clone().drop_guard();
        let app = self.world.app.clone();
        self.rooms = live::start(app.clone(), studio(shutdown.clone()), shutdown).await.unwrap();
        let routes = people::routes().and(live::routes(self.rooms.clone()));
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
    live::start(app.clone(), studio(shutdown.clone()), shutdown).await.unwrap()
}

/// A media engine without media: every connection that is answered is connected. A relay stands beside it.
fn studio(shutdown: CancellationToken) -> media::Handle {
    let bell = Arc::new(Notify::new());
    let ring = bell.clone();
    let (handle, mut inbox) = media::door(Arc::new(move || ring.notify_one()));
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = bell.notified() => {}
            }
            while let Some(command) = inbox.next_command() {
                match command {
                    Command::Join(place) => {
                        inbox.deliver(Event { place, news: News::Offer("v=0".to_owned()) })
                    }
                    Command::Answer(place, _) => {
                        inbox.deliver(Event { place, news: News::Connected { transport: Transport::Udp } });
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
    handle.with_relay(Some(relay)).with_udp(&[SocketAddr::from(([203, 0, 113, 4], 3478))])
}
