//! The verb that changes what an organization is called, with its lines in the audit trail.

use db::{Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};
use people::organizations::{self, Identity};

/// What every line of the trail begins with.
pub const ORGANIZATION: &str = "organization ";

/// Sets name, clock and address of the organization. Nothing that is planned moves.
///
/// # Errors
/// As the engine refuses.
pub async fn change(tx: &mut Tx, scope: Scope, by: UserId, wanted: &Identity) -> db::Result<()> {
    let before = organizations::identity_to_change(tx, scope).await?;
    if before == *wanted {
        return Ok(());
    }
    organizations::set_identity(tx, scope, wanted).await?;
    let zone = |identity: &Identity| Some(identity.zone.name().to_owned());
    let lines = [
        ("organization name", Some(before.name.clone()), Some(wanted.name.clone())),
        ("organization time zone", zone(&before), zone(wanted)),
        ("organization help address", before.support_email, wanted.support_email.clone()),
    ];
    for (what, before, after) in lines.into_iter().filter(|(_, before, after)| before != after) {
        audit::record(tx, scope, Change { by: Some(by), what, subject: None, before, after }).await?;
    }
    Ok(())
}
