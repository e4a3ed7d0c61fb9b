//! A browser's end of a classroom's WebSocket.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use kernel::SessionId;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::HARBOR;

/// Long enough for a busy machine; every wait is for something that comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// An open socket. Unless a method says otherwise, it panics when the server is gone.
pub struct Line(WebSocketStream<TcpStream>);

impl Line {
    /// Opens the socket at Harbor; the status when it is refused.
    ///
    /// # Errors
    /// The status of the refusal.
    pub async fn open(
        to: SocketAddr,
        session: SessionId,
        cookies: &str,
        origin: Option<&str>,
    ) -> Result<Self, u16> {
        Self::reach(to, session, cookies, origin).await.expect("the server answers")
    }

    /// The same for a server that may be gone.
    ///
    /// # Errors
    /// When nothing answers. The status of a refusal is no error here.
    pub async fn reach(
        to: SocketAddr,
        session: SessionId,
        cookies: &str,
        origin: Option<&str>,
    ) -> io::Result<Result<Self, u16>> {
        Self::connect(to, &format!("/classroom/{session}/socket"), cookies, origin).await
    }

    /// Opens another socket of Harbor; the status when it is refused.
    ///
    /// # Errors
    /// The status of the refusal.
    pub async fn at(to: SocketAddr, path: &str, cookies: &str, origin: Option<&str>) -> Result<Self, u16> {
        Self::connect(to, path, cookies, origin).await.expect("the server answers")
    }

    async fn connect(
        to: SocketAddr,
        path: &str,
        cookies: &str,
        origin: Option<&str>,
    ) -> io::Result<Result<Self, u16>> {
        let address = format!("ws://{HARBOR}{path}");
        let mut request = address.into_client_request().expect("an address");
        request.headers_mut().insert("cookie", cookies.parse().expect("a header"));
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", origin.parse().expect("a header"));
        }
        match client_async(request, TcpStream::connect(to).await?).await {
            Ok((socket, _)) => Ok(Ok(Self(socket))),
            Err(Error::Http(response)) => Ok(Err(response.status().as_u16())),
            Err(error) => Err(io::Error::other(error)),
        }
    }

    pub async fn say(&mut self, message: Value) {
        self.send(Message::Text(message.to_string().into())).await;
    }

    /// The same to a server that may be gone.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn try_say(&mut self, message: &Value) -> io::Result<()> {
        self.0.send(Message::Text(message.to_string().into())).await.map_err(io::Error::other)
    }

    /// A binary frame to a server that may be gone.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn try_frame(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.send(Message::Binary(bytes.to_vec().into())).await.map_err(io::Error::other)
    }

    /// Whatever a server that may be gone says next, for as long as it takes.
    ///
    /// # Errors
    /// When the connection broke.
    pub async fn try_hear(&mut self) -> io::Result<Message> {
        let heard = self.0.next().await.ok_or(io::ErrorKind::UnexpectedEof)?;
        heard.map_err(io::Error::other)
    }

    pub async fn send(&mut self, message: Message) {
        self.0.send(message).await.expect("the server listens");
    }

    pub async fn frame(&mut self, bytes: &[u8]) {
        self.send(Message::Binary(bytes.to_vec().into())).await;
    }

    /// The next binary frame that is wanted; words in between are passed over.
    ///
    /// # Panics
    /// When it does not come in time, or the server closes.
    pub async fn frame_that(&mut self, wanted: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let heard = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Binary(bytes))) if wanted(&bytes) => return bytes.to_vec(),
                    Some(Ok(Message::Close(frame))) => panic!("closed: {frame:?}"),
                    Some(Ok(_)) => {}
                    Some(Err(error)) => panic!("{error}"),
                    None => panic!("the connection is gone"),
                }
            }
        };
        timeout(PATIENCE, heard).await.expect("the frame comes")
    }

    pub async fn hello(&mut self, place: &str) -> Value {
        self.hello_from("devicedevice", place, false).await
    }

    /// Says hello; the first message that comes back.
    pub async fn hello_from(&mut self, device: &str, place: &str, takeover: bool) -> Value {
        self.say(json!({"t": "hello", "v": 1, "device": device, "place": place, "takeover": takeover})).await;
        self.next().await.expect("hello is answered")
    }

    /// Answers the offer that comes next, so that media is live.
    pub async fn connect_media(&mut self) {
        let offer = self.until("offer").await;
        self.say(json!({"t": "answer", "generation": offer["generation"], "sdp": "v=0"})).await;
    }

    /// The next message; the close code when the server closed instead, 1006 when the connection broke.
    ///
    /// # Errors
    /// The code.
    pub async fn next(&mut self) -> Result<Value, u16> {
        // the server's pings are no words
        let heard = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Text(text))) => {
                        return Ok(serde_json::from_str(&text).expect("a JSON object"));
                    }
                    Some(Ok(Message::Close(frame))) => {
                        return Err(frame.map_or(1005, |frame| frame.code.into()));
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => return Err(1006),
                }
            }
        };
        timeout(PATIENCE, heard).await.expect("the server says something")
    }

    /// The next message of this kind.
    pub async fn until(&mut self, kind: &str) -> Value {
        self.until_that(|message| message["t"] == kind).await
    }

    pub async fn until_that(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        loop {
            let message = self.next().await.expect("the socket stays open");
            if wanted(&message) {
                return message;
            }
        }
    }

    /// The code the server closes with, whatever it says before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Err(code) = self.next().await {
                return code;
            }
        }
    }
}
