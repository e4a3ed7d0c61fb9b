//! Closes classrooms that were left open: 15 minutes after the planned end, or with nobody inside for 15 minutes; and
//! planned sessions that nobody opened by then. It goes by stored facts, so that a restart changes nothing and no
//! abandoned session keeps a credit or locks its instructor out. But stored is only who was heard or seen: two people
//! whose sound and pictures do not get through may still be at the boards, and are not shut out.

use std::time::Duration;

use db::{Db, in_tx};
use kernel::Timestamp;
use room::protocol::By as ByWord;
use teaching::sessions::{self, By, CLOSES_AFTER_MINUTES, EndError};
use tokio::time::{Instant, MissedTickBehavior, interval_at};
use tokio_util::sync::CancellationToken;

use crate::Rooms;

/// Between two looks; a closing may be late by that much.
const EVERY: Duration = Duration::from_secs(15);
/// Before the first look: those who were inside when the server went away are back by then.
const RETURNED_AFTER: Duration = Duration::from_secs(60);

/// Sweeps until the server goes away.
pub(crate) async fn run(db: Db, rooms: Rooms, shutdown: CancellationToken) {
    let mut ticks = interval_at(Instant::now() + RETURNED_AFTER, EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return,
            _ = ticks.tick() => {}
        }
        if let Err(error) = sweep(&db, db.now(), &rooms).await {
            tracing::warn!(%error, "The sweep of abandoned classrooms failed; the next one tries again");
        }
    }
}

/// Ends every session whose closing time has come by `now`. Says how many. One that cannot be ended holds up no other.
///
/// # Errors
/// As the engine refuses to say which; what was ended before stays ended.
pub async fn sweep(db: &Db, now: Timestamp, rooms: &Rooms) -> db::Result<usize> {
    let before = now.plus_minutes(-CLOSES_AFTER_MINUTES);
    rooms.presence_written().await;
    let mut tx = db.read().await?;
    let mut due = sessions::overdue(&mut tx, before).await?;
    let deserted = sessions::deserted(&mut tx, before).await?;
    drop(tx);
    due.extend(deserted.into_iter().filter(|(_, session)| !rooms.is_anyone_inside(*session)));
    let mut closed = 0;
    for (scope, session) in due {
        let ended = in_tx!(db, EndError, tx, { sessions::end(tx, scope, session, By::Server, None).await });
        match ended {
            Ok(ended) => {
                tracing::info!(session.id = %session, "Closed the abandoned session {session}");
                rooms.over(session, ended.outcome, ByWord::Server).await;
                closed += 1;
            }
            // its instructor ended it a moment ago
            Err(EndError::NotOpen) => {}
            Err(EndError::NeedsChoice { .. }) => {
                tracing::error!(session.id = %session, "The server was asked for a choice it never has to make");
            }
            Err(EndError::Store(error)) => {
                tracing::error!(session.id = %session, %error, "The session {session} could not be closed; the next sweep tries again");
            }
        }
    }
    Ok(closed)
}
