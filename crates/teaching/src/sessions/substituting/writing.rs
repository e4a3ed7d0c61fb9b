//! The verb substitute, and who can be chosen.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, Role, Roles, SessionId, Standing, UserId};
use people::accounts::{self, Person, Search, Standings};
use people::audit::{self, Change};
use web::Viewer;

use super::super::session::{Session, State};
use super::super::{lateness, rescheduling, store, together};
use crate::availability::Concern;
use crate::series;

/// Instructors an admin chooses from.
const MOST_INSTRUCTORS: i64 = 1_000;

/// Why nobody else teaches the session.
#[derive(Debug, thiserror::Error)]
pub enum SubstituteError {
    #[error("the session has begun, is over, or was cancelled")]
    NotScheduled,
    #[error("no such instructor, or one who does not teach now")]
    UnknownInstructor,
    #[error("they teach it already")]
    Same,
    /// With the session in the way; none when it was written in the same moment.
    #[error("the instructor has another session at that time")]
    InstructorBusy { session: Option<Box<Session>> },
    #[error(transparent)]
    Store(db::Error),
}

impl From<db::Error> for SubstituteError {
    fn from(error: db::Error) -> Self {
        if error.is_refused_by("instructor_is_busy") {
            Self::InstructorBusy { session: None }
        } else {
            Self::Store(error)
        }
    }
}

impl db::IsRetry for SubstituteError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Whether `viewer` may have somebody else teach the session now: admins.
pub fn may_substitute(viewer: &Viewer, session: &Session) -> bool {
    viewer.is(Role::Admin) && session.state() == State::Scheduled
}

/// Everyone who could teach it instead, busy or not.
///
/// # Errors
/// As the engine refuses.
pub async fn candidates(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Vec<Person>> {
    let parts = together::parts(tx, scope, session).await?;
    let search = Search {
        words: "",
        roles: Roles::NONE.with(Role::Instructor),
        standings: Standings::Only(Standing::Active),
        after: None,
        limit: MOST_INSTRUCTORS,
    };
    let mut all = accounts::search(tx, scope, &search).await?;
    let takes_part = |person: &Person| parts.iter().any(|part| part.student == person.id);
    all.retain(|person| person.id != session.instructor && !takes_part(person));
    Ok(all)
}

/// Somebody who could teach it, and what speaks against it.
#[derive(Debug)]
pub struct Candidate {
    pub person: Person,
    /// They have another session then, and are refused.
    pub is_busy: bool,
    /// What their own hours and rules say: that warns.
    pub concerns: Vec<Concern>,
}

/// Of so many candidates the hours are read; an organization with more of them finds who is busy when it presses.
const READ_HOURS: usize = 200;

/// What speaks against each of those who could teach it.
///
/// # Errors
/// As the engine refuses.
pub async fn look_at(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Vec<Candidate>> {
    let times = (session.starts_at, session.ends_at);
    let mut looks = Vec::new();
    for (number, person) in candidates(tx, scope, session).await?.into_iter().enumerate() {
        let (mut is_busy, mut concerns) = (false, Vec::new());
        if number < READ_HOURS {
            let in_the_way = store::in_the_way(tx, scope, [person.id, session.student], times).await?;
            is_busy = in_the_way.iter().any(|other| other.instructor == person.id);
            concerns = rescheduling::concerns(tx, scope, &person, None, times).await?;
        }
        looks.push(Candidate { person, is_busy, concerns });
    }
    Ok(looks)
}

/// Has `instructor` teach a planned session; one of several students for all of them.
///
/// # Errors
/// As [`SubstituteError`] says; `NotFound` for everybody but admins.
pub async fn substitute(
    tx: &mut Tx,
    viewer: &Viewer,
    id: SessionId,
    instructor: UserId,
) -> Result<Session, SubstituteError> {
    let scope = viewer.scope();
    if !viewer.is(Role::Admin) {
        return Err(Error::NotFound.into());
    }
    let found = store::find(tx, scope, id).await?;
    let before = found.instructor;
    let parts = together::parts(tx, scope, &found).await?;
    // whoever books or moves either of them meanwhile waits here; in one order, so that two substitutions do not wait
    // for each other
    together::guard(tx, scope, [before.min(instructor), before.max(instructor)], &parts).await?;
    let session = store::find(tx, scope, id).await?;
    if session.state() != State::Scheduled {
        return Err(SubstituteError::NotScheduled);
    }
    if session.instructor == instructor {
        return Err(SubstituteError::Same);
    }
    if !candidates(tx, scope, &session).await?.iter().any(|person| person.id == instructor) {
        return Err(SubstituteError::UnknownInstructor);
    }
    let people = [instructor, session.student];
    let times = (session.starts_at, session.ends_at);
    let in_the_way = store::in_the_way(tx, scope, people, times).await?;
    if let Some(other) = in_the_way.into_iter().find(|other| other.instructor == instructor) {
        return Err(SubstituteError::InstructorBusy { session: Some(Box::new(other)) });
    }
    let others = together::others_planned(tx, scope, &session).await?;
    for part in std::iter::once(&session).chain(&others) {
        write(tx, viewer, part, instructor).await?;
    }
    Ok(store::find(tx, scope, id).await?)
}

async fn write(
    tx: &mut Tx,
    viewer: &Viewer,
    session: &Session,
    instructor: UserId,
) -> Result<(), SubstituteError> {
    let (scope, id) = (viewer.scope(), session.id);
    if !store::set_instructor(tx, scope, id, instructor).await? {
        return Err(SubstituteError::NotScheduled);
    }
    series::mark_changed(tx, scope, id).await?;
    // what the other said about being late is theirs
    lateness::forget(tx, scope, id, kernel::Seat::Instructor).await?;
    let (before, by) = (session.instructor, viewer.user);
    let change = Change {
        by: Some(by),
        what: "session instructor",
        subject: Some(id.to_string()),
        before: Some(before.to_string()),
        after: Some(instructor.to_string()),
    };
    audit::record(tx, scope, change).await?;
    outbox::record(tx, scope, Event::InstructorChanged { session: id, before, by }).await?;
    Ok(())
}
