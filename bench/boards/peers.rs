//! The peers: servers of npm, each as a process of its own, told by the environment where to listen.

use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use tokio_tungstenite::tungstenite::Message;

use crate::Server;
use crate::load::{Seat, sync};

const STARTS_WITHIN: Duration = Duration::from_secs(20);

/// A running server. The folder has the documents of those who keep any.
pub struct Peer {
    server: Server,
    port: u16,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Peer {
    pub fn start(server: Server) -> Result<Self> {
        let peers = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/peers"));
        let script = match server {
            Server::YWebsocket => peers.join("node_modules/y-websocket/bin/server.cjs"),
            _ => peers.join("hocuspocus.mjs"),
        };
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = tempfile::tempdir()?;
        let child = Command::new("node")
            .arg(script)
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("STORE", folder.path().join("boards.sqlite"))
            .stdout(Stdio::null())
            .spawn()?;
        let peer = Self { server, port, child, _folder: folder };
        let began = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            if began.elapsed() > STARTS_WITHIN {
                bail!("{} does not listen", server.name());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(peer)
    }

    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    pub fn seats(&self, rooms: usize) -> Vec<Seat> {
        (0..rooms * 2).map(|number| self.seat(number / 2)).collect()
    }

    fn seat(&self, room: usize) -> Seat {
        let host = format!("127.0.0.1:{}", self.port);
        let name = format!("room{room:04}");
        let (path, prefix) = match self.server {
            Server::YWebsocket => (name, Vec::new()),
            // every message of Hocuspocus names its document
            _ => (String::new(), [&[name.len() as u8], name.as_bytes()].concat()),
        };
        let mut greeting = Vec::new();
        if self.server == Server::Hocuspocus {
            // authentication, a token, with nothing in it
            greeting.push([&prefix[..], &[2, 0, 0]].concat());
        }
        greeting.push([&prefix[..], &sync(0, &[0])].concat());
        greeting.push([&prefix[..], &sync(1, &[0, 0])].concat());
        let greeting = greeting.into_iter().map(|bytes| Message::Binary(bytes.into())).collect();
        Seat { url: format!("ws://{host}/{path}"), host, headers: Vec::new(), greeting, prefix }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing of it is needed any more.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
