//! What follows from reports and surveys: who is told what was shared, what is rated low, and what is missing.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{ReportId, SessionId, UserId};
use people::accounts::{self, Person};
use teaching::reports;
use web::{Push, Topic};

use super::about_people::push;
use super::about_sessions::Circle;
use crate::deliveries::{self, NewDelivery};
use crate::mails::{Kind, Reader, ReportTelling};
use crate::notifications::{self, NewNotification};

/// A session is over, or what is noted of it changed: whoever has to write about it is reminded in time.
pub async fn expected(tx: &mut Tx, told: &Leased, session: SessionId) -> Result<()> {
    let session = teaching::sessions::find(tx, told.scope, session).await?;
    reports::plan_reminders(tx, told.scope, &session).await
}

/// A report was filed with answers for the family.
pub async fn shared(tx: &mut Tx, told: &Leased, report: ReportId) -> Result<Vec<Push>> {
    let (report, _) = reports::filed(tx, told.scope, report).await?;
    let circle = Circle::of(tx, told.scope, report.session).await?;
    let mailed = reports::mailed_families(tx, told.scope).await?;
    let mut people = Vec::new();
    for person in circle.family() {
        let reader = Reader::of(person.id, &circle.session, &circle.parents);
        tell(tx, told, &circle, person, (Kind::ReportShared, reader), mailed).await?;
        people.push(person.id);
    }
    Ok(vec![push(told.scope, people, Topic::Notifications)])
}

/// A report or a survey holds a low rating: admins are told.
pub async fn rated_low(tx: &mut Tx, told: &Leased, report: ReportId) -> Result<Vec<Push>> {
    let (report, _) = reports::filed(tx, told.scope, report).await?;
    let circle = Circle::of(tx, told.scope, report.session).await?;
    for admin in accounts::find_many(tx, told.scope, &circle.admins).await? {
        tell(tx, told, &circle, &admin, (Kind::of_low(report.kind), None), true).await?;
    }
    Ok(vec![push(told.scope, circle.admins, Topic::Notifications)])
}

/// A reminder of a report came due: its instructor is told, if it is still missing.
pub async fn overdue(tx: &mut Tx, told: &Leased, session: SessionId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    if !reports::is_missing(tx, told.scope, &circle.session).await? {
        return Ok(Vec::new());
    }
    let reader = Some(Reader::Instructor);
    tell(tx, told, &circle, &circle.instructor, (Kind::ReportOverdue, reader), true).await?;
    let people: Vec<UserId> = vec![circle.instructor.id];
    Ok(vec![push(told.scope, people, Topic::Notifications)])
}

/// Writes what `person` finds in My Notifications, and owes the mail.
async fn tell(
    tx: &mut Tx,
    told: &Leased,
    circle: &Circle,
    person: &Person,
    (kind, reader): (Kind, Option<Reader>),
    mailed: bool,
) -> Result<()> {
    if person.is_archived() {
        return Ok(());
    }
    let session = Some(circle.session.id);
    let telling = ReportTelling { kind, session: &circle.session, reader, zone: &person.zone };
    let new = NewNotification {
        person: person.id,
        kind: kind.word(),
        session,
        subject: &telling.headline(),
        body: &telling.sentence(),
        event: told.id,
    };
    notifications::tell(tx, told.scope, &new).await?;
    if mailed && person.email.is_some() {
        let new = NewDelivery { recipient: person.id, kind, session, link: None, event: told.id };
        deliveries::owe(tx, told.scope, &new, &person.zone).await?;
    }
    Ok(())
}
