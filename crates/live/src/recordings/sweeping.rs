//! What the server does with recordings by itself: closes those of a run that ended without a word, and erases those
//! whose days are over.

use std::time::{Duration, SystemTime};

use db::{Db, in_tx};
use kernel::Timestamp;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::erasing::{Cause, EraseError, due_for_erasure, erase};
use super::recording::WhyStopped;
use super::shelf::Shelf;
use super::store::{self, Orphan};

/// Days are counted in days; a few minutes more do no harm.
const EVERY: Duration = Duration::from_secs(600);

/// Recordings erased at one sweep, so that a shortened retention does not hold up the rest of the server.
const AT_ONCE: i64 = 100;

/// Sweeps until the server goes away.
pub(super) async fn run(db: Db, shelf: Shelf, shutdown: CancellationToken) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = sweep(&db, &shelf).await {
            tracing::warn!(%error, "The sweep of old recordings failed; the next one tries again");
        }
    }
}

/// Erases every recording whose days are over. Says how many.
///
/// # Errors
/// As the engine refuses; what was erased before stays erased.
pub async fn sweep(db: &Db, shelf: &Shelf) -> db::Result<usize> {
    let due = due_for_erasure(&mut db.read().await?, AT_ONCE).await?;
    let mut erased = 0;
    for (scope, recording) in due {
        match erase(db, shelf, scope, recording, Cause::Retention).await {
            Ok(_) => {
                tracing::info!(recording.id = %recording, "Erased the recording {recording}");
                erased += 1;
            }
            // somebody put it under hold a moment ago
            Err(EraseError::Held | EraseError::GoesOn) => {}
            Err(EraseError::Left(error)) => {
                tracing::error!(recording.id = %recording, %error, "A file of {recording} could not be removed");
            }
            Err(EraseError::Store(error)) => return Err(error),
        }
    }
    Ok(erased)
}

/// Closes what a run left open that ended without a word: its files play up to their last whole cluster.
pub(super) async fn close_orphans(db: &Db, shelf: &Shelf) -> db::Result<()> {
    let orphans = store::open_parts(&mut db.read().await?).await?;
    for Orphan { scope, session, part } in orphans {
        let found = match shelf.look(scope, session, part).await {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(part.id = %part, %error, "A file of a recording cannot be read");
                None
            }
        };
        let bytes = found.map_or(0, |found| i64::try_from(found.bytes).unwrap_or(i64::MAX));
        let ended_at = found.and_then(|found| found.written_at).and_then(timestamp);
        in_tx!(db, db::Error, tx, {
            let at = ended_at.unwrap_or(tx.now());
            let why = WhyStopped::Restart.word();
            store::end_part(tx, scope, part, (bytes, None), at, Some(why)).await
        })?;
    }
    in_tx!(db, db::Error, tx, { store::stop_all(tx, WhyStopped::Restart).await })
}

fn timestamp(at: SystemTime) -> Option<Timestamp> {
    let since = at.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_micros()).ok().map(Timestamp::from_micros)
}
