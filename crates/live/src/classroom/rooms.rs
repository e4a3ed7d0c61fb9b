//! The rooms that are live in this process, and the doors to them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use db::Scope;
use kernel::{OrgId, Seat, SeatId, SessionId, SignInId, Timestamp, UserId};
use room::protocol::{By, Outcome};
use room::{Conn, Input, Now};
use teaching::sessions::{self, Session};
use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use web::{App, Viewer};

use super::actor::{self, Told};
use super::presence::PresenceLog;
use super::{plan, practice};
use crate::boards::{self, Hub};
use crate::journal::{Desk, Journal};
use crate::recordings::Recorder;
use crate::talking::TalkLog;

/// Messages that wait for a room's task. Two browsers send at most 80 a second; the media engine a few.
const WAITING: usize = 512;
/// Browsers of one session that are connecting or connected: two seats, and each may be moving house.
const CONNECTIONS: usize = 8;

/// Between two resends of a session's link: each is a mail to every one of the family.
const RESEND_EVERY_SECONDS: i64 = 60;

/// All live rooms. Cheap to clone.
#[derive(Clone)]
pub struct Rooms(Arc<Inner>);

struct Inner {
    app: App,
    media: media::Handle,
    presence: PresenceLog,
    journal: Journal,
    boards: Hub,
    talks: TalkLog,
    recorder: Recorder,
    shutdown: CancellationToken,
    rooms: Mutex<HashMap<SessionId, Door>>,
    connections: Mutex<HashMap<SessionId, usize>>,
    /// When a session's link was last sent again.
    resent: Mutex<HashMap<SessionId, Timestamp>>,
    next_conn: AtomicU64,
    started: Instant,
}

/// The way to one room's task.
#[derive(Clone)]
pub struct Door {
    to: mpsc::Sender<Told>,
    scope: Scope,
    people: [UserId; 2],
    /// When the session was planned to start as the room was made.
    starts: Timestamp,
    boards: boards::Door,
    is_practice: bool,
    /// Whether anybody is past the lobby, heard and seen or not.
    occupied: Arc<AtomicBool>,
}

/// The room is full, or its session is over.
#[derive(Debug, thiserror::Error)]
pub enum NoEntry {
    #[error("the session is over")]
    Over { outcome: Outcome, by: By },
    #[error(transparent)]
    Store(#[from] db::Error),
}

/// One browser's right to be connected to a session; given back when dropped.
pub struct Ticket {
    rooms: Rooms,
    session: SessionId,
}

impl Rooms {
    pub(crate) fn new(
        app: App,
        media: media::Handle,
        recorder: Recorder,
        shutdown: CancellationToken,
    ) -> Self {
        let presence = PresenceLog::start(app.db().clone(), shutdown.clone());
        let journal = Journal::start(app.db().clone(), shutdown.clone());
        let boards = Hub::new(app.db().clone(), journal.clone(), app.key().clone());
        let talks = TalkLog::start(app.db().clone(), shutdown.clone());
        Self(Arc::new(Inner {
            app,
            media,
            presence,
            journal,
            boards,
            talks,
            recorder,
            shutdown,
            rooms: Mutex::default(),
            connections: Mutex::default(),
            resent: Mutex::default(),
            next_conn: AtomicU64::new(1),
            started: Instant::now(),
        }))
    }

    /// The session ended by another way than its room: by the server, or by a page. Its room tells everyone.
    pub async fn over(&self, session: SessionId, outcome: sessions::Outcome, by: By) {
        self.tell(session, Told::Over { outcome: plan::outcome_word(outcome), by }).await;
    }

    /// The student's seat was claimed on another device.
    pub async fn seat_moved(&self, session: SessionId, seat: SeatId) {
        self.tell(session, Told::SeatMoved(seat)).await;
    }

    /// A file was shared for the chat.
    pub async fn file_shared(
        &self,
        session: SessionId,
        seat: Seat,
        file: String,
        name: String,
        media: String,
    ) {
        self.tell(session, Told::Answer(Input::FileShared { seat, file, name, media })).await;
    }

    /// A join link of the session was opened.
    ///
    /// # Errors
    /// As the engine refuses; the room shows it later then.
    pub async fn link_opened(&self, scope: Scope, session: SessionId) -> db::Result<()> {
        let Some(door) = self.find(session) else { return Ok(()) };
        let mut tx = self.0.app.db().read().await?;
        let session = sessions::find(&mut tx, scope, session).await?;
        let progress = plan::progress(&mut tx, scope, &session).await?;
        drop(tx);
        door.tell(Told::Progress(progress)).await;
        Ok(())
    }

    /// Returns when the presence told so far is in the store.
    pub(crate) async fn presence_written(&self) {
        self.0.presence.written().await;
    }

    /// Whether anybody is in the session's room, heard and seen or not.
    pub(crate) fn is_anyone_inside(&self, session: SessionId) -> bool {
        self.find(session).is_some_and(|door| door.occupied.load(Ordering::Relaxed))
    }

    /// Takes a place among the session's connections; none when there are too many.
    pub(crate) fn ticket(&self, session: SessionId) -> Option<Ticket> {
        let mut connections = lock(&self.0.connections);
        let count = connections.entry(session).or_insert(0);
        if *count >= CONNECTIONS {
            return None;
        }
        *count += 1;
        Some(Ticket { rooms: self.clone(), session })
    }

    /// Whether the session's link may be sent again at `now`; if so, not again for a while.
    pub(super) fn may_resend(&self, session: SessionId, now: Timestamp) -> bool {
        let mut resent = lock(&self.0.resent);
        resent.retain(|_, at| now < at.plus_seconds(RESEND_EVERY_SECONDS));
        if resent.contains_key(&session) {
            return false;
        }
        resent.insert(session, now);
        true
    }

    pub(crate) fn next_conn(&self) -> Conn {
        Conn(self.0.next_conn.fetch_add(1, Ordering::Relaxed))
    }

    /// The door to the session's room, which is made when there is none.
    pub(super) async fn door(&self, scope: Scope, session: SessionId) -> Result<Door, NoEntry> {
        if let Some(door) = self.find(session) {
            return Ok(door);
        }
        let mut tx = self.0.app.db().read().await?;
        let session = sessions::find(&mut tx, scope, session).await?;
        if let Some(outcome) = session.outcome {
            let by = if session.ended_by_server { By::Server } else { By::Instructor };
            return Err(NoEntry::Over { outcome: plan::outcome_word(outcome), by });
        }
        let plan = plan::of(&mut tx, scope, &session).await?;
        Ok(self.open(scope, &session, plan))
    }

    fn open(&self, scope: Scope, session: &Session, plan: room::Plan) -> Door {
        let mut rooms = lock(&self.0.rooms);
        if let Some(door) = rooms.get(&session.id) {
            return door.clone();
        }
        let (to, inbox) = mpsc::channel(WAITING);
        let people = [session.instructor, session.student];
        let boards = self.boards_of(scope, session);
        let door = Door {
            to,
            scope,
            people,
            starts: session.starts_at,
            boards,
            is_practice: false,
            occupied: Arc::default(),
        };
        rooms.insert(session.id, door.clone());
        drop(rooms);
        actor::spawn(self.clone(), session.id, plan, &door, inbox);
        door
    }

    /// The door to an instructor's practice room, which is made when there is none.
    pub(super) fn practice(&self, viewer: &Viewer) -> Door {
        let id = practice::room_of(viewer.user);
        let mut rooms = lock(&self.0.rooms);
        if let Some(door) = rooms.get(&id) {
            return door.clone();
        }
        let (to, inbox) = mpsc::channel(WAITING);
        let people = [viewer.user, viewer.user];
        let (scope, starts, boards) = (viewer.scope(), self.0.app.now(), self.0.boards.scratch());
        let door = Door { to, scope, people, starts, boards, is_practice: true, occupied: Arc::default() };
        rooms.insert(id, door.clone());
        drop(rooms);
        actor::spawn(self.clone(), id, practice::plan(viewer, self.0.app.now()), &door, inbox);
        door
    }

    /// The boards of the instructor's practice room, if there is one.
    pub(super) fn practice_boards(&self, instructor: UserId) -> Option<boards::Door> {
        self.find(practice::room_of(instructor)).map(|door| door.boards)
    }

    /// Forgets a room whose task ends.
    pub(super) fn forget(&self, session: SessionId) {
        lock(&self.0.rooms).remove(&session);
    }

    fn find(&self, session: SessionId) -> Option<Door> {
        lock(&self.0.rooms).get(&session).cloned()
    }

    async fn tell(&self, session: SessionId, told: Told) {
        if let Some(door) = self.find(session) {
            door.tell(told).await;
        }
    }

    /// Every room of `org` that one of `people` has a seat in.
    pub(super) fn of_people(&self, org: OrgId, people: &[UserId]) -> Vec<(SessionId, Door)> {
        self.matching(|door| {
            door.scope.org() == org && door.people.iter().any(|person| people.contains(person))
        })
    }

    pub(super) fn of_organization(&self, org: OrgId) -> Vec<(SessionId, Door)> {
        self.matching(|door| door.scope.org() == org)
    }

    pub(super) fn all(&self) -> Vec<(SessionId, Door)> {
        self.matching(|_| true)
    }

    fn matching(&self, wanted: impl Fn(&Door) -> bool) -> Vec<(SessionId, Door)> {
        let rooms = lock(&self.0.rooms);
        rooms.iter().filter(|(_, door)| wanted(door)).map(|(id, door)| (*id, door.clone())).collect()
    }

    pub(super) fn app(&self) -> &App {
        &self.0.app
    }

    pub(crate) fn media(&self) -> &media::Handle {
        &self.0.media
    }

    pub(super) fn presence(&self) -> &PresenceLog {
        &self.0.presence
    }

    pub(super) fn recorder(&self) -> &Recorder {
        &self.0.recorder
    }

    pub(super) fn talks(&self) -> &TalkLog {
        &self.0.talks
    }

    pub(super) fn journal(&self) -> &Journal {
        &self.0.journal
    }

    /// The boards of the session's student in its program.
    pub(crate) fn boards_of(&self, scope: Scope, session: &Session) -> boards::Door {
        self.0.boards.door(Desk { scope, student: session.student, program: session.program })
    }

    pub(crate) fn shutdown(&self) -> &CancellationToken {
        &self.0.shutdown
    }

    /// The time, twice.
    pub(super) fn now(&self) -> Now {
        Now { wall: self.0.app.now(), run: self.0.started.elapsed() }
    }

    /// When `run` is, on the runtime's clock.
    pub(super) fn instant(&self, run: std::time::Duration) -> Instant {
        self.0.started + run
    }
}

impl Door {
    /// Tells the room; false when it has ended.
    pub(super) async fn tell(&self, told: Told) -> bool {
        self.to.send(told).await.is_ok()
    }

    /// Everything this person has open here ends.
    pub(super) async fn revoke_person(&self, person: UserId) -> bool {
        self.tell(Told::PersonRevoked(person)).await
    }

    pub(super) async fn revoke_sign_in(&self, sign_in: SignInId) -> bool {
        self.tell(Told::SignedOut(sign_in)).await
    }

    pub(super) const fn scope(&self) -> Scope {
        self.scope
    }

    pub(super) const fn people(&self) -> [UserId; 2] {
        self.people
    }

    /// Whether its room was made for this session as it is: for these two, at this time.
    pub(super) fn is_of(&self, session: &Session) -> bool {
        self.people == [session.instructor, session.student] && self.starts == session.starts_at
    }

    pub(super) const fn boards(&self) -> &boards::Door {
        &self.boards
    }

    /// Whether no session stands behind the room.
    pub(super) const fn is_practice(&self) -> bool {
        self.is_practice
    }

    /// Where its room says whether anybody is inside.
    pub(super) fn occupied(&self) -> Arc<AtomicBool> {
        self.occupied.clone()
    }

    pub(super) fn inbox(&self) -> mpsc::Sender<Told> {
        self.to.clone()
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut connections = lock(&self.rooms.0.connections);
        if let Some(count) = connections.get_mut(&self.session) {
            *count -= 1;
            if *count == 0 {
                connections.remove(&self.session);
            }
        }
    }
}

/// The maps stay sound when a holder panics: each change is one call.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
