//! The verbs of the list: each leaves its line in the audit trail.

use db::{Scope, Tx};
use kernel::{LocationId, UserId};
use people::audit::{self, Change};
use people::{locations, organizations};

/// What every line of the trail begins with.
pub const LOCATIONS: &str = "location ";

/// Why a location was not added or renamed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("another location has that name, or there are too many")]
    Taken,
    #[error("sessions in person are at a listed place only, and this is the last")]
    Last,
    #[error(transparent)]
    Store(db::Error),
}

impl From<db::Error> for ChangeError {
    fn from(error: db::Error) -> Self {
        // two admins who give one name in the same moment
        if error.is_refused_by("locations_one_per_name") || error.is_refused_by("locations.name") {
            Self::Taken
        } else {
            Self::Store(error)
        }
    }
}

impl db::IsRetry for ChangeError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Puts a location on the list.
///
/// # Errors
/// `Taken` when another one has its name.
pub async fn add(tx: &mut Tx, scope: Scope, by: UserId, name: &str) -> Result<(), ChangeError> {
    let id = LocationId::fresh(tx.now());
    if !locations::add(tx, scope, id, name).await? {
        return Err(ChangeError::Taken);
    }
    write_down(tx, scope, by, id, ("location added", None, Some(name.to_owned()))).await
}

/// Gives a location another name. Sessions keep the words they were booked with.
///
/// # Errors
/// `Taken` when another one has that name; `NotFound` for an unknown one.
pub async fn rename(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: LocationId,
    name: &str,
) -> Result<(), ChangeError> {
    let before = locations::find(tx, scope, id).await?.name;
    if before == name {
        return Ok(());
    }
    if !locations::rename(tx, scope, id, name).await? {
        return Err(ChangeError::Taken);
    }
    write_down(tx, scope, by, id, ("location renamed", Some(before), Some(name.to_owned()))).await
}

/// Offers a location no longer, or again.
///
/// # Errors
/// `NotFound` for an unknown one; `Last` when nothing could be booked in person any more.
pub async fn set_archived(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: LocationId,
    archived: bool,
) -> Result<(), ChangeError> {
    let name = locations::find(tx, scope, id).await?.name;
    if !locations::set_archived(tx, scope, id, archived).await? {
        return Ok(());
    }
    let rules = organizations::bookable_to_change(tx, scope).await?;
    if rules.in_person && rules.only_listed && locations::offered(tx, scope).await?.is_empty() {
        return Err(ChangeError::Last);
    }
    let line = if archived {
        ("location archived", Some(name), None)
    } else {
        ("location restored", None, Some(name))
    };
    write_down(tx, scope, by, id, line).await
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: LocationId,
    (what, before, after): (&'static str, Option<String>, Option<String>),
) -> Result<(), ChangeError> {
    let change = Change { by: Some(by), what, subject: Some(id.to_string()), before, after };
    Ok(audit::record(tx, scope, change).await?)
}
