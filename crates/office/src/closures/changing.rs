//! The verbs of closed days: each leaves its line in the audit trail.

use db::{Scope, Tx};
use jiff::civil::Date;
use kernel::UserId;
use people::audit::{self, Change};
use people::closures::{self, Closure};

/// What every line of the trail begins with.
pub const CLOSED: &str = "closed ";

/// Why a closure was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("another closure begins on that day, or there are too many")]
    Taken,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Closes the organization on some days. Sessions that are booked stay as they are.
///
/// # Errors
/// `Taken` when another closure begins on the same day.
pub async fn add(tx: &mut Tx, scope: Scope, by: UserId, closure: &Closure) -> Result<(), AddError> {
    if !closures::add(tx, scope, closure).await? {
        return Err(AddError::Taken);
    }
    write_down(tx, scope, by, None, Some(closure.to_string())).await?;
    Ok(())
}

/// Opens the organization again on the days of the closure that begins on `first_day`.
///
/// # Errors
/// `NotFound` when none does.
pub async fn remove(tx: &mut Tx, scope: Scope, by: UserId, first_day: Date) -> db::Result<()> {
    let closure = closures::remove(tx, scope, first_day).await?;
    write_down(tx, scope, by, Some(closure.to_string()), None).await
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    before: Option<String>,
    after: Option<String>,
) -> db::Result<()> {
    let change = Change { by: Some(by), what: "closed days", subject: None, before, after };
    audit::record(tx, scope, change).await
}
