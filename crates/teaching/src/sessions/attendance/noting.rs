//! The verbs that note attendance. The session's outcome follows from it, and its credit from the outcome.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, Role, SessionId, Timestamp, UserId};
use ledger::{Settlement, SpendError};
use people::audit::{self, Change};
use web::{Money, Viewer};

use super::record::{Mark, Record};
use super::store as rows;
use crate::sessions::{Outcome, Session, State};
use crate::sessions::{store, together};

/// What a credit's entry says that moved with a correction.
pub const CORRECTED: &str = "attendance corrected";
/// How long after its end an instructor may correct what is noted; later an admin does.
pub const CORRECTED_WITHIN_DAYS: i64 = 7;

/// Why attendance was not noted.
#[derive(Debug, thiserror::Error)]
pub enum NoteError {
    #[error("the classroom measures a session that is not over")]
    Measured,
    #[error("the session has not begun")]
    TooEarly,
    #[error("the session was cancelled")]
    Cancelled,
    #[error("only admins correct it by now")]
    TooLate,
    #[error("it was noted by somebody else at the same moment")]
    Changed,
    #[error("{available} credits are available, and the account may go no lower")]
    NotEnough { available: i64 },
    #[error(transparent)]
    Store(#[from] Error),
}

impl db::IsRetry for NoteError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Whether `viewer`, who may see the session, notes attendance of it: its instructor, and admins.
fn is_asked(viewer: &Viewer, session: &Session) -> bool {
    viewer.user == session.instructor || viewer.is(Role::Admin)
}

/// Whether `viewer` may note attendance of the session now, or correct it.
pub fn may_note(viewer: &Viewer, session: &Session, now: Timestamp) -> bool {
    is_asked(viewer, session) && refusal(viewer, session, now).is_none()
}

fn refusal(viewer: &Viewer, session: &Session, now: Timestamp) -> Option<NoteError> {
    match session.state() {
        State::Cancelled => Some(NoteError::Cancelled),
        State::Scheduled | State::Lobby | State::Lesson if session.place.is_classroom() => {
            Some(NoteError::Measured)
        }
        State::Scheduled if now < session.starts_at => Some(NoteError::TooEarly),
        State::Completed | State::Missed
            if !viewer.is(Role::Admin)
                && now >= session.ends_at.plus_minutes(CORRECTED_WITHIN_DAYS * 24 * 60) =>
        {
            Some(NoteError::TooLate)
        }
        _ => None,
    }
}

/// Notes how both attended, or corrects it. Where several students take part, what is noted of the instructor is so for all
/// of whom something is noted.
///
/// # Errors
/// `NotFound` for everyone but its instructor and admins; else as [`NoteError`] says.
pub async fn note(tx: &mut Tx, viewer: &Viewer, id: SessionId, record: &Record) -> Result<(), NoteError> {
    note_one(tx, viewer, id, record).await?;
    let session = store::find(tx, viewer.scope(), id).await?;
    for other in together::parts(tx, viewer.scope(), &session).await? {
        let Some(noted) = other.record().filter(|noted| noted.instructor() != record.instructor()) else {
            continue;
        };
        note_one(tx, viewer, other.id, &noted.taught_by(record.instructor())).await?;
    }
    Ok(())
}

/// That both attended; whether its instructor was late stays as it is noted with another student of the same session.
///
/// # Errors
/// As the engine refuses.
pub async fn both_attended(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<Record> {
    let known = instructor_mark(tx, viewer.scope(), session).await?.filter(Mark::was_there);
    Record::new(known.unwrap_or(Mark::Attended), Mark::Attended).map_err(|_| Error::NotFound)
}

/// What is noted of the instructor with any student of the session.
///
/// # Errors
/// As the engine refuses.
pub async fn instructor_mark(tx: &mut Tx, scope: Scope, session: &Session) -> db::Result<Option<Mark>> {
    let parts = together::parts(tx, scope, session).await?;
    Ok(parts.into_iter().find_map(|part| part.record().map(|record| record.instructor().clone())))
}

async fn note_one(tx: &mut Tx, viewer: &Viewer, id: SessionId, record: &Record) -> Result<(), NoteError> {
    let session = store::find_visible(tx, viewer, id).await?;
    if !is_asked(viewer, &session) {
        return Err(Error::NotFound.into());
    }
    if let Some(refusal) = refusal(viewer, &session, tx.now()) {
        return Err(refusal);
    }
    let scope = viewer.scope();
    let Some(before) = session.outcome else {
        if !close(tx, scope, id, record, viewer.user).await? {
            return Err(NoteError::Changed);
        }
        return Ok(());
    };
    if record.outcome() != before {
        correct(tx, scope, &session, before, record.outcome(), viewer.user).await?;
    }
    rows::put(tx, scope, id, record, Some(viewer.user)).await?;
    let old = session.record().map(|old| old.words());
    write_down(tx, scope, id, viewer.user, old, record).await?;
    outbox::record(tx, scope, Event::SessionChanged { session: id }).await?;
    Ok(())
}

/// The session becomes what the new outcome says, and so does its credit.
async fn correct(
    tx: &mut Tx,
    scope: Scope,
    session: &Session,
    before: Outcome,
    after: Outcome,
    by: UserId,
) -> Result<(), NoteError> {
    if !store::set_corrected(tx, scope, session.id, before, after).await? {
        return Err(NoteError::Changed);
    }
    if !session.billable || session.money != Money::Credits || before.consumes() == after.consumes() {
        return Ok(());
    }
    let why = CORRECTED;
    let moved = if after.consumes() {
        match ledger::charge(tx, scope, session.student, session.id, why, Some(by)).await {
            Ok(moved) => moved,
            Err(SpendError::NotEnough { available }) => return Err(NoteError::NotEnough { available }),
            Err(SpendError::Store(error)) => return Err(error.into()),
        }
    } else {
        ledger::refund(tx, scope, session.id, why, Some(by)).await?
    };
    if moved {
        outbox::record(tx, scope, Event::CreditsChanged { student: session.student }).await?;
    }
    Ok(())
}

/// Ends a session elsewhere by the word of `by`. Says whether it had not ended yet.
///
/// # Errors
/// As the engine refuses.
pub async fn close(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    record: &Record,
    by: UserId,
) -> db::Result<bool> {
    let outcome = record.outcome();
    if !store::set_told(tx, scope, id, outcome).await? {
        return Ok(false);
    }
    rows::put(tx, scope, id, record, Some(by)).await?;
    let settlement = if outcome.consumes() { Settlement::Consume } else { Settlement::Release };
    ledger::settle(tx, scope, id, settlement, Some(by)).await?;
    write_down(tx, scope, id, by, None, record).await?;
    outbox::record(tx, scope, Event::SessionEnded { session: id }).await?;
    Ok(true)
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    by: UserId,
    before: Option<String>,
    record: &Record,
) -> db::Result<()> {
    let change = Change {
        by: Some(by),
        what: "session attendance",
        subject: Some(id.to_string()),
        before,
        after: Some(record.words()),
    };
    audit::record(tx, scope, change).await
}
