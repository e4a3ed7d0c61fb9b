//! What nobody needs any more, removed once a day: presses that cannot come again, events that were told, sign-ins that
//! ended, counts of tries, imported tables. What people were told and mailed stays: it is theirs to look up.

use std::time::Duration;

use db::{Tx, in_tx, intents, outbox};
use kernel::Timestamp;
use people::{imports, passkeys, sign_in};
use tokio_util::sync::CancellationToken;
use web::App;

/// A press, a told event and an ended sign-in are kept this long, to explain what happened.
const KEPT_DAYS: i64 = 90;
/// A table of people that an admin brought.
const IMPORTS_KEPT_DAYS: i64 = 30;
const EVERY: Duration = Duration::from_secs(24 * 3_600);
/// Rows removed in one transaction: a person who presses a button meanwhile waits for no more than these.
const BATCH: i64 = 500;

/// Sweeps at the start and once a day, until `stop`.
pub async fn run(app: App, stop: CancellationToken) {
    loop {
        if let Err(error) = sweep(&app, &stop).await {
            tracing::warn!(%error, "Old rows could not be swept out; the next try is tomorrow");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

async fn sweep(app: &App, stop: &CancellationToken) -> db::Result<()> {
    let mut removed = 0;
    while !stop.is_cancelled() {
        let before = app.now().plus_minutes(-KEPT_DAYS * 24 * 60);
        let imported_before = app.now().plus_minutes(-IMPORTS_KEPT_DAYS * 24 * 60);
        let batch = in_tx!(app.db(), db::Error, tx, {
            Ok(sweep_batch(tx, before).await? + imports::sweep(tx, imported_before, BATCH).await?)
        })?;
        if batch == 0 {
            break;
        }
        removed += batch;
    }
    tracing::debug!(sweep.rows = removed, "{removed} old rows were swept out");
    Ok(())
}

async fn sweep_batch(tx: &mut Tx, before: Timestamp) -> db::Result<u64> {
    Ok(intents::sweep(tx, before, BATCH).await?
        + outbox::sweep(tx, before, BATCH).await?
        + sign_in::sweep(tx, before, BATCH).await?
        + sign_in::sweep_tries(tx, BATCH).await?
        + passkeys::sweep(tx, BATCH).await?)
}
