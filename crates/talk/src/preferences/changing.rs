//! Saying how one wants to be mailed.

use db::{Result, Scope, Tx};
use kernel::UserId;

use super::preference::Preferences;
use super::store;

/// Sets the preferences of a person. Mails that are owed already go as they were planned.
///
/// # Errors
/// As the engine refuses.
pub async fn set(tx: &mut Tx, scope: Scope, person: UserId, preferences: &Preferences) -> Result<()> {
    store::set(tx, scope, person, preferences).await
}
