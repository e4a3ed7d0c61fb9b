//! Takes the reminders that have come due, and records each as an event in the same transaction: told by whoever takes
//! the event, once, however many workers and restarts there are.

use db::{in_tx, outbox};
use kernel::Event;
use teaching::{reminders, reports};
use web::App;

/// Reminders taken in one transaction.
const BATCH: i64 = 100;

/// Takes what is due. What could not be taken waits for the next look.
pub async fn look(app: &App) {
    if let Err(error) = take(app).await {
        tracing::warn!(%error, "Reminders could not be taken; looking again shortly");
    }
}

async fn take(app: &App) -> db::Result<()> {
    // a look without writing first: an idle worker leaves the writer alone
    let mut look = app.db().read().await?;
    let (sessions, reports) =
        (reminders::is_any_due(&mut look).await?, reports::is_any_due(&mut look).await?);
    drop(look);
    if !sessions && !reports {
        return Ok(());
    }
    in_tx!(app.db(), db::Error, tx, {
        for (scope, session, reminder) in reminders::take_due(tx, BATCH).await? {
            outbox::record(tx, scope, Event::ReminderDue { session, reminder }).await?;
        }
        for (scope, session) in reports::take_due(tx, BATCH).await? {
            outbox::record(tx, scope, Event::ReportOverdue { session }).await?;
        }
        Ok(())
    })
}
