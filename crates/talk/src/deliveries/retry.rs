//! Trying a mail again at an admin's word.

use db::{Db, Scope, in_tx};
use kernel::DeliveryId;

use super::store;

/// Queues the mail anew, for another day of tries.
///
/// # Errors
/// `NotFound` when the organization has no such mail that is undelivered or waits.
pub async fn retry(db: &Db, scope: Scope, id: DeliveryId) -> db::Result<()> {
    in_tx!(db, db::Error, tx, {
        if store::try_again(tx, scope, id).await? { Ok(()) } else { Err(db::Error::NotFound) }
    })
}
