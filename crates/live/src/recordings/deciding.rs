//! The verb decide: whether an organization records its sessions, and how long recordings are kept.

use std::ops::RangeInclusive;

use db::{Result, Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};
use people::organizations::{self, RecordingMode};

use super::store;

/// Days for which recordings can be kept, as the store's checks say.
pub const DAYS: RangeInclusive<i64> = 1..=3_650;

/// What an organization decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    pub mode: RecordingMode,
    pub days: i64,
}

/// What is decided now.
///
/// # Errors
/// As the engine refuses.
pub async fn decided(tx: &mut Tx, scope: Scope) -> Result<Decision> {
    store::decided(tx, scope).await
}

/// Decides from now on, and writes down who did. A lesson that is recorded goes on as it began.
///
/// # Errors
/// As the engine refuses.
pub async fn decide(tx: &mut Tx, scope: Scope, by: UserId, decision: Decision) -> Result<()> {
    let before = decided(tx, scope).await?;
    if before == decision {
        return Ok(());
    }
    organizations::set_recording(tx, scope, decision.mode, decision.days).await?;
    let words = |decision: Decision| Some(format!("{}, kept {} days", decision.mode.word(), decision.days));
    let change = Change {
        by: Some(by),
        what: "recordings",
        subject: None,
        before: words(before),
        after: words(decision),
    };
    audit::record(tx, scope, change).await
}
