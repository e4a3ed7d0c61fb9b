//! The verbs of profile fields: each leaves its line in the audit trail.

use db::{Scope, Tx};
use kernel::{ProfileFieldId, UserId};
use people::audit::{self, Change};
use people::profiles::{self, ProfileField};

/// What every line of the trail begins with.
pub const FIELDS: &str = "profile field";

/// Why a field is not as it was to be.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("another field has that label, or there are too many")]
    Taken,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ChangeError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Adds a field behind the others of its role.
///
/// # Errors
/// `Taken` when an open field of the role has its label.
pub async fn add(tx: &mut Tx, scope: Scope, by: UserId, field: &ProfileField) -> Result<(), ChangeError> {
    profiles::lock(tx, scope, field.role).await?;
    if !profiles::add(tx, scope, field).await.map_err(refusal)? {
        return Err(ChangeError::Taken);
    }
    write_down(tx, scope, by, field.id, None, Some(field.to_string())).await?;
    Ok(())
}

/// Changes label, choices, readers, and whether it is required. What is filled in stays; role and kind stay with it.
///
/// # Errors
/// `Taken`; `NotFound` for an unknown or archived one.
pub async fn change(tx: &mut Tx, scope: Scope, by: UserId, to: &ProfileField) -> Result<(), ChangeError> {
    profiles::lock(tx, scope, to.role).await?;
    let before = profiles::find_open(tx, scope, to.id).await?;
    if !profiles::update(tx, scope, to).await.map_err(refusal)? {
        return Err(ChangeError::Taken);
    }
    if before != *to {
        write_down(tx, scope, by, to.id, Some(before.to_string()), Some(to.to_string())).await?;
    }
    Ok(())
}

/// Takes a field out of profiles. What is filled in stays with it.
///
/// # Errors
/// `NotFound` for an unknown one. Archiving twice is archiving once.
pub async fn archive(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: ProfileFieldId,
) -> Result<ProfileField, ChangeError> {
    let field = profiles::find_with_archived(tx, scope, id).await?;
    profiles::lock(tx, scope, field.role).await?;
    if !profiles::find_with_archived(tx, scope, id).await?.is_archived {
        profiles::set_archived(tx, scope, &field, true).await?;
        write_down(tx, scope, by, id, Some(field.to_string()), None).await?;
    }
    Ok(field)
}

/// Brings an archived field back, with what was filled in.
///
/// # Errors
/// `Taken` when another field has its label by now; `NotFound` for an unknown one.
pub async fn restore(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: ProfileFieldId,
) -> Result<ProfileField, ChangeError> {
    let field = profiles::find_with_archived(tx, scope, id).await?;
    profiles::lock(tx, scope, field.role).await?;
    if profiles::find_with_archived(tx, scope, id).await?.is_archived {
        if !profiles::set_archived(tx, scope, &field, false).await.map_err(refusal)? {
            return Err(ChangeError::Taken);
        }
        write_down(tx, scope, by, id, None, Some(field.to_string())).await?;
    }
    Ok(field)
}

/// Moves a field before the one that stands before it; the first stays.
///
/// # Errors
/// `NotFound` for an unknown or archived one.
pub async fn move_up(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: ProfileFieldId,
) -> Result<ProfileField, ChangeError> {
    let field = profiles::find_open(tx, scope, id).await?;
    profiles::lock(tx, scope, field.role).await?;
    let mut fields = profiles::of_role(tx, scope, field.role).await?;
    let labels = |fields: &[ProfileField]| {
        let open = fields.iter().filter(|field| !field.is_archived);
        open.map(|field| field.label.as_str()).collect::<Vec<_>>().join(", ")
    };
    let at = fields.iter().position(|other| other.id == id && !other.is_archived);
    if let Some(at) = at.filter(|at| *at > 0) {
        let before = labels(&fields);
        fields.swap(at - 1, at);
        profiles::order(tx, scope, &fields).await?;
        write_down(tx, scope, by, id, Some(before), Some(labels(&fields))).await?;
    }
    Ok(field)
}

/// The index's word, for two admins who give one label at the same moment.
fn refusal(error: db::Error) -> ChangeError {
    if error.is_refused_by("profile_fields_one_per_label") || error.is_refused_by("profile_fields.label") {
        ChangeError::Taken
    } else {
        ChangeError::Store(error)
    }
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    id: ProfileFieldId,
    before: Option<String>,
    after: Option<String>,
) -> db::Result<()> {
    let change = Change { by: Some(by), what: FIELDS, subject: Some(id.to_string()), before, after };
    audit::record(tx, scope, change).await
}
