//! The verbs erase, hold and release: how a recording goes, and what keeps it.

use db::{Db, Scope, Tx, in_tx};
use kernel::{PartId, RecordingId, SessionId, UserId};
use people::audit::{self, Change};

use super::{Shelf, copying, store};

/// Why a recording is not erased.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    #[error("the recording is under legal hold")]
    Held,
    #[error("the recording goes on")]
    GoesOn,
    /// It is not shown any more; the next sweep tries again to remove what is left.
    #[error("a file of the recording could not be removed")]
    Left(#[from] std::io::Error),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for EraseError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// What a recording is erased for.
#[derive(Debug, Clone, Copy)]
pub enum Cause<'a> {
    /// Its days are over.
    Retention,
    /// Somebody wants it.
    Asked { by: UserId, why: &'a str },
}

/// What went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    pub parts: usize,
}

/// Erases a recording: from the first step on nobody is shown it, then its files go, then the rows of its parts. A
/// server that dies in between goes on at its next sweep.
///
/// # Errors
/// Each variant says what is in the way; `NotFound` when there is no such recording.
pub async fn erase(
    db: &Db,
    shelf: &Shelf,
    scope: Scope,
    id: RecordingId,
    cause: Cause<'_>,
) -> Result<Erased, EraseError> {
    let (session, parts) = in_tx!(db, EraseError, tx, { begin(tx, scope, id, cause).await })?;
    shelf.remove(scope, session, id, parts.clone()).await?;
    in_tx!(db, EraseError, tx, {
        copying::delete(tx, scope, id).await?;
        Ok(store::delete_parts(tx, scope, id).await?)
    })?;
    Ok(Erased { parts: parts.len() })
}

async fn begin(
    tx: &mut Tx,
    scope: Scope,
    id: RecordingId,
    cause: Cause<'_>,
) -> Result<(SessionId, Vec<PartId>), EraseError> {
    let recording = store::lock(tx, scope, id).await?;
    if recording.held.is_some() {
        return Err(EraseError::Held);
    }
    if recording.stopped.is_none() {
        return Err(EraseError::GoesOn);
    }
    if recording.erased_at.is_none() {
        store::set_erased(tx, scope, id).await?;
        let (by, why) = match cause {
            Cause::Retention => (None, "its days are over"),
            Cause::Asked { by, why } => (Some(by), why),
        };
        note(tx, scope, id, by, "recording erased", why).await?;
    }
    Ok((recording.session, store::part_ids(tx, scope, id).await?))
}

/// Puts a recording under legal hold: it is not erased until it is released.
///
/// # Errors
/// `NotFound` when there is no such recording, or none any more.
pub async fn hold(tx: &mut Tx, scope: Scope, id: RecordingId, by: UserId, why: &str) -> db::Result<()> {
    if !store::set_held(tx, scope, id, by, why).await? {
        return Err(db::Error::NotFound);
    }
    note(tx, scope, id, Some(by), "recording held", why).await
}

/// Ends the legal hold.
///
/// # Errors
/// `NotFound` when there is no such recording.
pub async fn release(tx: &mut Tx, scope: Scope, id: RecordingId, by: UserId, why: &str) -> db::Result<()> {
    if !store::set_released(tx, scope, id).await? {
        return Err(db::Error::NotFound);
    }
    note(tx, scope, id, Some(by), "recording released", why).await
}

/// Recordings whose time is up, over all organizations, at most `limit`: kept for the organization's days, or erased
/// and not gone.
///
/// # Errors
/// As the engine refuses.
pub async fn due_for_erasure(tx: &mut Tx, limit: i64) -> db::Result<Vec<(Scope, RecordingId)>> {
    store::due_for_erasure(tx, limit).await
}

async fn note(
    tx: &mut Tx,
    scope: Scope,
    id: RecordingId,
    by: Option<UserId>,
    what: &str,
    why: &str,
) -> db::Result<()> {
    let change =
        Change { by, what, subject: Some(id.to_string()), before: None, after: Some(why.to_owned()) };
    audit::record(tx, scope, change).await
}
