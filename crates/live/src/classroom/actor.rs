//! The task that owns one room.

use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use db::Scope;
use futures_util::FutureExt;
use kernel::{Seat, SeatId, SessionId, SignInId, UserId};
use room::protocol::{By, FromBrowser, Outcome, Place, Relay};
use room::{Conn, Input, LinkProgress, MediaEvent, Newcomer, Plan, Room};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep_until;
use tokio_util::sync::DropGuard;

use super::rooms::{Door, Rooms};
use super::taping::Taping;
use crate::boards;
use crate::journal::Progress;
use crate::seats::Holder;
use crate::sockets::Wire;

/// How long an empty room is kept: a reload finds it as it was.
const EMPTY_FOR: Duration = Duration::from_secs(60);

/// What a room's task is told.
#[derive(Debug)]
pub enum Told {
    Hello {
        newcomer: Newcomer,
        person: UserId,
        holder: Holder,
        wire: Wire,
    },
    Said {
        conn: Conn,
        message: FromBrowser,
    },
    Gone(Conn),
    Media(media::Event),
    Progress(LinkProgress),
    PersonRevoked(UserId),
    SignedOut(SignInId),
    SeatMoved(SeatId),
    /// Changes may have been missed: everyone connects again and is asked for their right.
    Doubtful,
    /// The session got another time or another instructor before it began: who waits connects again, and the room is made
    /// again from the store.
    Outdated,
    Over {
        outcome: Outcome,
        by: By,
    },
    /// The answer of a verb that the room asked for.
    Answer(Input),
}

/// A browser with a seat.
pub(super) struct Seated {
    pub(super) wire: Wire,
    /// Whatever becomes of the room, its browsers are let go.
    _held: DropGuard,
    person: UserId,
    holder: Holder,
}

pub(super) struct Actor {
    pub(super) rooms: Rooms,
    pub(super) scope: Scope,
    pub(super) session: SessionId,
    pub(super) people: [UserId; 2],
    /// No session stands behind the room: nothing of it is written.
    pub(super) is_practice: bool,
    pub(super) boards: boards::Door,
    pub(super) taping: Taping,
    /// How far the session's record is on disk.
    pub(super) noted: Arc<watch::Sender<Progress>>,
    pub(super) seated: HashMap<Conn, Seated>,
    /// The task's own door, for answers and news from elsewhere.
    pub(super) me: mpsc::Sender<Told>,
    room: Room,
    occupied: Arc<AtomicBool>,
    /// What it was made from does not hold any more.
    is_outdated: bool,
}

/// Starts the task of the room behind `door`.
pub(super) fn spawn(rooms: Rooms, id: SessionId, plan: Plan, door: &Door, mut inbox: mpsc::Receiver<Told>) {
    let room = Room::new(plan, rooms.now());
    let (scope, people, me, is_practice) = (door.scope(), door.people(), door.inbox(), door.is_practice());
    let actor = Actor {
        rooms: rooms.clone(),
        scope,
        session: id,
        people,
        is_practice,
        boards: door.boards().clone(),
        taping: Taping::start(&rooms, scope, id, people, me.downgrade()),
        noted: Arc::default(),
        seated: HashMap::new(),
        me,
        room,
        occupied: door.occupied(),
        is_outdated: false,
    };
    tokio::spawn(async move {
        actor.watch_media();
        let run = AssertUnwindSafe(actor.run(&mut inbox)).catch_unwind();
        if run.await.is_err() {
            tracing::error!(session.id = %id, "A room broke; it is made again from the store");
        }
        // Until the inbox is dropped nobody makes the room again, so this cannot touch its successor. Whoever wrote to
        // the inbox meanwhile is told by the dropped message to come back.
        if !is_practice {
            rooms.presence().abandon(scope, id).await;
        }
        if rooms.media().close(id).is_err() {
            tracing::warn!(session.id = %id, "The media engine did not hear that a room closed");
        }
        rooms.forget(id);
        drop(inbox);
    });
}

impl Actor {
    async fn run(mut self, inbox: &mut mpsc::Receiver<Told>) {
        let shutdown = self.rooms.shutdown().clone();
        let mut empty_since = Some(self.rooms.now().run);
        let mut noted = self.noted.subscribe();
        while !self.room.is_over() && !self.is_outdated {
            let empty_until = empty_since.map(|since| since + EMPTY_FOR);
            let wake = self.room.next_wake().into_iter().chain(empty_until).min();
            tokio::select! {
                () = shutdown.cancelled() => break,
                Some(told) = inbox.recv() => self.hear(told).await,
                Ok(()) = noted.changed() => {
                    let seq = noted.borrow_and_update().written;
                    self.handle(Input::Noted { seq }).await;
                }
                () = self.sleep_until(wake) => self.handle(Input::Tick).await,
            }
            let now = self.rooms.now().run;
            if !self.room.is_empty() {
                empty_since = None;
            } else if empty_since.get_or_insert(now).saturating_add(EMPTY_FOR) <= now {
                break;
            }
        }
    }

    async fn sleep_until(&self, wake: Option<Duration>) {
        match wake {
            Some(run) => sleep_until(self.rooms.instant(run)).await,
            None => std::future::pending().await,
        }
    }

    async fn hear(&mut self, told: Told) {
        match told {
            Told::Hello { newcomer, person, holder, wire } => {
                let seated = Seated { _held: wire.held(), wire, person, holder };
                self.seated.insert(newcomer.conn, seated);
                self.handle(Input::Hello(newcomer)).await;
            }
            Told::Said { conn, message } => self.handle(Input::Said { conn, message }).await,
            Told::Gone(conn) => self.gone(conn).await,
            Told::Media(event) => self.media(event).await,
            Told::Progress(progress) => self.handle(Input::Progress(progress)).await,
            Told::PersonRevoked(person) => self.revoke(|seated| seated.person == person).await,
            Told::SignedOut(sign_in) => {
                self.revoke(|seated| seated.holder == Holder::SignedIn(sign_in)).await
            }
            Told::SeatMoved(seat) => self.seat_moved(seat).await,
            Told::Doubtful => self.drop_all().await,
            Told::Outdated => {
                self.is_outdated = true;
                self.drop_all().await;
            }
            Told::Over { outcome, by } => self.handle(Input::Ended { outcome, by }).await,
            Told::Answer(input) => self.handle(input).await,
        }
    }

    /// Lets the room handle `input`, and carries out what it wants until it wants nothing more.
    async fn handle(&mut self, input: Input) {
        let mut next = Some(input);
        while let Some(input) = next.take() {
            self.room.handle(self.rooms.now(), input);
            let is_occupied = Seat::ALL.iter().any(|seat| self.room.place(*seat) == Place::Room);
            self.occupied.store(is_occupied, Ordering::Relaxed);
            let mut broken = Vec::new();
            while let Some(output) = self.room.poll() {
                broken.extend(self.carry_out(output).await);
            }
            // a browser too far behind is cut off, which is news for the room again
            for conn in broken {
                self.seated.remove(&conn);
                self.room.handle(self.rooms.now(), Input::Disconnected { conn });
                next = Some(Input::Tick);
            }
        }
    }

    pub(super) const fn person_of(&self, seat: Seat) -> UserId {
        let [instructor, student] = self.people;
        match seat {
            Seat::Instructor => instructor,
            Seat::Student => student,
        }
    }

    async fn gone(&mut self, conn: Conn) {
        if self.seated.remove(&conn).is_some() {
            self.handle(Input::Disconnected { conn }).await;
        }
    }

    async fn revoke(&mut self, concerns: impl Fn(&Seated) -> bool) {
        let conns: Vec<Conn> =
            self.seated.iter().filter(|(_, seated)| concerns(seated)).map(|(conn, _)| *conn).collect();
        for conn in conns {
            self.handle(Input::Revoked { conn }).await;
        }
    }

    async fn seat_moved(&mut self, seat: SeatId) {
        let held = |seated: &Seated| seated.holder == Holder::Link(seat);
        if let Some(conn) = self.seated.iter().find(|(_, seated)| held(seated)).map(|(conn, _)| *conn) {
            self.handle(Input::Moved { conn }).await;
        }
    }

    async fn drop_all(&mut self) {
        let conns: Vec<Conn> = self.seated.drain().map(|(conn, _)| conn).collect();
        for conn in conns {
            self.handle(Input::Disconnected { conn }).await;
        }
    }

    /// What the connection at `place` may go through where nothing but TLS is let through.
    fn relay_for(&self, place: media::Place) -> Option<Relay> {
        let invitation = self.rooms.media().relay()?.invite(place, self.rooms.now().wall);
        let media::turn::Invitation { urls, username, credential } = invitation;
        Some(Relay { urls, username, credential })
    }

    async fn media(&mut self, event: media::Event) {
        let (seat, generation) = (event.place.seat, event.place.generation);
        let input = match event.news {
            media::News::Offer(sdp) => {
                Input::Offer { seat, generation, sdp, relay: self.relay_for(event.place) }
            }
            media::News::Connected { .. } => Input::Media { seat, generation, event: MediaEvent::Connected },
            media::News::Stalled { silent_for } => {
                Input::Media { seat, generation, event: MediaEvent::Stalled { silent_for } }
            }
            media::News::Alive => Input::Media { seat, generation, event: MediaEvent::Alive },
            // its sink has told the log
            media::News::Talked(_) => return,
            media::News::Gone { silent_for } => {
                Input::Media { seat, generation, event: MediaEvent::Gone { silent_for } }
            }
            media::News::Failed(failure) => {
                tracing::info!(session.id = %self.session, %seat, %failure, "A media connection failed");
                Input::Media { seat, generation, event: MediaEvent::Gone { silent_for: Duration::ZERO } }
            }
        };
        self.handle(input).await;
    }
}
