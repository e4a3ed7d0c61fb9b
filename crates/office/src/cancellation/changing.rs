//! The verb that changes how sessions are cancelled, with its lines in the audit trail.

use db::{Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};
use people::organizations::{self, CancellationRules};

/// What every line of the trail begins with.
pub const CANCELLATION: &str = "cancellation ";

/// Sets until when a family cancels free of charge, and which reasons can be chosen. Sessions that were cancelled stay as
/// they are.
///
/// # Errors
/// As the engine refuses.
pub async fn change(tx: &mut Tx, scope: Scope, by: UserId, wanted: &CancellationRules) -> db::Result<()> {
    let before = organizations::cancellation_to_change(tx, scope).await?;
    if before == *wanted {
        return Ok(());
    }
    organizations::set_cancellation(tx, scope, wanted).await?;
    let hours = |rules: &CancellationRules| format!("{} h", rules.free_hours);
    let reasons = |rules: &CancellationRules| rules.reasons.join(", ");
    let lines = [
        ("cancellation free until before the start", hours(&before), hours(wanted)),
        ("cancellation reasons", reasons(&before), reasons(wanted)),
    ];
    for (what, before, after) in lines.into_iter().filter(|(_, before, after)| before != after) {
        let change = Change { by: Some(by), what, subject: None, before: Some(before), after: Some(after) };
        audit::record(tx, scope, change).await?;
    }
    Ok(())
}
