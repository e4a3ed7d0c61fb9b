//! `nacre check`: what must hold in the store, proved again from the rows.

use db::{Db, Scope, outbox};
use teaching::sessions;

/// An event should be told within seconds; after this long something is stuck.
const STUCK_MINUTES: i64 = 5;

/// Every invariant that does not hold, as a line for the operator. Ids only, no names.
///
/// # Errors
/// When the store cannot be read.
pub async fn findings(db: &Db) -> anyhow::Result<Vec<String>> {
    let mut tx = db.read().await?;
    let mut found = Vec::new();
    for organization in people::organizations::all(&mut tx).await? {
        let scope = Scope::trusted(organization.id);
        let org = organization.id;
        found.extend(ledger::check(&mut tx, scope).await?.iter().map(|finding| format!("{org}: {finding}")));
        let wrong = sessions::contradictions(&mut tx, scope).await?;
        found.extend(
            wrong
                .iter()
                .map(|id| format!("{org}: {id} has an outcome that does not follow from its presence")),
        );
        let misnoted = sessions::misnoted(&mut tx, scope).await?;
        found.extend(
            misnoted
                .iter()
                .map(|id| format!("{org}: {id} has an outcome that is not what its attendance says")),
        );
        let apart = sessions::apart(&mut tx, scope).await?;
        found.extend(
            apart.iter().map(|id| format!("{org}: {id} is not where other parts of the same session are")),
        );
    }
    let stale = sessions::stale_presence(&mut tx).await?;
    if stale > 0 {
        found.push(format!("{stale} stays in sessions that are over were never closed"));
    }
    let (waiting, oldest) = outbox::waiting(&mut tx).await?;
    if oldest.is_some_and(|oldest| oldest < tx.now().plus_minutes(-STUCK_MINUTES)) {
        found.push(format!(
            "{waiting} events wait to be told, the oldest for more than {STUCK_MINUTES} minutes"
        ));
    }
    Ok(found)
}
