//! The WebSocket of an instructor who prepares: frames of the boards both ways, as in the classroom, and no words but
//! hello and the heartbeat.

use axum::Extension;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kernel::{Seat, SessionId};
use room::boards::Hand;
use room::protocol::{CloseCode, FromBrowser, ToBrowser};
use teaching::sessions::Session;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{MissedTickBehavior, interval, timeout};
use web::{App, Failure, Organization, Push, Topic, Viewer, guard};

use crate::boards_page::finding::{self, Closed, For};
use crate::classroom::Rooms;
use crate::sockets::{self, HELLO_WITHIN, Heard, Line, PING_EVERY, bounded};

/// `GET /sessions/{id}/boards/socket`.
pub async fn open(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    viewer: Viewer,
    headers: HeaderMap,
    Path(id): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Failure> {
    if !guard::is_own_socket(app.address(), &organization, &headers) {
        return Err(Failure::ForeignRequest);
    }
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    // before it is looked whether the right is still there, so that no news of its loss is missed
    let news = app.bus().listen();
    let found = finding::find(&mut app.db().read().await?, &viewer, id).await;
    let session = match found {
        Ok((session, For::Preparing)) => Ok(session),
        Ok((_, For::Reading)) | Err(Closed::NeverWas) => Err(CloseCode::Over),
        Err(Closed::InClassroom) => Err(CloseCode::Elsewhere),
        Err(Closed::NotYet) => return Err(Failure::NotFound),
        Err(Closed::Store(error)) => return Err(error.into()),
    };
    let ticket = rooms.ticket(id).ok_or(Failure::TooMany)?;
    Ok(bounded(upgrade).on_upgrade(async move |socket| {
        let mut line = Line::new(socket);
        let code = match session {
            Ok(session) => Preparation { app, rooms, viewer, session }.serve(&mut line, news).await,
            Err(code) => Some(code),
        };
        if let Some(code) = code {
            line.close(code).await;
        }
        drop(ticket);
    }))
}

struct Preparation {
    app: App,
    rooms: Rooms,
    viewer: Viewer,
    session: Session,
}

impl Preparation {
    /// A browser's connection, from hello on. Returns how to close, if there is still someone.
    async fn serve(self, line: &mut Line, mut news: Receiver<Push>) -> Option<CloseCode> {
        match timeout(HELLO_WITHIN, line.hear()).await {
            Ok(Heard::Message(FromBrowser::Hello { .. })) => {}
            Ok(Heard::Gone) => return None,
            Ok(Heard::Message(_) | Heard::Frame(_) | Heard::Nothing | Heard::Mistake) | Err(_) => {
                return Some(CloseCode::TheirMistake);
            }
        }
        let boards = self.rooms.boards_of(self.viewer.scope(), &self.session);
        let conn = self.rooms.next_conn();
        let (wire, mut spool) = sockets::wire();
        let hand =
            Hand { who: self.viewer.user, seat: Seat::Instructor, session: self.session.id, prepares: true };
        boards.came(conn, hand, wire).await;
        let mut pings = interval(PING_EVERY);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let code = loop {
            tokio::select! {
                heard = line.hear() => match heard {
                    Heard::Frame(bytes) => boards.frame(conn, bytes).await,
                    Heard::Message(FromBrowser::Ping { at_ms }) => {
                        let pong = ToBrowser::Pong { at_ms, now_ms: self.app.now().millis() };
                        if !line.say(pong.to_text()).await {
                            break None;
                        }
                    }
                    Heard::Nothing => {}
                    Heard::Message(_) | Heard::Mistake => break Some(CloseCode::TheirMistake),
                    Heard::Gone => break None,
                },
                told = spool.told.recv() => match told {
                    Some(told) => {
                        if let Some(end) = line.tell(told, &mut spool).await {
                            break end;
                        }
                    }
                    None => break Some(CloseCode::OurMistake),
                },
                () = spool.cut.cancelled() => break Some(CloseCode::OurMistake),
                heard = news.recv() => {
                    if let Some(code) = self.hear(heard).await {
                        break Some(code);
                    }
                }
                () = self.rooms.shutdown().cancelled() => break Some(CloseCode::OurMistake),
                _ = pings.tick() => {
                    if line.is_silent() || !line.ping().await {
                        break None;
                    }
                }
            }
        };
        boards.left(conn).await;
        code
    }

    /// How the connection ends by what happened elsewhere, if it does.
    async fn hear(&self, heard: Result<Push, RecvError>) -> Option<CloseCode> {
        let viewer = &self.viewer;
        match heard {
            Ok(Push::Revoked { org, person }) if (org, person) == (viewer.org, viewer.user) => {
                Some(CloseCode::NotAllowed)
            }
            Ok(Push::SignedOut { org, sign_in }) if (org, sign_in) == (viewer.org, viewer.sign_in) => {
                Some(CloseCode::NotAllowed)
            }
            Ok(Push::Changed { org, people, topic: Topic::Sessions })
                if org == viewer.org && people.contains(&viewer.user) =>
            {
                self.look_again().await
            }
            Ok(_) => None,
            // a loss of rights may have been missed: they come back and are asked for their right
            Err(RecvError::Lagged(_) | RecvError::Closed) => Some(CloseCode::OurMistake),
        }
    }

    async fn look_again(&self) -> Option<CloseCode> {
        let found = async {
            let mut tx = self.app.db().read().await?;
            finding::find(&mut tx, &self.viewer, self.session.id).await
        };
        match found.await {
            Ok((_, For::Preparing)) => None,
            Ok((_, For::Reading)) | Err(Closed::NeverWas) => Some(CloseCode::Over),
            Err(Closed::InClassroom) => Some(CloseCode::Elsewhere),
            Err(Closed::NotYet | Closed::Store(db::Error::NotFound)) => Some(CloseCode::NotAllowed),
            Err(Closed::Store(error)) => {
                tracing::warn!(%error, session.id = %self.session.id, "A session could not be looked at");
                Some(CloseCode::OurMistake)
            }
        }
    }
}
