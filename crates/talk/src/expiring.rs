//! Ends requests that nobody answered in time, and records each as an event in the same transaction: told once, however
//! many workers and restarts there are.

use db::{in_tx, outbox};
use kernel::Event;
use teaching::requests;
use web::App;

/// Requests ended in one transaction.
const BATCH: i64 = 100;

/// Ends what has run out. What could not be ended waits for the next look; its state is the same meanwhile.
pub async fn look(app: &App) {
    if let Err(error) = end(app).await {
        tracing::warn!(%error, "Requests that ran out could not be ended; looking again shortly");
    }
}

async fn end(app: &App) -> db::Result<()> {
    // a look without writing first: an idle worker leaves the writer alone
    if !requests::is_any_due(&mut app.db().read().await?).await? {
        return Ok(());
    }
    in_tx!(app.db(), db::Error, tx, {
        for (scope, request) in requests::take_due(tx, BATCH).await? {
            outbox::record(tx, scope, Event::RequestAnswered { request }).await?;
        }
        Ok(())
    })
}
