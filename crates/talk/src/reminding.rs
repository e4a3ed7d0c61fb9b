//! Takes the reminders that have come due, and records each as an event in the same transaction: told by whoever takes
//! the event, once, however many workers and restarts there are.

use std::time::Duration;

use db::{in_tx, outbox};
use kernel::Event;
use teaching::reminders;
use tokio_util::sync::CancellationToken;
use web::App;

use crate::post::PostOffice;

/// Reminders taken in one transaction.
const BATCH: i64 = 100;
/// How often it is looked for reminders that have come due.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks until `stop`.
pub async fn run(app: App, office: PostOffice, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match take(&app).await {
            Ok(0) => {}
            Ok(_) => {
                office.happened().now();
                continue;
            }
            Err(error) => tracing::warn!(%error, "Reminders could not be taken; looking again shortly"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Says how many there were.
async fn take(app: &App) -> db::Result<usize> {
    // a look without writing first: an idle worker leaves the writer alone
    if !reminders::is_any_due(&mut app.db().read().await?).await? {
        return Ok(0);
    }
    in_tx!(app.db(), db::Error, tx, {
        let due = reminders::take_due(tx, BATCH).await?;
        for (scope, session, reminder) in &due {
            let (session, reminder) = (*session, *reminder);
            outbox::record(tx, *scope, Event::ReminderDue { session, reminder }).await?;
        }
        Ok(due.len())
    })
}
