//! What follows from something done to a series: each person is told of all its sessions at once, in one mail.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{SeriesChangeId, UserId};
use people::accounts::{self, Person};
use people::links;
use teaching::series::{self, Change, Done};
use teaching::sessions::{self, Session};
use web::{Push, Topic};

use super::about_people::push;
use super::about_sessions::Circle;
use crate::deliveries::{self, NewDelivery};
use crate::mails::{Kind, Reader, SeriesTelling};
use crate::notifications::{self, NewNotification};

/// A series was booked, or several of its sessions were moved or cancelled: its student and parents are told; of a
/// cancellation everyone in it, else its instructor when somebody else did it.
pub async fn changed(tx: &mut Tx, told: &Leased, id: SeriesChangeId) -> Result<Vec<Push>> {
    let scope = told.scope;
    series::set_told_by(tx, scope, id, told.id).await?;
    let change = series::change(tx, scope, id).await?;
    let mut found = Vec::new();
    for was in series::was_of(tx, scope, id).await? {
        found.push(sessions::find(tx, scope, was.session).await?);
    }
    let Some(first) = found.first() else { return Ok(Vec::new()) };
    let circle = Circle::of(tx, scope, first.id).await?;
    if change.done == Done::Cancelled {
        for session in &found {
            deliveries::drop_waiting(tx, scope, session.id, "the session was cancelled").await?;
        }
    }
    // of the series of several students one speaks for all
    let tells_instructor =
        (change.done == Done::Cancelled || change.by != circle.instructor.id) && circle.speaks_for_all();
    let people: Vec<&Person> =
        circle.family().chain(std::iter::once(&circle.instructor).filter(|_| tells_instructor)).collect();
    for person in &people {
        notify(tx, told, &circle, &change, &found, person).await?;
        owe(tx, told, &change, &found, person).await?;
    }
    let people: Vec<UserId> = people.iter().map(|person| person.id).collect();
    Ok(vec![circle.moved(), circle.credits(), push(scope, people, Topic::Notifications)])
}

/// The kind of its mails and notifications: planned, whether for the first time or anew, or cancelled.
const fn kind_of(done: Done) -> Kind {
    match done {
        Done::Booked | Done::Moved => Kind::SessionBooked,
        Done::Cancelled => Kind::SessionCancelled,
    }
}

async fn notify(
    tx: &mut Tx,
    told: &Leased,
    circle: &Circle,
    change: &Change,
    found: &[Session],
    person: &Person,
) -> Result<()> {
    let Some(reader) = Reader::of(person.id, &circle.session, &circle.parents) else { return Ok(()) };
    if person.is_archived() {
        return Ok(());
    }
    let by = accounts::find(tx, told.scope, change.by).await?.name();
    let telling = SeriesTelling {
        change,
        by: &by,
        sessions: found,
        whole: circle.whole.as_ref(),
        instructor_first_name: circle.instructor.first_name.as_str(),
        reader,
        zone: &person.zone,
    };
    let new = NewNotification {
        person: person.id,
        kind: kind_of(change.done).word(),
        session: Some(circle.session.id),
        subject: &telling.headline(),
        body: &telling.sentence(),
        event: told.id,
    };
    notifications::tell(tx, told.scope, &new).await
}

/// Owes `person` the one mail. Who has no address or wants none gets none: then nobody is told of the links.
async fn owe(tx: &mut Tx, told: &Leased, change: &Change, found: &[Session], person: &Person) -> Result<()> {
    if person.email.is_some() && !person.is_archived() {
        let kind = kind_of(change.done);
        let new = NewDelivery { recipient: person.id, kind, session: None, link: None, event: told.id };
        if deliveries::owe(tx, told.scope, &new, &person.zone).await? {
            return Ok(());
        }
    }
    for session in found {
        for link in links::of_session(tx, told.scope, session.id).await? {
            if link.recipient == person.id {
                links::mark_unmailed(tx, told.scope, link.id).await?;
            }
        }
    }
    Ok(())
}
