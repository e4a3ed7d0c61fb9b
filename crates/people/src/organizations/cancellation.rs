//! How an organization's sessions are cancelled.

use db::{Result, Scope, Tx};

use super::store;

/// What an organization decided about cancelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CancellationRules {
    /// So many hours before the start, and earlier, a family cancels free of charge. 0: always.
    pub free_hours: i64,
    /// What can be chosen as the reason, in this order; one line each.
    pub reasons: Vec<String>,
}

/// The rules of cancelling.
///
/// # Errors
/// As the engine refuses.
pub async fn cancellation(tx: &mut Tx, scope: Scope) -> Result<CancellationRules> {
    let (free_hours, reasons) = store::cancellation(tx, scope).await?;
    Ok(CancellationRules { free_hours, reasons: reasons.lines().map(str::to_owned).collect() })
}

/// The same, held until the transaction ends: whoever else wants to change them waits.
///
/// # Errors
/// As the engine refuses.
pub async fn cancellation_to_change(tx: &mut Tx, scope: Scope) -> Result<CancellationRules> {
    store::lock(tx, scope).await?;
    cancellation(tx, scope).await
}

/// Sets the rules of cancelling from now on.
///
/// # Errors
/// As the engine refuses.
pub async fn set_cancellation(tx: &mut Tx, scope: Scope, rules: &CancellationRules) -> Result<()> {
    store::set_cancellation(tx, scope, rules.free_hours, &rules.reasons.join("\n")).await
}
