//! Who is reminded of a session, if there is still a point in it.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{Reminder, Seat, SessionId};
use people::accounts::Person;
use teaching::{presence, reminders};
use web::{Push, Topic, show};

use super::about_people::push;
use super::about_sessions::Circle;
use crate::mails::Kind;
use crate::notifications::{self, NewNotification};

/// A reminder came due. It is dropped when the session is over, was moved, or everybody has come in.
pub async fn reminded(
    tx: &mut Tx,
    told: &Leased,
    session: SessionId,
    reminder: Reminder,
) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    let session = &circle.session;
    if session.outcome.is_some()
        || !reminders::is_timely(reminder, (session.starts_at, session.ends_at), tx.now())
    {
        return Ok(Vec::new());
    }
    let stays = presence::intervals(tx, told.scope, session.id).await?;
    let is_missing = |seat: Seat| !stays.iter().any(|stay| stay.seat == seat);
    let mut people: Vec<&Person> = Vec::new();
    if is_missing(Seat::Student) {
        people.extend(circle.family());
    }
    if is_missing(Seat::Instructor) && circle.speaks_for_all() {
        people.push(&circle.instructor);
    }
    let kind = Kind::of_reminder(reminder);
    for person in &people {
        circle.notify(tx, told, person, kind).await?;
        circle.owe(tx, told, person, kind, None).await?;
    }
    let mut woken: Vec<_> = people.iter().map(|person| person.id).collect();
    if reminder == Reminder::NotThereYet && is_missing(Seat::Instructor) {
        tell_admins(tx, told, &circle).await?;
        woken.extend(&circle.admins);
    }
    Ok(vec![push(told.scope, woken, Topic::Notifications)])
}

/// An instructor who does not come is the organization's business.
async fn tell_admins(tx: &mut Tx, told: &Leased, circle: &Circle) -> Result<()> {
    let (session, ada) = (&circle.session, circle.instructor.name());
    for admin in people::accounts::find_many(tx, circle.scope, &circle.admins).await? {
        let zone = &admin.zone;
        let new = NewNotification {
            person: admin.id,
            kind: Kind::NotThereYet.word(),
            session: Some(session.id),
            subject: &format!("{ada} is not in the session with {} yet", session.student_name),
            body: &format!(
                "The session of {ada} and {} was to begin at {}, and {ada} has not come in yet.",
                session.student_name,
                show::time(session.starts_at, zone)
            ),
            event: told.id,
        };
        notifications::tell(tx, circle.scope, &new).await?;
    }
    Ok(())
}
