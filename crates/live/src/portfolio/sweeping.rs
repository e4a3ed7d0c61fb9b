//! Deletes what no file names any more: bytes of removed files, and of uploads that were never finished.

use std::time::Duration;

use db::{Db, in_tx};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{Storage, store};

/// Between two looks; removed bytes are gone after that long.
const EVERY: Duration = Duration::from_secs(60);
/// An upload that is stored but not named after this long never will be: storing ends after two minutes.
const GIVEN_UP_AFTER_MINUTES: i64 = 60;
/// Objects of one look; the rest waits for the next.
const AT_ONCE: i64 = 100;

/// Sweeps until the server goes away.
pub async fn run(db: Db, storage: Storage, shutdown: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = sweep(&db, &storage).await {
            tracing::warn!(%error, "The sweep of removed files failed; the next one tries again");
        }
    }
}

/// Deletes every object that is due. Says how many.
///
/// # Errors
/// As the engine refuses. What the storage does not delete is tried again by the next sweep.
pub async fn sweep(db: &Db, storage: &Storage) -> db::Result<usize> {
    let since = db.now().plus_minutes(-GIVEN_UP_AFTER_MINUTES);
    let due = in_tx!(db, db::Error, tx, {
        store::doom_loose(tx, since).await?;
        store::doomed(tx, AT_ONCE).await
    })?;
    let mut deleted = 0;
    for (org, object) in due {
        if let Err(error) = storage.delete(&object).await {
            tracing::warn!(%error, "The storage does not delete; the next sweep tries again");
            return Ok(deleted);
        }
        in_tx!(db, db::Error, tx, { store::forget_loose(tx, org, &object).await })?;
        deleted += 1;
    }
    Ok(deleted)
}
