//! What follows when something about a planned session changes: who is told, in which words.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{SessionId, UserId};
use people::accounts::Person;
use web::{Push, Topic};

use super::about_people::push;
use super::about_sessions::Circle;
use crate::mails::Kind;

/// A session was moved: its student and parents are told, and its instructor, when somebody else did it.
pub async fn rescheduled(tx: &mut Tx, told: &Leased, session: SessionId, by: UserId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    if circle.session.outcome.is_some() {
        // cancelled meanwhile, and that is told
        return Ok(vec![circle.moved()]);
    }
    let people: Vec<&Person> = circle.everyone().filter(|person| person.id != by).collect();
    for person in &people {
        circle.notify(tx, told, person, Kind::SessionRescheduled).await?;
        circle.owe(tx, told, person, Kind::SessionRescheduled, None).await?;
    }
    let people = people.iter().map(|person| person.id).collect();
    Ok(vec![circle.moved(), push(told.scope, people, Topic::Notifications)])
}
