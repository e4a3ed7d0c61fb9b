//! The verbs of the list: each leaves its line in the audit trail.

use db::{Scope, Tx};
use kernel::UserId;
use people::absence_reasons::{self, Reason};
use people::audit::{self, Change};

/// What every line of the trail begins with.
pub const REASONS: &str = "absence ";

/// Why a reason was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("another reason has that name, or there are too many")]
    Taken,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Puts a reason on the list.
///
/// # Errors
/// `Taken` when another one has its name.
pub async fn add(tx: &mut Tx, scope: Scope, by: UserId, reason: &Reason) -> Result<(), AddError> {
    if !absence_reasons::add(tx, scope, reason).await? {
        return Err(AddError::Taken);
    }
    write_down(tx, scope, by, None, Some(reason.to_string())).await?;
    Ok(())
}

/// Takes a reason off the list. Absences noted with it keep it.
///
/// # Errors
/// `NotFound` when none has that name.
pub async fn remove(tx: &mut Tx, scope: Scope, by: UserId, name: &str) -> db::Result<()> {
    let reason = absence_reasons::remove(tx, scope, name).await?;
    write_down(tx, scope, by, Some(reason.to_string()), None).await
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    before: Option<String>,
    after: Option<String>,
) -> db::Result<()> {
    let change = Change { by: Some(by), what: "absence reasons", subject: None, before, after };
    audit::record(tx, scope, change).await
}
