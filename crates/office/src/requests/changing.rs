//! The verb that changes who may ask for sessions, with its lines in the audit trail.

use db::{Scope, Tx};
use kernel::UserId;
use people::audit::{self, Change};
use people::organizations::{self, RequestRules};

/// What every line of the trail begins with.
pub const REQUESTS: &str = "requests ";

/// Sets who may ask for sessions. What was asked before stays.
///
/// # Errors
/// As the engine refuses.
pub async fn change(tx: &mut Tx, scope: Scope, by: UserId, wanted: RequestRules) -> db::Result<()> {
    let before = organizations::requests_to_change(tx, scope).await?;
    if before == wanted {
        return Ok(());
    }
    organizations::set_requests(tx, scope, wanted).await?;
    let word = |may: bool| Some(if may { "yes" } else { "no" }.to_owned());
    let lines = [
        ("requests by parents", before.parents, wanted.parents),
        ("requests by students", before.students, wanted.students),
        ("requests on demand", before.on_demand, wanted.on_demand),
        ("requests on demand with anybody", before.with_anybody, wanted.with_anybody),
    ];
    for (what, before, after) in lines.into_iter().filter(|(_, before, after)| before != after) {
        let change = Change { by: Some(by), what, subject: None, before: word(before), after: word(after) };
        audit::record(tx, scope, change).await?;
    }
    Ok(())
}
