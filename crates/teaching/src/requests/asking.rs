//! The verb ask: a wish becomes a request, with the event that tells its instructor.

use db::intents::{self, Claim, Press};
use db::{Scope, Tx, outbox};
use kernel::{Event, RequestId, Role, Standing, UserId};
use people::accounts::{self, Person};
use people::organizations::{self, RequestRules};
use people::{families, teaching_pairs};
use web::Viewer;

use super::planning::{self, Look, PlanError, Wish};
use super::request::{MOST_STARTS, earliest, expires_at};
use super::store;
use crate::sessions::{self, MOST_DAYS_AHEAD, NotAllowed, Session, State};

/// Requests of one person that may wait at once.
const MOST_OPEN: i64 = 20;

/// A press of Send.
#[derive(Debug, Clone)]
pub struct Asked {
    /// One opening of the form; presses with the same key are one press.
    pub key: String,
    /// SHA-256 of all that was posted.
    pub body_hash: [u8; 32],
}

/// Why a request could not be sent.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("no such student, or not one this person may ask for")]
    UnknownStudent,
    #[error("no such instructor, or not one who teaches this student")]
    UnknownInstructor,
    #[error("the program does not exist or is archived")]
    UnknownProgram,
    #[error("the organization does not offer that duration")]
    DurationNotOffered,
    #[error(transparent)]
    NotAllowed(NotAllowed),
    #[error("no time is asked for, or too many, or one of them twice")]
    Starts,
    /// Of the wished time with this number, from 0.
    #[error("a time is too soon to be answered")]
    TooSoon { number: usize },
    #[error("a time is more than two years ahead")]
    TooFarAhead { number: usize },
    #[error("the instructor has another session at that time")]
    Busy { number: usize },
    #[error("the session has begun, is over, or was cancelled")]
    Settled,
    #[error("that is when it is planned already")]
    Same,
    #[error("so many requests of this person wait already")]
    TooMany,
    #[error("the form was used for another request")]
    KeyUsedForOther,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AskError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl From<PlanError> for AskError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::NotTaught => Self::UnknownInstructor,
            PlanError::UnknownProgram => Self::UnknownProgram,
            PlanError::Settled => Self::Settled,
            PlanError::Same => Self::Same,
            PlanError::Store(error) => Self::Store(error),
        }
    }
}

/// The students `viewer` may ask for: a parent their children, a student themself, each where the organization lets them.
///
/// # Errors
/// As the engine refuses.
pub async fn students_for(tx: &mut Tx, viewer: &Viewer, rules: RequestRules) -> db::Result<Vec<Person>> {
    let mut students = Vec::new();
    if rules.students && viewer.is(Role::Student) {
        students.push(accounts::find(tx, viewer.scope(), viewer.user).await?);
    }
    if rules.parents && viewer.is(Role::Parent) {
        students.extend(families::students_of(tx, viewer.scope(), viewer.user).await?);
    }
    Ok(students)
}

/// The instructors who may be asked for a student: those who teach them and are there.
///
/// # Errors
/// As the engine refuses.
pub async fn instructors_for(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<Vec<Person>> {
    let mut all = teaching_pairs::instructors_of(tx, scope, student).await?;
    all.retain(|person| person.standing == Standing::Active && person.is(Role::Instructor));
    Ok(all)
}

/// The students for whom `viewer` may ask this instructor for a session. None where all sessions are at links, which are not
/// a family's to give.
///
/// # Errors
/// As the engine refuses.
pub async fn students_to_ask_for(
    tx: &mut Tx,
    viewer: &Viewer,
    instructor: UserId,
) -> db::Result<Vec<Person>> {
    let scope = viewer.scope();
    let places = organizations::bookable(tx, scope).await?;
    let mut askable = Vec::new();
    if !places.classroom && !places.in_person {
        return Ok(askable);
    }
    let rules = organizations::requests(tx, scope).await?;
    for student in students_for(tx, viewer, rules).await? {
        let instructors = instructors_for(tx, scope, student.id).await?;
        if instructors.iter().any(|person| person.id == instructor) {
            askable.push(student);
        }
    }
    Ok(askable)
}

/// The session that `viewer` may ask to move: planned, and of a student they may ask for. Of several students it is that
/// one's part.
///
/// # Errors
/// `NotFound` for everybody and everything else.
pub async fn movable(
    tx: &mut Tx,
    viewer: &Viewer,
    rules: RequestRules,
    id: kernel::SessionId,
) -> db::Result<Session> {
    let session = sessions::find_visible(tx, viewer, id).await?;
    let students = students_for(tx, viewer, rules).await?;
    if !students.iter().any(|student| student.id == session.student) {
        return Err(db::Error::NotFound);
    }
    Ok(session)
}

/// What `viewer` asks for, looked at: what speaks against each time and still lets it be asked for.
///
/// # Errors
/// As [`AskError`] says; nothing is written either way.
pub async fn plan(tx: &mut Tx, viewer: &Viewer, wish: &Wish) -> Result<Vec<Look>, AskError> {
    let scope = viewer.scope();
    let rules = organizations::requests(tx, scope).await?;
    if !students_for(tx, viewer, rules).await?.iter().any(|student| student.id == wish.student) {
        return Err(AskError::UnknownStudent);
    }
    let mut starts = wish.starts.clone();
    starts.sort();
    starts.dedup();
    if starts.is_empty() || starts.len() != wish.starts.len() || starts.len() > MOST_STARTS {
        return Err(AskError::Starts);
    }
    let now = tx.now();
    for (number, start) in wish.starts.iter().enumerate() {
        if *start < earliest(now) {
            return Err(AskError::TooSoon { number });
        }
        if *start > now.plus_minutes(MOST_DAYS_AHEAD * 24 * 60) {
            return Err(AskError::TooFarAhead { number });
        }
    }
    match wish.moves {
        Some(session) => is_of(&movable(tx, viewer, rules, session).await?, wish)?,
        None => is_bookable(tx, scope, wish).await?,
    }
    let looks = planning::look(tx, scope, wish, None).await?;
    match looks.iter().position(|look| look.instructor_is_busy) {
        Some(number) => Err(AskError::Busy { number }),
        None => Ok(looks),
    }
}

/// A wish for a new session is for one that may be booked.
async fn is_bookable(tx: &mut Tx, scope: Scope, wish: &Wish) -> Result<(), AskError> {
    if !organizations::rules(tx, scope).await?.durations.contains(&wish.minutes) {
        return Err(AskError::DurationNotOffered);
    }
    match sessions::allowed(tx, scope, &wish.place, (&wish.subject, &wish.description)).await {
        Ok(_) => Ok(()),
        Err(NotAllowed::Store(error)) => Err(error.into()),
        Err(refused) => Err(AskError::NotAllowed(refused)),
    }
}

/// A wish to move a session is about that session as it is.
fn is_of(session: &Session, wish: &Wish) -> Result<(), AskError> {
    if session.state() != State::Scheduled {
        return Err(AskError::Settled);
    }
    let is_same = (session.student, session.instructor, session.program, session.minutes())
        == (wish.student, wish.instructor, wish.program, wish.minutes.get());
    if is_same { Ok(()) } else { Err(AskError::Settled) }
}

/// Asks. Of several presses the first asks, the others get its request.
///
/// # Errors
/// As [`AskError`] says.
pub async fn ask(tx: &mut Tx, viewer: &Viewer, wish: &Wish, asked: &Asked) -> Result<RequestId, AskError> {
    let scope = viewer.scope();
    let id = RequestId::fresh(tx.now());
    let press = Press { by: viewer.user, key: &asked.key, body_hash: asked.body_hash };
    match intents::claim(tx, scope, press, &id.to_string()).await? {
        Claim::First => {}
        Claim::UsedForOther => return Err(AskError::KeyUsedForOther),
        Claim::Again(earlier) => {
            let corrupt = |_| db::Error::Corrupt { column: "intents.result".to_owned() };
            return Ok(earlier.parse().map_err(corrupt)?);
        }
    }
    plan(tx, viewer, wish).await?;
    if store::count_open_of(tx, scope, viewer.user).await? >= MOST_OPEN {
        return Err(AskError::TooMany);
    }
    let moved = match wish.moves {
        Some(session) => Some(sessions::find(tx, scope, session).await?.starts_at),
        None => None,
    };
    let runs_out = expires_at(tx.now(), &wish.starts, moved);
    store::insert(tx, scope, id, wish, runs_out).await?;
    outbox::record(tx, scope, Event::RequestAsked { request: id }).await?;
    Ok(id)
}
