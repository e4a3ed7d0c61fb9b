//! The WebSocket of one browser in a classroom: frames in, checked and counted; messages out, in order.

use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use room::boards::wire;
use room::protocol::{CloseCode, FromBrowser, ToBrowser, parse};
use room::{Conn, Newcomer};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use web::{App, Failure, Organization, Visitor, guard};

use crate::boards;
use crate::classroom::Rooms;
use crate::classroom::actor::Told;
use crate::classroom::rate::Allowance;
use crate::classroom::rooms::{Door, NoEntry, Ticket};
use crate::seats::{Admission, admission};
use crate::sockets::{self, Spool, ToSocket};

/// How long a browser may take to say hello.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// How long one message may take to be taken by the network.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// A browser answers our pings by itself; one that says nothing for three of them is gone.
const PING_EVERY: Duration = Duration::from_secs(10);
const SILENT_FOR: Duration = Duration::from_secs(30);
/// Messages are small and must leave at once: little is kept to be written together.
const WRITE_BUFFER: usize = 4 * 1024;
/// A connection's reader begins with this, and grows with what comes.
const READ_BUFFER: usize = 4 * 1024;
/// What may wait in the connection's own buffer: the largest frame fits; the queue of its room holds the rest.
const MAX_WRITE_BUFFER: usize = 2 * wire::FRAME_BYTES;

/// `GET /classroom/{session}/socket`.
pub async fn open(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path(session): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    if !guard::is_own_socket(app.address(), &organization, &headers) {
        return Err(Failure::ForeignRequest);
    }
    let admission =
        admission(&app, &organization, &visitor, &headers, &session).await?.ok_or(Failure::NotFound)?;
    let ticket = rooms.ticket(admission.session.id).ok_or(Failure::TooMany)?;
    let socket = upgrade
        .max_message_size(wire::FRAME_BYTES)
        .max_frame_size(wire::FRAME_BYTES)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(MAX_WRITE_BUFFER);
    Ok(socket.on_upgrade(move |socket| serve(Line::new(socket), rooms, admission, ticket)))
}

/// A browser's connection, from hello to close.
async fn serve(mut line: Line, rooms: Rooms, admission: Admission, ticket: Ticket) {
    let code = match timeout(HELLO_WITHIN, line.hear()).await {
        Ok(Heard::Message(hello @ FromBrowser::Hello { .. })) => {
            talk(&mut line, &rooms, admission, hello).await
        }
        Ok(Heard::Gone) => None,
        Ok(Heard::Message(_) | Heard::Frame(_) | Heard::Nothing | Heard::Mistake) | Err(_) => {
            Some(CloseCode::TheirMistake)
        }
    };
    if let Some(code) = code {
        line.close(code).await;
    }
    drop(ticket);
}

/// Brings the browser into its room and carries messages both ways. Returns how to close, if there is still someone.
async fn talk(line: &mut Line, rooms: &Rooms, admission: Admission, hello: FromBrowser) -> Option<CloseCode> {
    let door = match rooms.door(admission.scope, admission.session.id).await {
        Ok(door) => door,
        Err(NoEntry::Over { outcome, by }) => {
            let ended = ToBrowser::Ended { outcome, by, details: admission.details() };
            return line.say(ended.to_text()).await.then_some(CloseCode::Over);
        }
        Err(NoEntry::Store(error)) => {
            tracing::error!(%error, session.id = %admission.session.id, "A room could not be made");
            return Some(CloseCode::OurMistake);
        }
    };
    let conn = rooms.next_conn();
    let boards = rooms.boards_of(admission.scope, &admission.session);
    let (wire, spool) = sockets::wire();
    let FromBrowser::Hello { device, place, takeover, since, .. } = hello else {
        return Some(CloseCode::TheirMistake);
    };
    let details = admission.details();
    let newcomer = Newcomer { conn, seat: admission.seat, device, place, takeover, details, since };
    let told = Told::Hello { newcomer, person: admission.person, holder: admission.holder, wire };
    if !door.tell(told).await {
        return Some(CloseCode::OurMistake);
    }
    let code = carry(line, &door, &boards, conn, spool).await;
    door.tell(Told::Gone(conn)).await;
    code
}

/// Words go to the room, frames to the boards, which know whom the room let in.
async fn carry(
    line: &mut Line,
    door: &Door,
    boards: &boards::Door,
    conn: Conn,
    mut spool: Spool,
) -> Option<CloseCode> {
    let mut pings = interval(PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            heard = line.hear() => match heard {
                Heard::Message(message) => {
                    if !door.tell(Told::Said { conn, message }).await {
                        return Some(CloseCode::OurMistake);
                    }
                }
                Heard::Frame(bytes) => boards.frame(conn, bytes).await,
                Heard::Nothing => {}
                Heard::Mistake => return Some(CloseCode::TheirMistake),
                Heard::Gone => return None,
            },
            told = spool.told.recv() => match told {
                Some(ToSocket::Text(text)) => {
                    if !line.say(text).await {
                        return None;
                    }
                }
                Some(ToSocket::Bytes(bytes)) => {
                    if !line.show(&bytes).await {
                        return None;
                    }
                }
                Some(ToSocket::Close(code)) => return Some(code),
                None => return Some(CloseCode::OurMistake),
            },
            () = spool.cut.cancelled() => return last_words(line, &mut spool).await,
            _ = pings.tick() => {
                if line.is_silent() || !line.ping().await {
                    return None;
                }
            }
        }
    }
}

/// The room let go of the browser: what it said before is said, up to how to close.
async fn last_words(line: &mut Line, spool: &mut Spool) -> Option<CloseCode> {
    while let Ok(told) = spool.told.try_recv() {
        let was_said = match told {
            ToSocket::Text(text) => line.say(text).await,
            ToSocket::Bytes(bytes) => line.show(&bytes).await,
            ToSocket::Close(code) => return Some(code),
        };
        if !was_said {
            return None;
        }
    }
    Some(CloseCode::OurMistake)
}

/// What came from a browser.
enum Heard {
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
struct Line {
    socket: WebSocket,
    allowance: Allowance,
    heard_at: Instant,
}

impl Line {
    fn new(socket: WebSocket) -> Self {
        let now = Instant::now();
        Self { socket, allowance: Allowance::full(now), heard_at: now }
    }

    /// The next frame. May be dropped while it waits.
    async fn hear(&mut self) -> Heard {
        let Some(frame) = self.socket.recv().await else { return Heard::Gone };
        let now = Instant::now();
        self.heard_at = now;
        let bytes = frame.as_ref().map_or(0, |frame| match frame {
            Message::Binary(bytes) => bytes.len(),
            Message::Text(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_) => 0,
        });
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

    async fn say(&mut self, text: String) -> bool {
        self.send(Message::Text(text.into())).await
    }

    async fn show(&mut self, bytes: &[u8]) -> bool {
        self.send(Message::Binary(Bytes::copy_from_slice(bytes))).await
    }

    async fn ping(&mut self) -> bool {
        self.send(Message::Ping(Vec::new().into())).await
    }

    async fn close(&mut self, code: CloseCode) {
        let frame = CloseFrame { code: code.number(), reason: "".into() };
        self.send(Message::Close(Some(frame))).await;
    }

    /// Whether the network took the message in time.
    async fn send(&mut self, message: Message) -> bool {
        matches!(timeout(SEND_WITHIN, self.socket.send(message)).await, Ok(Ok(())))
    }

    fn is_silent(&self) -> bool {
        self.heard_at.elapsed() >= SILENT_FOR
    }
}
