//! The worker: tells what happened to everyone who hears it, takes reminders and requests that have come due, sends the mails that are
//! owed, and sweeps once a day.
//!
//! It is woken after each commit and looks by itself every second, so that no wake-up is the only copy of a fact.

use std::time::Duration;

use db::outbox::{self, Leased};
use db::{Engine, in_tx};
use tokio_util::sync::CancellationToken;
use web::App;

use crate::deliveries;
use crate::listeners::hear;
use crate::post::PostOffice;
use crate::{expiring, reminding, sweeping};

/// Events taken at once.
const BATCH: i64 = 50;
/// How often the worker looks without being woken.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The longest pause before an event that fails is told again, in seconds.
const LONGEST_PAUSE_SECONDS: i64 = 10 * 60;
/// Failed tries after which somebody must look.
const SUSPECT_TRIES: i64 = 5;

/// Works until `stop`.
pub async fn run(app: App, office: PostOffice, stop: CancellationToken) {
    take_over(&app).await;
    tokio::join!(
        tell(app.clone(), office.clone(), stop.clone()),
        deliveries::run(app.clone(), office, stop.clone()),
        sweeping::run(app, stop)
    );
}

/// What a killed program held is free at once, where no other program can be at work: a server holds its
/// data folder alone.
async fn take_over(app: &App) {
    if app.db().engine() != Engine::Sqlite {
        return;
    }
    let freed = in_tx!(app.db(), db::Error, tx, {
        outbox::free_all(tx).await?;
        deliveries::free_all(tx).await
    });
    if let Err(error) = freed {
        tracing::warn!(%error, "Events and mails of the last run wait until their leases run out");
    }
}

async fn tell(app: App, office: PostOffice, stop: CancellationToken) {
    while !stop.is_cancelled() {
        reminding::look(&app).await;
        expiring::look(&app).await;
        let leased = match lease(&app).await {
            Ok(leased) => leased,
            Err(error) => {
                tracing::warn!(%error, "Events could not be taken; looking again shortly");
                Vec::new()
            }
        };
        if leased.is_empty() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = office.happened().waited() => {}
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            continue;
        }
        for event in &leased {
            tell_one(&app, &office, event).await;
        }
    }
}

async fn lease(app: &App) -> db::Result<Vec<Leased>> {
    // a look without writing first: an idle worker leaves the writer alone
    let (waiting, _) = outbox::waiting(&mut app.db().read().await?).await?;
    if waiting == 0 {
        return Ok(Vec::new());
    }
    in_tx!(app.db(), db::Error, tx, { outbox::lease(tx, BATCH).await })
}

async fn tell_one(app: &App, office: &PostOffice, event: &Leased) {
    let told = in_tx!(app.db(), db::Error, tx, {
        let pushes = hear(app, tx, event).await?;
        outbox::done(tx, event.id).await?;
        Ok(pushes)
    });
    match told {
        Ok(pushes) => {
            office.owed().now();
            pushes.into_iter().for_each(|push| app.bus().push(push));
        }
        Err(error) => put_off(app, event, &error).await,
    }
}

/// An event that cannot be told waits for a later try and holds up no other.
async fn put_off(app: &App, event: &Leased, error: &db::Error) {
    let (id, tries) = (event.id, event.attempts + 1);
    if tries >= SUSPECT_TRIES {
        tracing::error!(%error, event.id = id, event.tries = tries, "Event {id} still cannot be told");
    } else {
        tracing::warn!(%error, event.id = id, event.tries = tries, "Event {id} could not be told");
    }
    let at = app.now().plus_seconds(pause_seconds(tries));
    let put_off = in_tx!(app.db(), db::Error, tx, { outbox::retry(tx, id, at).await });
    if let Err(error) = put_off {
        tracing::warn!(%error, event.id = id, "Event {id} waits until its lease runs out");
    }
}

/// 1, 2, 4 … seconds after try number `tries` (from 1).
fn pause_seconds(tries: i64) -> i64 {
    let doublings = u32::try_from(tries - 1).unwrap_or(0).min(20);
    (1_i64 << doublings).min(LONGEST_PAUSE_SECONDS)
}
