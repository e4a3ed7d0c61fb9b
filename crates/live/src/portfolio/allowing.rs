//! The verb allow: how much space an organization grants.

use db::{Result, Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};

use super::file::Allowance;
use super::store;

/// Sets what is granted from now on, and writes down who did. Files that are there stay, also above it.
///
/// # Errors
/// As the engine refuses.
pub async fn allow(tx: &mut Tx, scope: Scope, by: UserId, allowance: Allowance) -> Result<()> {
    let before = store::allowance_to_use(tx, scope).await?;
    if before == allowance {
        return Ok(());
    }
    store::set_allowance(tx, scope, allowance).await?;
    let words = |allowance: Allowance| {
        Some(format!("{} MB a person, {} MB in all", allowance.person_mb, allowance.organization_mb))
    };
    let change = Change {
        by: Some(by),
        what: "files allowance",
        subject: None,
        before: words(before),
        after: words(allowance),
    };
    audit::record(tx, scope, change).await
}
