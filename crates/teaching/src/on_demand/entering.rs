//! The verb enter: an instructor comes to whoever waits longest, and a session begins with both.

use db::{Tx, outbox};
use kernel::{Event, Secret, SessionId, WaitId};
use people::{organizations, teaching_pairs};
use web::{Viewer, token};

use super::store;
use crate::requests;
use crate::sessions::{self, Start, StartError, Whom};

/// Why nobody was met.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    /// Another instructor came, or who waited went.
    #[error("they do not wait any more")]
    Gone,
    #[error("somebody has waited longer")]
    NotFirst,
    #[error("the instructor is in a live session")]
    InstructorBusy { session: SessionId },
    #[error("the student is in a live session")]
    StudentBusy,
    #[error("the student has no credit left, and the organization does not go below zero")]
    NotEnoughCredits,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for EnterError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl From<StartError> for EnterError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::InstructorBusy { session } => Self::InstructorBusy { session },
            StartError::StudentBusy => Self::StudentBusy,
            StartError::NotEnoughCredits { .. } => Self::NotEnoughCredits,
            StartError::Store(error) => Self::Store(error),
            // the rest is of forms, or of what ended since the queue was read
            _ => Self::Gone,
        }
    }
}

/// Starts an instant session of `viewer` with whoever waits longest of those they are there for. A second press gets the
/// session of the first.
///
/// # Errors
/// As [`EnterError`] says; `NotFound` for a place that is not in this instructor's queue and never led to a session of theirs.
pub async fn enter(
    tx: &mut Tx,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    id: WaitId,
) -> Result<SessionId, EnterError> {
    let scope = viewer.scope();
    // the instructor's row first, as every start of a session takes it
    sessions::guard(tx, scope, [viewer.user, viewer.user]).await?;
    let is_waiting = store::hold(tx, scope, id).await?;
    if !is_waiting {
        return met_before(tx, viewer, id).await;
    }
    let queue = store::queue_for(tx, scope, viewer.user).await?;
    let Some(wait) = queue.iter().find(|wait| wait.id == id) else { return Err(db::Error::NotFound.into()) };
    if queue.first().is_some_and(|first| first.id != id) {
        return Err(EnterError::NotFirst);
    }
    // where anybody meets who waits, the one who does teaches them from now on
    teaching_pairs::assign(tx, scope, viewer.user, wait.student).await?;
    let rules = organizations::rules(tx, scope).await?;
    let start = Start {
        whom: Whom::Known(wait.student),
        minutes: rules.durations.first().copied().unwrap_or(rules.default_duration),
        billable: requests::is_billable(tx, scope, wait.program).await?,
        program: wait.program,
        subject: String::new(),
        description: String::new(),
        on_demand: true,
        key: id.to_string(),
        body_hash: token::digest(id.to_string().as_bytes()),
    };
    let started = sessions::start(tx, key, viewer, &start).await?;
    store::set_met(tx, scope, id, started.session).await?;
    outbox::record(tx, scope, Event::WaitChanged { wait: id }).await?;
    Ok(started.session)
}

/// The session that this instructor's earlier press began.
async fn met_before(tx: &mut Tx, viewer: &Viewer, id: WaitId) -> Result<SessionId, EnterError> {
    let wait = store::find(tx, viewer.scope(), id).await?;
    let scope = viewer.scope();
    let may_teach = teaching_pairs::may_teach(tx, scope, viewer.user, wait.student).await?;
    let may_meet = may_teach || organizations::requests(tx, scope).await?.with_anybody;
    if !may_meet {
        return Err(db::Error::NotFound.into());
    }
    let Some(session) = wait.session else { return Err(EnterError::Gone) };
    if sessions::find(tx, viewer.scope(), session).await?.instructor == viewer.user {
        Ok(session)
    } else {
        Err(EnterError::Gone)
    }
}
