//! Owing somebody a mail as they want to have it.

use db::{Result, Scope, Tx};
use kernel::{ThreadId, Timestamp, UserId, Zone};
use people::accounts;

use super::store::{self, NewDelivery};
use crate::mails::Kind;
use crate::preferences::{self, Plan};

/// Owes a mail now, whatever its recipient chose: somebody asked for it.
///
/// # Errors
/// As the engine refuses.
pub async fn owe_at_once(tx: &mut Tx, scope: Scope, new: &NewDelivery) -> Result<()> {
    let now = tx.now();
    store::queue(tx, scope, new, now).await?;
    Ok(())
}

/// Owes a mail at once, after quiet hours, or as part of the day's mail, as its recipient, whose clock is of `zone`, chose;
/// or not at all. Says whether a mail of its own will go.
///
/// # Errors
/// As the engine refuses.
pub async fn owe(tx: &mut Tx, scope: Scope, new: &NewDelivery, zone: &Zone) -> Result<bool> {
    let now = tx.now();
    match plan(tx, scope, (new.recipient, zone), new.kind, now).await? {
        Plan::At(due) => {
            store::queue(tx, scope, new, due).await?;
            Ok(true)
        }
        Plan::Daily(due) => {
            store::note_unwanted(tx, scope, new, "it goes with the day's mail").await?;
            let waiting = match store::hold_daily_mail(tx, scope, new.recipient).await? {
                Some(mail) => Some(mail),
                None => {
                    let day = NewDelivery { kind: Kind::Daily, session: None, link: None, ..*new };
                    store::queue(tx, scope, &day, due).await?
                }
            };
            if let Some(mail) = waiting {
                store::add_to_daily_mail(tx, scope, mail, new.event, new.kind).await?;
            }
            Ok(false)
        }
        Plan::Page => {
            store::note_unwanted(tx, scope, new, "the person reads it on the page").await?;
            Ok(false)
        }
    }
}

/// Owes a mail about the messages of a thread from `due` on, or later, or not at all, as its recipient chose.
///
/// # Errors
/// As the engine refuses.
pub async fn owe_of_thread(
    tx: &mut Tx,
    scope: Scope,
    recipient: UserId,
    thread: ThreadId,
    event: i64,
    due: Timestamp,
) -> Result<()> {
    let zone = accounts::find(tx, scope, recipient).await?.zone;
    match plan(tx, scope, (recipient, &zone), Kind::Message, due).await? {
        Plan::At(due) | Plan::Daily(due) => {
            store::queue_of_thread(tx, scope, recipient, thread, event, due).await
        }
        Plan::Page => Ok(()),
    }
}

async fn plan(
    tx: &mut Tx,
    scope: Scope,
    (person, zone): (UserId, &Zone),
    kind: Kind,
    due: Timestamp,
) -> Result<Plan> {
    if !kind.is_chosen() {
        return Ok(Plan::At(due));
    }
    Ok(preferences::of(tx, scope, person, zone).await?.plan(kind, due))
}
