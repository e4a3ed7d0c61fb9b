//! What moving a session comes to: who is in the way, who is told. Reads, and writes nothing.

use db::{Error, Scope, Tx};
use kernel::{Role, SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts::{self, Person};
use people::closures::{self, Closure};
use people::{families, organizations};
use web::{Viewer, token};

use super::super::booking::{MOST_DAYS_AHEAD, Told, is_past};
use super::super::session::{Session, State};
use super::super::{store, together};
use crate::availability::{self, Busy, Concern};

/// Why a session could not be moved.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    #[error("the session has begun, is over, or was cancelled")]
    NotScheduled,
    #[error("that is when it is planned already")]
    Same,
    #[error("that time is over")]
    Past,
    #[error("the session would be more than two years ahead")]
    TooFarAhead,
    #[error("the organization does not offer that duration")]
    DurationNotOffered,
    /// With the session in the way; none when it was written in the same moment.
    #[error("the instructor has another session at that time")]
    InstructorBusy { session: Option<Box<Session>> },
    /// What was shown is not what would be written any more.
    #[error("something changed since the preview")]
    Changed,
    #[error(transparent)]
    Store(db::Error),
}

impl From<db::Error> for MoveError {
    fn from(error: db::Error) -> Self {
        if error.is_refused_by("instructor_is_busy") {
            Self::InstructorBusy { session: None }
        } else {
            Self::Store(error)
        }
    }
}

impl db::IsRetry for MoveError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// The time that is wanted for a session.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    pub session: SessionId,
    pub starts_at: Timestamp,
    pub minutes: SessionMinutes,
    /// Of several students for the one whose part it is alone: they leave the others, who keep their time.
    pub alone: bool,
}

/// What will be written, and what comes of it.
#[derive(Debug)]
pub struct Plan {
    /// As it is now.
    pub session: Session,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub instructor: Person,
    pub student: Person,
    /// Other sessions of the student at that time: they warn and do not forbid.
    pub student_busy: Vec<Session>,
    /// The organization is closed on that day, on the clock of whoever moves it: that warns too.
    pub closed: Option<Closure>,
    /// What the instructor's hours and rules say about the new time: they warn likewise.
    pub concerns: Vec<Concern>,
    pub told: Vec<Told>,
    /// The parts of other students in the same session, which move with it.
    pub others: Vec<Other>,
    /// The parts of other students that stay where they are.
    pub left: Vec<Session>,
}

/// Another student's part.
#[derive(Debug)]
pub struct Other {
    pub session: Session,
    pub student: Person,
    pub busy: Vec<Session>,
}

impl Plan {
    /// Every student of the session, with their other sessions at that time.
    pub fn students(&self) -> impl Iterator<Item = (&Person, &[Session])> {
        let others = self.others.iter().map(|other| (&other.student, other.busy.as_slice()));
        std::iter::once((&self.student, self.student_busy.as_slice())).chain(others)
    }

    /// A digest of what a reader was shown.
    pub fn digest(&self) -> String {
        let mut words = vec![
            self.session.id.to_string(),
            self.session.starts_at.to_string(),
            self.session.ends_at.to_string(),
            self.starts_at.to_string(),
            self.ends_at.to_string(),
            self.instructor.name(),
            self.student.name(),
        ];
        words.extend(self.closed.iter().map(Closure::to_string));
        words.extend(self.concerns.iter().map(|concern| format!("{concern:?}")));
        for (student, busy) in self.students() {
            words.push(student.name());
            words.extend(busy.iter().map(|session| session.id.to_string()));
        }
        words.extend(self.told.iter().map(|told| format!("{} {}", told.name, told.by_mail)));
        token::text(&token::digest(words.join("\n").as_bytes()))
    }
}

/// Whether `viewer`, who may see the session, moves such sessions: its instructor, and admins.
fn is_asked(viewer: &Viewer, session: &Session) -> bool {
    viewer.user == session.instructor || viewer.is(Role::Admin)
}

/// Whether `viewer`, who may see the session, may move it now.
pub fn may_move(viewer: &Viewer, session: &Session) -> bool {
    is_asked(viewer, session) && session.state() == State::Scheduled
}

/// The session, for its instructor and for admins.
///
/// # Errors
/// `NotFound` for everybody else.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<Session> {
    let session = store::find_visible(tx, viewer, id).await?;
    if is_asked(viewer, &session) { Ok(session) } else { Err(Error::NotFound) }
}

/// Who moves a session, and whose calendar says on which day that is.
#[derive(Debug, Clone, Copy)]
pub struct Mover<'a> {
    pub scope: Scope,
    pub by: UserId,
    pub zone: &'a Zone,
}

impl<'a> Mover<'a> {
    pub const fn of(viewer: &'a Viewer) -> Self {
        Self { scope: viewer.scope(), by: viewer.user, zone: &viewer.zone }
    }
}

/// Plans what `viewer` asks for.
///
/// # Errors
/// As [`MoveError`] says, `NotFound` for who may not move it; nothing is written either way.
pub async fn plan(tx: &mut Tx, viewer: &Viewer, wish: &Wish) -> Result<Plan, MoveError> {
    find(tx, viewer, wish.session).await?;
    plan_agreed(tx, Mover::of(viewer), wish).await
}

/// Plans a move that those concerned have agreed on, whoever writes it.
///
/// # Errors
/// As [`MoveError`] says; nothing is written either way.
pub async fn plan_agreed(tx: &mut Tx, mover: Mover<'_>, wish: &Wish) -> Result<Plan, MoveError> {
    let (scope, now) = (mover.scope, tx.now());
    let session = store::find(tx, scope, wish.session).await?;
    if session.state() != State::Scheduled {
        return Err(MoveError::NotScheduled);
    }
    let (starts_at, ends_at) = (wish.starts_at, wish.starts_at.plus_minutes(wish.minutes.get()));
    if (starts_at, ends_at) == (session.starts_at, session.ends_at) {
        return Err(MoveError::Same);
    }
    if is_past(starts_at, now) {
        return Err(MoveError::Past);
    }
    if starts_at > now.plus_minutes(MOST_DAYS_AHEAD * 24 * 60) {
        return Err(MoveError::TooFarAhead);
    }
    let is_as_long = wish.minutes.get() == session.minutes();
    if !is_as_long && !organizations::rules(tx, scope).await?.durations.contains(&wish.minutes) {
        return Err(MoveError::DurationNotOffered);
    }
    let people = [session.instructor, session.student];
    let mut in_the_way = store::in_the_way(tx, scope, people, (starts_at, ends_at)).await?;
    let left = if wish.alone { together::others_planned(tx, scope, &session).await? } else { Vec::new() };
    // where others stay, their session is in the way like any other
    in_the_way.retain(|other| {
        if left.is_empty() { !together::is_part(&session, other) } else { other.id != session.id }
    });
    let (of_instructor, student_busy): (Vec<_>, Vec<_>) =
        in_the_way.into_iter().partition(|other| other.instructor == session.instructor);
    if let Some(other) = of_instructor.into_iter().next() {
        return Err(MoveError::InstructorBusy { session: Some(Box::new(other)) });
    }
    let instructor = accounts::find(tx, scope, session.instructor).await?;
    let student = accounts::find(tx, scope, session.student).await?;
    let closed = closures::on(tx, scope, starts_at.in_zone(mover.zone).date()).await?;
    let concerns =
        concerns(tx, scope, &instructor, left.is_empty().then_some(&session), (starts_at, ends_at)).await?;
    let mut told = told(tx, scope, mover.by, &instructor, &student).await?;
    let others = if wish.alone {
        Vec::new()
    } else {
        others(tx, mover, &session, &instructor, (starts_at, ends_at), &mut told).await?
    };
    Ok(Plan {
        session,
        starts_at,
        ends_at,
        instructor,
        student,
        student_busy,
        closed,
        concerns,
        told,
        others,
        left,
    })
}

/// What the hours and rules of `instructor` say of a session in `from..to`. The time of the session that `moves` is free then.
///
/// # Errors
/// As the engine refuses.
pub async fn concerns(
    tx: &mut Tx,
    scope: Scope,
    instructor: &Person,
    moves: Option<&Session>,
    (from, to): (Timestamp, Timestamp),
) -> db::Result<Vec<Concern>> {
    let availability = availability::of(tx, scope, instructor).await?;
    // the day it starts on and those beside it, on whatever clock
    let around = (from.plus_minutes(-2 * 24 * 60), to.plus_minutes(2 * 24 * 60));
    let mut busy: Vec<Busy> = store::busy(tx, scope, instructor.id, around).await?;
    if let Some(session) = moves {
        busy.retain(|one| (one.from, one.to) != (session.starts_at, session.ends_at));
    }
    Ok(availability::concerns(&availability, &busy, (from, to), tx.now()))
}

/// The parts of the other students, and who is told of them besides.
async fn others(
    tx: &mut Tx,
    mover: Mover<'_>,
    session: &Session,
    instructor: &Person,
    time: (Timestamp, Timestamp),
    all_told: &mut Vec<Told>,
) -> Result<Vec<Other>, MoveError> {
    let scope = mover.scope;
    let mut others = Vec::new();
    for other in together::others_planned(tx, scope, session).await? {
        let student = accounts::find(tx, scope, other.student).await?;
        let mut busy = store::in_the_way(tx, scope, [session.instructor, student.id], time).await?;
        busy.retain(|one| one.student == student.id && !together::is_part(session, one));
        for one in told(tx, scope, mover.by, instructor, &student).await? {
            if !all_told.iter().any(|known| known.person == one.person && known.part == one.part) {
                all_told.push(one);
            }
        }
        others.push(Other { session: other, student, busy });
    }
    Ok(others)
}

/// The student, their parents, and the instructor when somebody else does it. Who does it knows.
pub async fn told(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    instructor: &Person,
    student: &Person,
) -> db::Result<Vec<Told>> {
    let mut told = vec![Told::of(student, Role::Student)];
    let parents = families::parents_of(tx, scope, student.id).await?;
    told.extend(parents.iter().map(|parent| Told::of(parent, Role::Parent)));
    if by != instructor.id {
        told.push(Told::of(instructor, Role::Instructor));
    }
    Ok(told)
}
