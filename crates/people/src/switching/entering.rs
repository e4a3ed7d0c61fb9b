//! The verb that lets a student go on at their parent's browser.

use db::{Scope, Tx};
use kernel::UserId;
use web::Viewer;

use crate::audit::{self, Change};
use crate::sign_in::{self, Opened};

/// Why the browser stays the parent's.
#[derive(Debug, thiserror::Error)]
pub enum SwitchError {
    /// Another family's, not active, or the parent's own sign-in does not hold any more.
    #[error("no student of this parent who can go on here")]
    NotTheirs,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for SwitchError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Ends the parent's sign-in at this browser and begins one of the student, with a token of its own, that ends when the
/// parent's would have ended. It grants what the student may do and nothing of the parent's.
///
/// # Errors
/// `NotTheirs`: roll back then, so that the parent's sign-in stays.
pub async fn enter(tx: &mut Tx, viewer: &Viewer, student: UserId) -> Result<Opened, SwitchError> {
    let opened = sign_in::open_for_student(tx, viewer.scope(), viewer.user, viewer.sign_in, student)
        .await?
        .ok_or(SwitchError::NotTheirs)?;
    write_down(tx, viewer.scope(), viewer.user, "signed in as child", student).await?;
    Ok(opened)
}

/// Notes that the parent came back to a browser on which the student had gone on.
///
/// # Errors
/// As the engine refuses.
pub async fn note_return(tx: &mut Tx, scope: Scope, parent: UserId, student: UserId) -> db::Result<()> {
    write_down(tx, scope, parent, "signed in again as parent", student).await
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    parent: UserId,
    what: &str,
    student: UserId,
) -> db::Result<()> {
    let change = Change { by: Some(parent), what, subject: Some(student.to_string()), ..Change::default() };
    audit::record(tx, scope, change).await
}
