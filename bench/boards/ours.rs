//! Our rooms as a process of their own: the product's pages, sockets and store, with a lesson in each room.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use db::in_tx;
use kernel::{Role, UserId};
use live::recordings::{Recorder, Tool};
use nacre::net::{Front, MediaSettings, Plain, serve as serve_network, start_media};
use people::accounts::{self, Activation, NewPerson};
use people::{organizations, sign_in, teaching_pairs};
use room::boards::{Board, wire};
use serde::{Deserialize, Serialize};
use serde_json::json;
use testkit::{HARBOR, World};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::Message;
use tokio_util::sync::CancellationToken;

use crate::load::Seat;

/// The word that makes this program the server.
pub const SERVE: &str = "serve";

/// What the server tells the load.
#[derive(Serialize, Deserialize)]
struct Told {
    address: String,
    /// Paths and cookies, two for each room.
    seats: Vec<(String, String)>,
}

/// The server, seen from the load.
pub struct Rooms {
    child: Child,
    told: Told,
}

impl Rooms {
    pub fn start(rooms: usize) -> Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .args([SERVE, &rooms.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let from = child.stdout.take().context("a piped output")?;
        match told(from) {
            Ok(told) => Ok(Self { child, told }),
            Err(error) => {
                child.kill()?;
                child.wait()?;
                Err(error)
            }
        }
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    pub fn seats(&self) -> Result<Vec<Seat>> {
        let seats = self.told.seats.iter().enumerate().map(|(number, (path, cookies))| Seat {
            host: self.told.address.clone(),
            url: format!("ws://{HARBOR}{path}"),
            headers: vec![("cookie", cookies.clone()), ("origin", format!("https://{HARBOR}"))],
            greeting: greeting(number),
            // the drawing board
            prefix: vec![0],
        });
        Ok(seats.collect())
    }
}

impl Drop for Rooms {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is needed any more.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn told(from: ChildStdout) -> Result<Told> {
    let mut text = String::new();
    BufReader::new(from).read_line(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

/// In the room, with the drawing board open.
fn greeting(number: usize) -> Vec<Message> {
    let device = format!("device{number:06}");
    let hello = json!({"t": "hello", "v": 1, "device": device, "place": "room", "takeover": false});
    vec![
        Message::Text(hello.to_string().into()),
        Message::Binary(wire::ask(Board::Draw, &[0]).into()),
        Message::Binary(wire::answer(Board::Draw, &[0, 0]).into()),
    ]
}

/// Is the server, until its input ends.
pub fn serve(rooms: usize) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let shutdown = CancellationToken::new();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let media = start_media(
            &MediaSettings {
                listen_udp: Some(address),
                on_this_machine: None,
                public_ips: vec![address.ip()],
                udp_port: None,
                tcp_port: address.port(),
                max_bitrate_bps: 2_500_000,
                max_connections: 1_000,
                relay: None,
            },
            shutdown.clone(),
        )?;
        let folder = tempfile::tempdir()?;
        let place = db::Location::File(folder.path().join("nacre.sqlite"));
        let shelf = tempfile::tempdir()?;
        let (handle, end) = (media.handle.clone(), shutdown.clone());
        let world = World::with_routes(&place, folder, async |app, _| {
            let recorder =
                Recorder::start(app.db(), handle.clone(), shelf.path(), Tool::default(), end.clone())
                    .await
                    .expect("an empty shelf");
            let rooms = live::start(app.clone(), handle, recorder.clone(), end.clone())
                .await
                .expect("an empty store");
            live::routes(rooms, recorder)
        })
        .await;
        // once: what the hashing holds on to would be counted as there before the rooms
        let hash = sign_in::hash_password(testkit::PASSWORD).await?;
        let mut seats = Vec::new();
        for number in 0..rooms {
            seats.extend(lesson(&world, &hash, number).await?);
        }
        let clock = world.clock.clone();
        tokio::spawn(async move {
            let mut pace = tokio::time::interval(Duration::from_millis(100));
            loop {
                pace.tick().await;
                clock.advance(Duration::from_millis(100));
            }
        });
        let front = Front {
            router: world.router.clone(),
            tls: None,
            plain: Plain::Serve,
            ice_tcp: Some(media.ice_tcp.clone()),
            turn: None,
        };
        let served = tokio::spawn(serve_network(listener, front, shutdown.clone()));
        println!("{}", serde_json::to_string(&Told { address: address.to_string(), seats })?);
        std::io::stdout().flush()?;
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
        shutdown.cancel();
        served.await?;
        media.join();
        Ok(())
    })
}

/// A lesson of an instructor and a student of its own: their paths and cookies.
async fn lesson(world: &World, hash: &str, number: usize) -> Result<[(String, String); 2]> {
    let instructor = person(world, hash, Role::Instructor, number).await?;
    let student = person(world, hash, Role::Student, number).await?;
    let scope = world.harbor;
    in_tx!(world.db, db::Error, tx, { teaching_pairs::assign(tx, scope, instructor, student).await })?;
    let press = world.press(student, &format!("lesson {number}"));
    let session = world.try_start(instructor, &press).await.map_err(|error| anyhow!("{error:?}"))?;
    let path = format!("/classroom/{session}/socket");
    let mut seats = [instructor, student].map(|person| (person, path.clone(), String::new()));
    for (person, _, cookies) in &mut seats {
        *cookies = world.signed_in(*person).await.cookie_line();
    }
    Ok(seats.map(|(_, path, cookies)| (path, cookies)))
}

async fn person(world: &World, hash: &str, role: Role, number: usize) -> Result<UserId> {
    let new = NewPerson {
        first_name: format!("{role:?}").parse()?,
        last_name: format!("Number {number}").parse()?,
        email: Some(format!("{role:?}-{number}@demo.test").to_lowercase().parse()?),
        username: None,
        roles: [role].into_iter().collect(),
        zone: kernel::Zone::UTC,
        under_13: false,
    };
    let scope = world.harbor;
    let added: db::Result<UserId> = in_tx!(world.db, db::Error, tx, {
        let id = accounts::add(tx, scope, new.clone(), None).await.expect("a new person");
        let terms = organizations::current_terms(tx, scope).await?;
        accounts::activate(tx, scope, id, Activation::Command, terms.id, Some(hash.to_owned()), None)
            .await
            .expect("an invited person");
        Ok(id)
    });
    Ok(added?)
}
