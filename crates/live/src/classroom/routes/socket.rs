//! The WebSocket of one browser in a classroom: frames in, checked and counted; messages out, in order.

use axum::Extension;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use db::Scope;
use kernel::{Seat, SessionId, UserId};
use room::protocol::{CloseCode, FromBrowser, ToBrowser};
use room::{Conn, Newcomer};
use tokio::time::{MissedTickBehavior, interval, timeout};
use web::{App, Failure, Organization, Viewer, Visitor, guard};

use crate::boards;
use crate::classroom::Rooms;
use crate::classroom::actor::Told;
use crate::classroom::practice;
use crate::classroom::rooms::{Door, NoEntry, Ticket};
use crate::seats::{Holder, admission};
use crate::sockets::{self, HELLO_WITHIN, Heard, Line, PING_EVERY, Spool, bounded};

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
    let guest = Guest {
        seat: admission.seat,
        person: admission.person,
        holder: admission.holder,
        details: admission.details(),
        place: Place::Session(admission.scope, admission.session.id),
    };
    Ok(bounded(upgrade).on_upgrade(move |socket| serve(Line::new(socket), rooms, guest, ticket)))
}

/// `GET /practice/socket`.
pub async fn practise(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    viewer: Viewer,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    if !guard::is_own_socket(app.address(), &organization, &headers) {
        return Err(Failure::ForeignRequest);
    }
    let ticket = rooms.ticket(practice::room_of(viewer.user)).ok_or(Failure::TooMany)?;
    let guest = Guest {
        seat: Seat::Instructor,
        person: viewer.user,
        holder: Holder::SignedIn(viewer.sign_in),
        details: None,
        place: Place::Practice(viewer),
    };
    Ok(bounded(upgrade).on_upgrade(move |socket| serve(Line::new(socket), rooms, guest, ticket)))
}

/// Somebody with the right to a seat.
struct Guest {
    seat: Seat,
    person: UserId,
    holder: Holder,
    /// Where they read about the session.
    details: Option<String>,
    place: Place,
}

enum Place {
    Session(Scope, SessionId),
    Practice(Viewer),
}

/// A browser's connection, from hello to close.
async fn serve(mut line: Line, rooms: Rooms, guest: Guest, ticket: Ticket) {
    let code = match timeout(HELLO_WITHIN, line.hear()).await {
        Ok(Heard::Message(hello @ FromBrowser::Hello { .. })) => talk(&mut line, &rooms, guest, hello).await,
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
async fn talk(line: &mut Line, rooms: &Rooms, guest: Guest, hello: FromBrowser) -> Option<CloseCode> {
    let Guest { seat, person, holder, details, place } = guest;
    let found = match &place {
        Place::Session(scope, session) => rooms.door(*scope, *session).await,
        Place::Practice(viewer) => Ok(rooms.practice(viewer)),
    };
    let door = match found {
        Ok(door) => door,
        Err(NoEntry::Over { outcome, by }) => {
            let ended = ToBrowser::Ended { outcome, by, details };
            return line.say(ended.to_text()).await.then_some(CloseCode::Over);
        }
        Err(NoEntry::Store(error)) => {
            tracing::error!(%error, "A room could not be made");
            return Some(CloseCode::OurMistake);
        }
    };
    // somebody else took over between the upgrade and the hello: they are asked for their right again
    if seat == Seat::Instructor && door.people()[0] != person {
        return Some(CloseCode::OurMistake);
    }
    let conn = rooms.next_conn();
    let boards = door.boards().clone();
    let (wire, spool) = sockets::wire();
    let FromBrowser::Hello { device, place, takeover, since, .. } = hello else {
        return Some(CloseCode::TheirMistake);
    };
    let newcomer = Newcomer { conn, seat, device, place, takeover, details, since };
    if !door.tell(Told::Hello { newcomer, person, holder, wire }).await {
        return Some(CloseCode::OurMistake);
    }
    let code = carry(line, &door, &boards, conn, spool).await;
    door.tell(Told::Gone(conn)).await;
    // a room that broke says nothing of who leaves
    boards.left(conn).await;
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
                Some(told) => {
                    if let Some(end) = line.tell(told, &mut spool).await {
                        return end;
                    }
                }
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
        if let Some(end) = line.tell(told, spool).await {
            return end;
        }
    }
    Some(CloseCode::OurMistake)
}
