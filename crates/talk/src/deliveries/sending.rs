//! The sender: takes mails that are due, writes them from what is true now, hands them over, and notes how it went.

use std::time::Duration;

use db::{Scope, in_tx};
use kernel::SessionId;
use people::links;
use teaching::sessions;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::{App, Topic};

use super::delivery::{Next, State, after};
use super::store::{self, Leased};
use crate::mails::{Composed, Order, carried_links, compose};
use crate::post::{PostOffice, SendError, Trouble};

/// Conversations with the mail server at once.
const AT_ONCE: usize = 4;
/// How often the sender looks for mails that nobody announced: those whose pause is over.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long a stopping program waits for letters that are being handed over.
const FINISH_WITHIN: Duration = Duration::from_secs(5);

/// Sends mails until `stop`.
pub async fn run(app: App, office: PostOffice, stop: CancellationToken) {
    let mut sends = JoinSet::new();
    while !stop.is_cancelled() {
        for leased in due(&app, &office, AT_ONCE - sends.len()).await {
            sends.spawn(deliver(app.clone(), office.clone(), leased));
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = office.owed().waited(), if sends.len() < AT_ONCE => {}
            Some(sent) = sends.join_next() => note_panic(sent),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
        // whoever else is done meanwhile: their places are filled by one look
        while let Some(sent) = sends.try_join_next() {
            note_panic(sent);
        }
    }
    let finish = async {
        while let Some(sent) = sends.join_next().await {
            note_panic(sent)
        }
    };
    if tokio::time::timeout(FINISH_WITHIN, finish).await.is_err() {
        tracing::warn!("Mails that were being handed over are tried again at the next start");
    }
}

fn note_panic(sent: Result<(), tokio::task::JoinError>) {
    if let Err(error) = sent {
        tracing::error!(%error, "Sending a mail broke off; it is tried again");
    }
}

/// Mails to try now, none while the server is left alone.
async fn due(app: &App, office: &PostOffice, free: usize) -> Vec<Leased> {
    let limit = office.admits(app.now(), free);
    if limit == 0 {
        return Vec::new();
    }
    match lease(app, i64::try_from(limit).unwrap_or(0)).await {
        Ok(leased) => leased,
        Err(error) => {
            tracing::warn!(%error, "Mails that are due could not be taken; looking again shortly");
            Vec::new()
        }
    }
}

async fn lease(app: &App, limit: i64) -> db::Result<Vec<Leased>> {
    // a look without writing first: an idle sender leaves the writer alone
    if !store::is_any_due(&mut app.db().read().await?).await? {
        return Ok(Vec::new());
    }
    in_tx!(app.db(), db::Error, tx, { store::lease(tx, limit).await })
}

/// How one try went.
enum Outcome {
    Accepted,
    Moot(&'static str),
    Failed(SendError),
}

async fn deliver(app: App, office: PostOffice, leased: Leased) {
    let outcome = attempt(&app, &office, &leased).await;
    if let Err(error) = note(&app, &leased, &outcome).await {
        // the lease runs out and the mail is tried again, with the same Message-ID
        tracing::error!(%error, delivery.id = %leased.order.id, "How a mail went could not be noted");
    }
}

async fn attempt(app: &App, office: &PostOffice, leased: &Leased) -> Outcome {
    let composed = async {
        let mut tx = app.db().read().await?;
        compose(&mut tx, app, office.mailer().sender(), &leased.order).await
    };
    match composed.await {
        Ok(Composed::Moot(why)) => Outcome::Moot(why),
        Ok(Composed::Letter(letter)) => {
            let sent = office.mailer().send(&letter).await;
            office.note(app.now(), &sent);
            sent.map_or_else(Outcome::Failed, |()| Outcome::Accepted)
        }
        Err(error) => {
            let words = format!("the mail could not be written: {error}");
            Outcome::Failed(SendError { trouble: Trouble::NotNow, words })
        }
    }
}

async fn note(app: &App, leased: &Leased, outcome: &Outcome) -> db::Result<()> {
    let order = &leased.order;
    let id = order.id;
    match outcome {
        Outcome::Accepted => {
            tracing::info!(delivery.id = %id, delivery.tries = leased.tries, "Mail {id} was accepted");
            finish(app, order, State::Sent, None).await
        }
        Outcome::Moot(why) => {
            tracing::info!(delivery.id = %id, "Mail {id} was dropped: {why}");
            finish(app, order, State::Dropped, Some(why)).await
        }
        Outcome::Failed(error) => failed(app, leased, error).await,
    }
}

async fn failed(app: &App, leased: &Leased, error: &SendError) -> db::Result<()> {
    let (order, words) = (&leased.order, error.words.as_str());
    let id = order.id;
    match after(error.trouble, leased.tries, app.now(), leased.give_up_at) {
        Next::Again(at) => {
            tracing::warn!(delivery.id = %id, delivery.tries = leased.tries, "Mail {id} waits until {at}: {words}");
            in_tx!(app.db(), db::Error, tx, { store::put_off(tx, order, at, words).await })
        }
        Next::GiveUp => {
            tracing::error!(delivery.id = %id, delivery.tries = leased.tries, "Mail {id} was given up: {words}");
            finish(app, order, State::Undelivered, Some(words)).await
        }
    }
}

/// Notes the end of a mail's way, and with it whether the links that it carries are on their way to somebody.
async fn finish(app: &App, order: &Order, state: State, why: Option<&str>) -> db::Result<()> {
    in_tx!(app.db(), db::Error, tx, {
        store::finish(tx, order, state, why).await?;
        for link in carried_links(tx, order).await? {
            match state {
                State::Sent => links::mark_mailed(tx, order.scope, link).await?,
                State::Undelivered | State::Dropped => links::mark_unmailed(tx, order.scope, link).await?,
                State::Queued => {}
            }
        }
        Ok(())
    })?;
    if let (Some(session), Some(_)) = (order.session, order.link) {
        tell_instructor(app, order.scope, session).await;
    }
    Ok(())
}

/// The instructor who waits in the classroom sees whether the link is out. Missing a wake-up is no harm.
async fn tell_instructor(app: &App, scope: Scope, session: SessionId) {
    let found = async { sessions::find(&mut app.db().read().await?, scope, session).await };
    match found.await {
        Ok(session) => app.bus().changed(scope.org(), &[session.instructor], Topic::Sessions),
        Err(error) => {
            tracing::warn!(%error, session.id = %session, "An instructor did not hear of a mail");
        }
    }
}
