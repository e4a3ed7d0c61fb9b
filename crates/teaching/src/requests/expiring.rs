//! Ends requests that nobody answered in time, of all organizations, each once.

use db::{Scope, Tx};
use kernel::RequestId;

use super::store;

/// Whether any open request has run out.
///
/// # Errors
/// As the engine refuses.
pub async fn is_any_due(tx: &mut Tx) -> db::Result<bool> {
    store::is_any_due(tx).await
}

/// Ends at most `limit` requests that have run out: whoever takes one tells it in the same transaction.
///
/// # Errors
/// As the engine refuses.
pub async fn take_due(tx: &mut Tx, limit: i64) -> db::Result<Vec<(Scope, RequestId)>> {
    store::expire_due(tx, limit).await
}
