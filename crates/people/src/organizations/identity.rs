//! What an organization is called, where it is, and who answers for it.

use db::{Result, Scope, Tx};
use kernel::Zone;

use super::{finding, store};

#[derive(Debug, Clone, PartialEq)]
pub struct Identity {
    pub name: String,
    /// Its clock: by it periods of money are counted, and new people begin with it.
    pub zone: Zone,
    /// Who is written to for help.
    pub support_email: Option<String>,
}

/// What the organization is called, held until the transaction ends: whoever else wants to change it waits.
///
/// # Errors
/// As the engine refuses.
pub async fn identity_to_change(tx: &mut Tx, scope: Scope) -> Result<Identity> {
    store::lock(tx, scope).await?;
    let organization = finding::find(tx, scope).await?;
    let (name, zone) = (organization.name, organization.zone);
    Ok(Identity { name, zone, support_email: organization.support_email })
}

/// Sets what the organization is called from now on.
///
/// # Errors
/// As the engine refuses.
pub async fn set_identity(tx: &mut Tx, scope: Scope, identity: &Identity) -> Result<()> {
    store::set_identity(tx, scope, identity).await
}
