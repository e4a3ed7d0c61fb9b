//! The verbs start and stop: the rows of a recording, before its first byte and after its last.

use db::{Scope, Tx};
use kernel::{RecordingId, SessionId, UserId};
use people::organizations::RecordingMode;
use teaching::sessions;

use super::recording::{Answer, WhyNot, WhyStopped, may_record};
use super::store;

/// Why a session is not recorded.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    MayNot(#[from] WhyNot),
    #[error("the session is not open")]
    NotOpen,
    #[error("the session is being recorded")]
    IsOn,
    /// The media engine takes no orders; nothing is recorded.
    #[error("the recorder is not available")]
    Unavailable,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for StartError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Whether the session may be recorded as things stand.
///
/// # Errors
/// `NotFound` when the organization has no such session.
pub async fn standing(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
) -> db::Result<std::result::Result<(), WhyNot>> {
    let terms = store::terms_of(tx, scope, session).await?;
    Ok(may_record(terms.mode, terms.student_refuses, terms.answers))
}

/// How the session is recorded: as the organization decided, and not at all when its student refuses, here or for good.
///
/// # Errors
/// `NotFound` when the organization has no such session.
pub async fn mode_of(tx: &mut Tx, scope: Scope, session: SessionId) -> db::Result<RecordingMode> {
    let terms = store::terms_of(tx, scope, session).await?;
    let refused = terms.student_refuses || terms.answers.student == Some(Answer::No);
    Ok(if refused { RecordingMode::Off } else { terms.mode })
}

/// Writes down that recording begins. Not one byte is recorded before this is committed. `by` is none when the
/// organization records always.
///
/// # Errors
/// Each variant says what is in the way.
pub async fn start(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    by: Option<UserId>,
) -> Result<RecordingId, StartError> {
    standing(tx, scope, session).await??;
    if !sessions::find(tx, scope, session).await?.state().is_live() {
        return Err(StartError::NotOpen);
    }
    store::insert_recording(tx, scope, session, by).await.map_err(|error| {
        if error.is_refused_by("recordings_one_on") || error.is_refused_by("recordings.session_id") {
            StartError::IsOn
        } else {
            StartError::Store(error)
        }
    })
}

/// Writes down that recording stopped. False when that was known; the first reason stays.
///
/// # Errors
/// As the engine refuses.
pub async fn stop(tx: &mut Tx, scope: Scope, id: RecordingId, why: WhyStopped) -> db::Result<bool> {
    store::set_stopped(tx, scope, id, why).await
}
