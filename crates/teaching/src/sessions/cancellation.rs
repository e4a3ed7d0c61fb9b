//! Cancelling a session that is scheduled, or open but without a lesson yet.

use db::{Tx, outbox};
use kernel::{Event, Role, SessionId};
use ledger::Settlement;
use people::links;
use web::Viewer;

use super::session::{Outcome, Session, State};
use super::store::{self, Ending};
use crate::presence;

/// The longest reason kept.
pub const MAX_REASON: usize = 300;

/// Why a session could not be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    #[error("a lesson that has begun is ended, not cancelled")]
    LessonRunning,
    #[error("the session is over")]
    Over,
    #[error("a student asks a parent or the instructor to cancel")]
    NotTheirs,
    #[error("say why, in at most 300 characters")]
    NoReason,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for CancelError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Whether `viewer`, who may see the session, may also cancel it: its instructor, the student's parents, admins.
pub fn may_cancel(viewer: &Viewer, session: &Session) -> bool {
    let is_student_only = viewer.user == session.student && !viewer.is(Role::Admin);
    !is_student_only && matches!(session.state(), State::Scheduled | State::Lobby)
}

/// Cancels a session for everyone in it: the credit is released, the links are revoked, both sides are told.
pub async fn cancel(tx: &mut Tx, viewer: &Viewer, id: SessionId, why: &str) -> Result<Session, CancelError> {
    let scope = viewer.scope();
    let why = why.trim();
    if why.is_empty() || why.chars().count() > MAX_REASON {
        return Err(CancelError::NoReason);
    }
    let session = store::find_visible(tx, viewer, id).await?;
    match session.state() {
        State::Lesson => return Err(CancelError::LessonRunning),
        State::Completed | State::Missed | State::Cancelled => return Err(CancelError::Over),
        State::Scheduled | State::Lobby if !may_cancel(viewer, &session) => {
            return Err(CancelError::NotTheirs);
        }
        State::Scheduled | State::Lobby => {}
    }
    let done = if session.opened_at.is_some() {
        let now = tx.now();
        presence::leave_all(tx, scope, id, now).await?;
        let attendance = presence::attendance(&presence::intervals(tx, scope, id).await?);
        let ending = Ending {
            outcome: Outcome::Cancelled,
            by: "instructor",
            choice: None,
            attendance: &attendance,
            cancelled: Some((Some(viewer.user), why)),
        };
        store::set_ended(tx, scope, id, &ending).await?
    } else {
        store::set_cancelled(tx, scope, id, Some(viewer.user), why).await?
    };
    if !done {
        return Err(CancelError::Over);
    }
    ledger::settle(tx, scope, id, Settlement::Release, Some(viewer.user)).await?;
    links::revoke_of_session(tx, scope, id).await?;
    outbox::record(tx, scope, Event::SessionCancelled { session: id }).await?;
    Ok(store::find(tx, scope, id).await?)
}
