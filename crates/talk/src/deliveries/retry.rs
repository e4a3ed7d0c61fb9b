//! Trying a mail again at an admin's word.

use db::{Db, Scope, in_tx};
use kernel::DeliveryId;
use people::links;

use super::store;

/// Queues the mail anew, for another day of tries.
///
/// # Errors
/// `NotFound` when the organization has no such mail that is undelivered or waits.
pub async fn retry(db: &Db, scope: Scope, id: DeliveryId) -> db::Result<()> {
    in_tx!(db, db::Error, tx, {
        match store::try_again(tx, scope, id).await? {
            Some(link) => links::mark_on_the_way(tx, scope, link).await,
            None => Ok(()),
        }
    })
}
