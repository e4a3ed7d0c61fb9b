//! How a session went that took place elsewhere: nothing measured it, so somebody says.

use db::{Error, Scope, Tx, outbox};
use kernel::{Event, Role, SessionId, Timestamp, UserId};
use ledger::Settlement;
use people::audit::{self, Change};
use web::Viewer;

use super::session::{Outcome, Session};
use super::store;

/// Why it was not noted how a session went.
#[derive(Debug, thiserror::Error)]
pub enum SayError {
    #[error("the classroom measures what takes place in it")]
    Measured,
    #[error("the session has not begun")]
    TooEarly,
    #[error("the session is over")]
    Over,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for SayError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Whether `viewer`, who may see the session, says how such sessions went: its instructor, and admins.
fn is_asked(viewer: &Viewer, session: &Session) -> bool {
    viewer.user == session.instructor || viewer.is(Role::Admin)
}

/// Whether `viewer` is to be asked now how the session went.
pub fn may_say(viewer: &Viewer, session: &Session, now: Timestamp) -> bool {
    session.awaits_word(now) && is_asked(viewer, session)
}

/// Notes how a session elsewhere went; its credit follows.
///
/// # Errors
/// `NotFound` for everyone but its instructor and admins; else as [`SayError`] says.
pub async fn say(tx: &mut Tx, viewer: &Viewer, id: SessionId, outcome: Outcome) -> Result<(), SayError> {
    let session = store::find_visible(tx, viewer, id).await?;
    if !is_asked(viewer, &session) {
        return Err(Error::NotFound.into());
    }
    if session.place.is_classroom() {
        return Err(SayError::Measured);
    }
    if tx.now() < session.starts_at {
        return Err(SayError::TooEarly);
    }
    if close(tx, viewer.scope(), id, outcome, viewer.user).await? { Ok(()) } else { Err(SayError::Over) }
}

/// Ends a session elsewhere by the word of `by`. Says whether it had not ended yet.
///
/// # Errors
/// As the engine refuses.
pub(super) async fn close(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    outcome: Outcome,
    by: UserId,
) -> db::Result<bool> {
    if !store::set_told(tx, scope, id, outcome).await? {
        return Ok(false);
    }
    let settlement = if outcome.consumes() { Settlement::Consume } else { Settlement::Release };
    ledger::settle(tx, scope, id, settlement, Some(by)).await?;
    let change = Change {
        by: Some(by),
        what: "session outcome",
        subject: Some(id.to_string()),
        before: None,
        after: Some(outcome.word().to_owned()),
    };
    audit::record(tx, scope, change).await?;
    outbox::record(tx, scope, Event::SessionEnded { session: id }).await?;
    Ok(true)
}
