//! A browser's end of a socket: frames in, checked and counted; messages out, each taken in time.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use futures_util::SinkExt;
use room::boards::wire;
use room::protocol::{CloseCode, FromBrowser, parse};
use tokio::time::{Instant, timeout};

use super::rate::Allowance;
use crate::sockets::{Spool, ToSocket};

/// How long a browser may take to say hello.
pub const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// How long one message may take to be taken by the network.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long a browser may take to close its end.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);
/// A browser answers our pings by itself; one that says nothing for three of them is gone.
pub const PING_EVERY: Duration = Duration::from_secs(10);
const SILENT_FOR: Duration = Duration::from_secs(30);
/// Messages are small and must leave at once: little is kept to be written together.
const WRITE_BUFFER: usize = 4 * 1024;
/// A connection's reader begins with this, and grows with what comes.
const READ_BUFFER: usize = 4 * 1024;
/// What may wait in the connection's own buffer: the largest frame fits; the queue of its room holds the rest.
const MAX_WRITE_BUFFER: usize = 2 * wire::FRAME_BYTES;

/// An upgrade with the bounds of our sockets.
pub fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_message_size(wire::FRAME_BYTES)
        .max_frame_size(wire::FRAME_BYTES)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER)
}

/// What came from a browser.
pub enum Heard {
    Message(FromBrowser),
    /// For the boards.
    Frame(Vec<u8>),
    /// A ping or pong of the connection itself.
    Nothing,
    /// A frame that is no message, or too many.
    Mistake,
    Gone,
}

/// A WebSocket with its allowance and the time it was last heard.
pub struct Line {
    socket: WebSocket,
    allowance: Allowance,
    heard_at: Instant,
}

impl Line {
    pub fn new(socket: WebSocket) -> Self {
        let now = Instant::now();
        Self { socket, allowance: Allowance::full(now), heard_at: now }
    }

    /// The next frame. May be dropped while it waits.
    pub async fn hear(&mut self) -> Heard {
        let Some(frame) = self.socket.recv().await else { return Heard::Gone };
        let now = Instant::now();
        self.heard_at = now;
        let bytes = match &frame {
            Ok(Message::Binary(bytes)) => bytes.len(),
            Ok(Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_)) | Err(_) => 0,
        };
        if !self.allowance.take(now, bytes) {
            return Heard::Mistake;
        }
        match frame {
            Ok(Message::Text(text)) => match parse(text.as_str()) {
                Ok(message) => Heard::Message(message),
                Err(error) => {
                    tracing::debug!(%error, "A browser sent something else");
                    Heard::Mistake
                }
            },
            Ok(Message::Binary(bytes)) => Heard::Frame(bytes.into()),
            Ok(Message::Ping(_) | Message::Pong(_)) => Heard::Nothing,
            Ok(Message::Close(_)) => Heard::Gone,
            // a frame over the limit or against the protocol; a connection that broke fails again at the close
            Err(_) => Heard::Mistake,
        }
    }

    pub async fn say(&mut self, text: String) -> bool {
        self.send(Message::Text(text.into())).await
    }

    /// Says what it was told, and in the same go what else waits by then and is small. `Some` when that ends the
    /// connection: with how to close it, if there is still someone.
    pub async fn tell(&mut self, told: ToSocket, spool: &mut Spool) -> Option<Option<CloseCode>> {
        let said = timeout(SEND_WITHIN, async {
            let (mut next, mut bytes) = (Some(told), 0);
            while let Some(told) = next {
                let message = match told {
                    ToSocket::Text(text) => Message::Text(text.into()),
                    ToSocket::Bytes(bytes) => Message::Binary(Bytes::from_owner(bytes)),
                    ToSocket::Close(code) => return Ok(Some(code)),
                };
                bytes += weight(&message);
                self.socket.feed(message).await?;
                next = if bytes < WRITE_BUFFER { spool.told.try_recv().ok() } else { None };
            }
            self.socket.flush().await.map(|()| None)
        });
        match said.await {
            Ok(Ok(None)) => None,
            Ok(Ok(code)) => Some(code),
            Ok(Err(_)) | Err(_) => Some(None),
        }
    }

    pub async fn ping(&mut self) -> bool {
        self.send(Message::Ping(Vec::new().into())).await
    }

    pub async fn close(&mut self, code: CloseCode) {
        let frame = CloseFrame { code: code.number(), reason: "".into() };
        if !self.send(Message::Close(Some(frame))).await {
            return;
        }
        // what is on its way from the browser must be taken: with it unread, the system would take back our last word
        let last_words = async { while let Some(Ok(_)) = self.socket.recv().await {} };
        if timeout(CLOSE_WITHIN, last_words).await.is_err() {
            tracing::debug!("A browser does not close its end");
        }
    }

    /// Whether the network took the message in time.
    async fn send(&mut self, message: Message) -> bool {
        matches!(timeout(SEND_WITHIN, self.socket.send(message)).await, Ok(Ok(())))
    }

    pub fn is_silent(&self) -> bool {
        self.heard_at.elapsed() >= SILENT_FOR
    }
}

fn weight(message: &Message) -> usize {
    match message {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) => bytes.len(),
        Message::Ping(_) | Message::Pong(_) | Message::Close(_) => 0,
    }
}
