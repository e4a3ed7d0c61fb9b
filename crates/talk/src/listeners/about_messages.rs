//! What follows from a message: its reader's pages hear it, and a mail is owed that waits for what is written meanwhile.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::MessageId;
use people::{accounts, families};
use web::{Push, Topic};

use super::about_people::push;
use crate::deliveries;
use crate::messages;

/// How long a mail waits for more messages, in minutes.
const BUNDLED_MINUTES: i64 = 5;

pub async fn sent(tx: &mut Tx, told: &Leased, message: MessageId) -> Result<Vec<Push>> {
    let (thread, author, members) = messages::members(tx, told.scope, message).await?;
    let mut woken = members.to_vec();
    for person in accounts::find_many(tx, told.scope, &members).await? {
        if person.id != author && person.email.is_some() {
            let due = tx.now().plus_minutes(BUNDLED_MINUTES);
            deliveries::owe_of_thread(tx, told.scope, person.id, thread, told.id, due).await?;
        }
        if person.is(kernel::Role::Student) {
            let parents = families::parents_of(tx, told.scope, person.id).await?;
            woken.extend(parents.iter().map(|parent| parent.id));
        }
    }
    Ok(vec![push(told.scope, woken, Topic::Messages)])
}
