//! The verb ask: somebody who may watch a recording wants a copy of it.

use db::{Error, Result, Scope, Tx};
use kernel::{RecordingId, SessionId, UserId};

use super::copy::{Copy, State};
use super::store;
use crate::recordings::recording::Recording;

/// Why no copy is made.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    #[error("the recording goes on")]
    GoesOn,
    /// It was erased, or nobody was ever heard or seen.
    #[error("nothing of the recording is there")]
    Nothing,
    #[error(transparent)]
    Store(#[from] Error),
}

impl db::IsRetry for AskError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Has a copy of the recording made, as soon as it is its turn. Asked again it is made once, unless it failed.
///
/// # Errors
/// Each variant says what is in the way.
pub async fn ask(
    tx: &mut Tx,
    scope: Scope,
    recording: &Recording,
    by: UserId,
) -> std::result::Result<(), AskError> {
    if recording.stopped.is_none() {
        return Err(AskError::GoesOn);
    }
    if recording.erased_at.is_some() || recording.parts.is_empty() {
        return Err(AskError::Nothing);
    }
    Ok(store::insert(tx, scope, recording.id, by).await?)
}

/// A copy that is there.
///
/// # Errors
/// `NotFound` when it is not made, or not any more.
pub async fn find(tx: &mut Tx, scope: Scope, session: SessionId, recording: RecordingId) -> Result<Copy> {
    let copies = store::of_session(tx, scope, session).await?;
    let made = |copy: &Copy| copy.recording == recording && matches!(copy.state, State::Made { .. });
    copies.into_iter().find(made).ok_or(Error::NotFound)
}
