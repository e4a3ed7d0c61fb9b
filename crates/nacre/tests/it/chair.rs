//! A person in a real server's classroom with camera and microphone: their words, and their packets on a socket of its
//! own.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use media::sim::{Done, Peer, Seen};
use media::{MAX_DATAGRAM_BYTES, Track, Transmit, Transport};
use serde_json::{Value, json};
use testkit::Line;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};
use tokio::time::{interval, timeout};
use tokio_tungstenite::tungstenite::Message;

use crate::net::now;
use crate::pen::Place;
use crate::site::PATIENCE;

const SOUND_EVERY: Duration = Duration::from_millis(20);
const SOUND_BYTES: usize = 100;
const PICTURE_EVERY: Duration = Duration::from_millis(33);
const PICTURE_BYTES: usize = 3_300;

/// Somebody on their seat. They live until the value is dropped or the server is gone.
pub struct Chair {
    words: mpsc::UnboundedSender<Value>,
    heard: watch::Receiver<Heard>,
    life: tokio::task::JoinHandle<io::Error>,
}

/// What came to this seat.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Of the other's sound and picture.
    pub packets: u64,
    /// As the stage says: `off`, `asking` or `on`.
    pub recording: String,
    /// Sentences of what was refused or went wrong.
    pub refused: Vec<String>,
    /// What the record of the session tells.
    pub happened: Vec<Value>,
}

impl Chair {
    /// Sits down as the `seat` of whoever has the cookie.
    pub async fn take(place: Place, seat: &'static str, cookie: &str) -> Self {
        let origin = format!("http://{}:{}", testkit::HARBOR, place.server.port());
        let line = Line::open(place.server, place.session, cookie, Some(&origin)).await.expect("a seat");
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a free port");
        let (words, to_say) = mpsc::unbounded_channel();
        let (tell, heard) = watch::channel(Heard::default());
        let camera = Camera::new(socket);
        let life = tokio::spawn(Life { seat, line, camera, to_say, tell }.live());
        Self { words, heard, life }
    }

    pub fn say(&self, message: Value) {
        self.words.send(message).expect("somebody sits here");
    }

    /// What came until now.
    pub fn heard(&self) -> Heard {
        self.heard.borrow().clone()
    }

    /// Waits for something that is to come to this seat.
    pub async fn until(&mut self, what: &str, wanted: impl FnMut(&Heard) -> bool) -> Heard {
        let came = timeout(PATIENCE, self.heard.wait_for(wanted))
            .await
            .map(|heard| heard.map(|heard| heard.clone()));
        match came {
            Ok(Ok(heard)) => heard,
            Ok(Err(_)) => panic!("the server was gone before this: {what}"),
            Err(_) => panic!("not in time: {what}; there is {:?}", self.heard()),
        }
    }
}

impl Drop for Chair {
    fn drop(&mut self) {
        self.life.abort();
    }
}

struct Life {
    seat: &'static str,
    line: Line,
    camera: Camera,
    to_say: mpsc::UnboundedReceiver<Value>,
    tell: watch::Sender<Heard>,
}

impl Life {
    async fn live(mut self) -> io::Error {
        match self.go_on().await {
            Ok(never) => match never {},
            Err(error) => error,
        }
    }

    async fn go_on(&mut self) -> io::Result<Infallible> {
        let device = format!("device{:0>10}", self.seat);
        let hello = json!({"t": "hello", "v": 1, "device": device, "place": "room", "takeover": true});
        self.line.try_say(&hello).await?;
        let mut frames = interval(SOUND_EVERY / 4);
        let mut buffer = [0; MAX_DATAGRAM_BYTES];
        loop {
            tokio::select! {
                message = self.line.try_hear() => match message? {
                    Message::Text(text) => self.hear(&text).await?,
                    Message::Close(frame) => return Err(io::Error::other(format!("closed: {frame:?}"))),
                    _ => {}
                },
                Some(words) = self.to_say.recv() => self.line.try_say(&words).await?,
                received = self.camera.socket.recv_from(&mut buffer) => {
                    let (length, from) = received?;
                    self.camera.receive(&buffer[..length], from)?;
                }
                _ = frames.tick() => self.camera.film(),
            }
            let packets = self.camera.carry_out().await?;
            if packets > 0 {
                self.tell.send_modify(|heard| heard.packets += packets);
            }
        }
    }

    async fn hear(&mut self, text: &str) -> io::Result<()> {
        let said: Value = serde_json::from_str(text).map_err(io::Error::other)?;
        match said["t"].as_str() {
            Some("offer") => {
                let answer = self.camera.answer(said["sdp"].as_str().unwrap_or_default())?;
                let answer = json!({"t": "answer", "generation": said["generation"], "sdp": answer});
                self.line.try_say(&answer).await?;
            }
            Some("welcome") => {
                self.note_stage(&said["stage"]);
                self.follow(said["instructor"]["place"] == "room", said["student"]["place"] == "room")
                    .await?;
            }
            Some("person") if said["who"] == "instructor" => {
                self.follow(said["person"]["place"] == "room", false).await?;
            }
            Some("stage") => self.note_stage(&said["stage"]),
            Some("refused") => {
                let words = said["text"].as_str().unwrap_or_default().to_owned();
                self.tell.send_modify(|heard| heard.refused.push(words));
            }
            Some("happened") => {
                let events = said["events"].as_array().cloned().unwrap_or_default();
                self.tell.send_modify(|heard| heard.happened.extend(events));
            }
            _ => {}
        }
        Ok(())
    }

    /// The student goes in when the instructor is.
    async fn follow(&mut self, instructor_is_in: bool, student_is_in: bool) -> io::Result<()> {
        if self.seat == "student" && instructor_is_in && !student_is_in {
            self.line.try_say(&json!({"t": "place", "place": "room"})).await?;
        }
        Ok(())
    }

    fn note_stage(&self, stage: &Value) {
        let state = stage["recording"]["state"].as_str().unwrap_or_default().to_owned();
        self.tell.send_modify(|heard| heard.recording = state);
    }
}

/// A synthetic browser with its socket.
struct Camera {
    socket: UdpSocket,
    local: SocketAddr,
    peer: Option<Peer>,
    is_connected: bool,
    owes_keyframe: bool,
    next_sound: Instant,
    next_picture: Instant,
}

impl Camera {
    fn new(socket: UdpSocket) -> Self {
        let local = socket.local_addr().expect("bound");
        let (next_sound, next_picture) = (now(), now());
        Self { socket, local, peer: None, is_connected: false, owes_keyframe: true, next_sound, next_picture }
    }

    fn answer(&mut self, offer: &str) -> io::Result<String> {
        let mut peer = Peer::new(now(), Transport::Udp, self.local, 1).map_err(io::Error::other)?;
        let answer = peer.answer(offer).map_err(io::Error::other)?;
        self.peer = Some(peer);
        (self.is_connected, self.owes_keyframe) = (false, true);
        Ok(answer)
    }

    fn receive(&mut self, bytes: &[u8], from: SocketAddr) -> io::Result<()> {
        let Some(peer) = &mut self.peer else { return Ok(()) };
        let transmit = Transmit { transport: Transport::Udp, from, to: self.local, bytes: bytes.to_vec() };
        peer.receive(now(), &transmit).map_err(io::Error::other)
    }

    /// What became due of sound and picture.
    fn film(&mut self) {
        let (Some(peer), true) = (&mut self.peer, self.is_connected) else { return };
        let at = now();
        while self.next_sound <= at {
            peer.send(at, Track::Audio, false, SOUND_BYTES);
            self.next_sound += SOUND_EVERY;
        }
        while self.next_picture <= at {
            let key = std::mem::take(&mut self.owes_keyframe);
            peer.send(at, Track::Camera, key, PICTURE_BYTES);
            self.next_picture += PICTURE_EVERY;
        }
    }

    /// Sends what is to be sent; how many packets of the other came.
    async fn carry_out(&mut self) -> io::Result<u64> {
        let Some(peer) = &mut self.peer else { return Ok(0) };
        let mut packets = 0;
        while let Some(done) = peer.poll(now()).map_err(io::Error::other)? {
            match done {
                Done::Transmit(transmit) => drop(self.socket.send_to(&transmit.bytes, transmit.to).await?),
                Done::Seen(Seen::Connected) => {
                    self.is_connected = true;
                    (self.next_sound, self.next_picture) = (now(), now());
                }
                Done::Seen(Seen::Packet { .. }) => packets += 1,
                Done::Seen(Seen::KeyframeWanted(_)) => self.owes_keyframe = true,
                Done::Seen(Seen::Limited { .. }) => {}
            }
        }
        Ok(packets)
    }
}
