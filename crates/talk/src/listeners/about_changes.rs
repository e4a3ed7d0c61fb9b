//! What follows when something about a planned session changes: who is told, in which words.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{Seat, SessionId, UserId};
use people::accounts::{self, Person};
use web::{Push, Topic};

use super::about_people::push;
use super::about_sessions::Circle;
use crate::mails::{Kind, Reader};

/// A session was moved: its student and parents are told, and its instructor, when somebody else did it.
pub async fn rescheduled(tx: &mut Tx, told: &Leased, session: SessionId, by: UserId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    if circle.session.outcome.is_some() {
        // cancelled meanwhile, and that is told
        return Ok(vec![circle.moved()]);
    }
    let people: Vec<&Person> = circle.told().filter(|person| person.id != by).collect();
    for person in &people {
        circle.notify(tx, told, person, Kind::SessionRescheduled).await?;
        circle.owe(tx, told, person, Kind::SessionRescheduled, None).await?;
    }
    let people = people.iter().map(|person| person.id).collect();
    Ok(vec![circle.moved(), push(told.scope, people, Topic::Notifications)])
}

/// Somebody else teaches a session: its family and both instructors are told, but who did it.
pub async fn instructor_changed(
    tx: &mut Tx,
    told: &Leased,
    session: SessionId,
    before: UserId,
    by: UserId,
) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    let mut people: Vec<UserId> = vec![before];
    if before != by && before != circle.instructor.id && circle.speaks_for_all() {
        let before = accounts::find(tx, told.scope, before).await?;
        circle.notify_as(tx, told, &before, Reader::Instructor, Kind::InstructorReplaced).await?;
        circle.owe(tx, told, &before, Kind::InstructorReplaced, None).await?;
    }
    let pushes = vec![circle.moved(), push(told.scope, vec![before], Topic::Sessions)];
    if circle.session.outcome.is_some() {
        return Ok(pushes);
    }
    for person in circle.told().filter(|person| person.id != by) {
        circle.notify(tx, told, person, Kind::InstructorChanged).await?;
        circle.owe(tx, told, person, Kind::InstructorChanged, None).await?;
        people.push(person.id);
    }
    Ok(pushes.into_iter().chain([push(told.scope, people, Topic::Notifications)]).collect())
}

/// One side will be late: the other side is told, and the parents.
pub async fn running_late(
    tx: &mut Tx,
    told: &Leased,
    session: SessionId,
    seat: Seat,
    by: UserId,
) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    if circle.session.outcome.is_some() {
        return Ok(vec![circle.moved()]);
    }
    let other = match seat {
        Seat::Instructor => &circle.student,
        Seat::Student => &circle.instructor,
    };
    let kind = Kind::of_late(seat);
    let told_now: Vec<&Person> =
        std::iter::once(other).chain(&circle.parents).filter(|person| person.id != by).collect();
    for person in &told_now {
        circle.notify(tx, told, person, kind).await?;
        circle.owe(tx, told, person, kind, None).await?;
    }
    let people = told_now.iter().map(|person| person.id).collect();
    Ok(vec![circle.moved(), push(told.scope, people, Topic::Notifications)])
}
