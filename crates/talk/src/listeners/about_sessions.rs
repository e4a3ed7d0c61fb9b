//! What follows from events about sessions: who is told, by which words, with whose link.

use db::outbox::Leased;
use db::{Error, Result, Scope, Tx};
use kernel::{LinkId, Role, Roles, SessionId, Standing, UserId};
use people::accounts::{self, Person};
use people::families;
use people::links::{self, NewLink};
use teaching::sessions::{self, Outcome, Session, Whole};
use web::{App, Push, Topic};

use super::about_people::{of_role, owe_account_mail, push};
use crate::deliveries::{self, NewDelivery};
use crate::mails::{Kind, Reader, Telling, late_minutes};
use crate::notifications::{self, NewNotification};

/// How long the link to a first password holds, in minutes: a week.
const FIRST_PASSWORD_MINUTES: i64 = 7 * 24 * 60;

/// A session and everyone who has to do with it.
pub struct Circle {
    pub scope: Scope,
    pub session: Session,
    /// All of it, when it is one part of a session of several students.
    pub whole: Option<Whole>,
    pub instructor: Person,
    pub student: Person,
    pub parents: Vec<Person>,
    pub admins: Vec<UserId>,
}

impl Circle {
    pub async fn of(tx: &mut Tx, scope: Scope, id: SessionId) -> Result<Self> {
        let session = sessions::find(tx, scope, id).await?;
        let parents = families::parent_ids_of(tx, scope, session.student).await?;
        let ids: Vec<UserId> =
            [session.instructor, session.student].into_iter().chain(parents.iter().copied()).collect();
        let people = accounts::find_many(tx, scope, &ids).await?;
        let one = |id| people.iter().find(|person| person.id == id).cloned().ok_or(Error::NotFound);
        Ok(Self {
            scope,
            instructor: one(session.instructor)?,
            student: one(session.student)?,
            parents: people.iter().filter(|person| parents.contains(&person.id)).cloned().collect(),
            admins: of_role(tx, scope, Roles::NONE.with(Role::Admin)).await?,
            whole: sessions::whole(tx, scope, &session).await?,
            session,
        })
    }

    pub fn family(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.student).chain(&self.parents)
    }

    pub fn everyone(&self) -> impl Iterator<Item = &Person> {
        self.family().chain(std::iter::once(&self.instructor))
    }

    /// Whether its instructor is told by this part: of several students' parts one speaks for all.
    pub fn speaks_for_all(&self) -> bool {
        self.whole.as_ref().is_none_or(|whole| whole.speaker == self.session.id)
    }

    /// The family, and the instructor unless they are told by another part.
    pub fn told(&self) -> impl Iterator<Item = &Person> {
        self.family().chain(self.speaks_for_all().then_some(&self.instructor))
    }

    /// Dashboards and calendars of everyone in it, and of admins.
    pub fn moved(&self) -> Push {
        let people = self.everyone().map(|person| person.id).chain(self.admins.iter().copied()).collect();
        push(self.scope, people, Topic::Sessions)
    }

    pub fn credits(&self) -> Push {
        let people = self.family().map(|person| person.id).chain(self.admins.iter().copied()).collect();
        push(self.scope, people, Topic::Credits)
    }

    /// Writes what `reader` finds in My Notifications. Archived people are told nothing.
    pub async fn notify(&self, tx: &mut Tx, told: &Leased, person: &Person, kind: Kind) -> Result<()> {
        match Reader::of(person.id, &self.session, &self.parents) {
            Some(reader) => self.notify_as(tx, told, person, reader, kind).await,
            None => Ok(()),
        }
    }

    /// The same, for somebody who was something to the session before.
    pub async fn notify_as(
        &self,
        tx: &mut Tx,
        told: &Leased,
        person: &Person,
        reader: Reader,
        kind: Kind,
    ) -> Result<()> {
        if person.is_archived() {
            return Ok(());
        }
        let telling = Telling {
            kind,
            session: &self.session,
            whole: self.whole.as_ref(),
            instructor_first_name: self.instructor.first_name.as_str(),
            reader,
            zone: &person.zone,
            late_minutes: late_minutes(tx, self.scope, &self.session, kind).await?,
        };
        let new = NewNotification {
            person: person.id,
            kind: kind.word(),
            // who has no part in it any more does not find it
            session: (kind != Kind::InstructorReplaced).then_some(self.session.id),
            subject: &telling.headline(),
            body: &telling.sentence(),
            event: told.id,
        };
        notifications::tell(tx, self.scope, &new).await
    }

    /// Owes `person` a mail, with `link` in it. Who has no address or wants none gets none: then nobody is told of the
    /// link.
    pub async fn owe(
        &self,
        tx: &mut Tx,
        told: &Leased,
        person: &Person,
        kind: Kind,
        link: Option<LinkId>,
    ) -> Result<()> {
        let is_mailed = if person.email.is_none() || person.is_archived() {
            false
        } else {
            deliveries::owe(tx, self.scope, &self.delivery(told, person, kind, link), &person.zone).await?
        };
        self.note_link(tx, link, is_mailed).await
    }

    /// The same, for somebody who asked for the mail or for whom it was asked.
    async fn owe_at_once(
        &self,
        tx: &mut Tx,
        told: &Leased,
        person: &Person,
        kind: Kind,
        link: Option<LinkId>,
    ) -> Result<()> {
        let is_mailed = person.email.is_some() && !person.is_archived();
        if is_mailed {
            deliveries::owe_at_once(tx, self.scope, &self.delivery(told, person, kind, link)).await?;
        }
        self.note_link(tx, link, is_mailed).await
    }

    fn delivery(&self, told: &Leased, person: &Person, kind: Kind, link: Option<LinkId>) -> NewDelivery {
        let session = Some(self.session.id);
        NewDelivery { recipient: person.id, kind, session, link, event: told.id }
    }

    async fn note_link(&self, tx: &mut Tx, link: Option<LinkId>, is_mailed: bool) -> Result<()> {
        match link {
            Some(link) if is_mailed => links::mark_on_the_way(tx, self.scope, link).await,
            Some(link) => links::mark_unmailed(tx, self.scope, link).await,
            None => Ok(()),
        }
    }
}

/// A session starts now or was planned: student and parents are told, each by a mail with a join link of its own when it
/// takes place in the classroom; and its instructor, when somebody else planned it.
pub async fn ahead(tx: &mut Tx, told: &Leased, session: SessionId, kind: Kind) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    let own_links = links::of_session(tx, told.scope, session).await?;
    for person in circle.family() {
        circle.notify(tx, told, person, kind).await?;
        let own = own_links.iter().find(|link| link.recipient == person.id && link.revoked_at.is_none());
        if let Some(link) = own {
            circle.owe(tx, told, person, kind, Some(link.id)).await?;
        } else if !circle.session.place.is_classroom() {
            circle.owe(tx, told, person, kind, None).await?;
        }
    }
    let mut people: Vec<UserId> = circle.family().map(|person| person.id).collect();
    if circle.session.created_by != circle.session.instructor && circle.speaks_for_all() {
        circle.notify(tx, told, &circle.instructor, kind).await?;
        circle.owe(tx, told, &circle.instructor, kind, None).await?;
        people.push(circle.instructor.id);
    }
    Ok(vec![circle.moved(), circle.credits(), push(told.scope, people, Topic::Notifications)])
}

/// The instructor asked for a link to be mailed again, to whomever it was made for.
pub async fn resent(tx: &mut Tx, told: &Leased, session: SessionId, link: LinkId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    let kind = if circle.session.instant { Kind::SessionStarted } else { Kind::SessionBooked };
    let own_links = links::of_session(tx, told.scope, session).await?;
    let recipient = own_links.iter().find(|own| own.id == link).map(|own| own.recipient);
    if let Some(person) = circle.family().find(|person| Some(person.id) == recipient) {
        circle.owe_at_once(tx, told, person, kind, Some(link)).await?;
    }
    Ok(vec![circle.moved()])
}

/// A session was cancelled: everyone in it is told, and mails that would still invite to it are dropped.
pub async fn cancelled(tx: &mut Tx, told: &Leased, session: SessionId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    deliveries::drop_waiting(tx, told.scope, session, "the session was cancelled").await?;
    for person in circle.told() {
        circle.notify(tx, told, person, Kind::SessionCancelled).await?;
        circle.owe(tx, told, person, Kind::SessionCancelled, None).await?;
    }
    let people = circle.everyone().map(|person| person.id).collect();
    Ok(vec![circle.moved(), circle.credits(), push(told.scope, people, Topic::Notifications)])
}

/// A session ended. One that came to nothing counts as cancelled for those it was for; after any other, a student who
/// came in by a link is offered a password.
pub async fn ended(app: &App, tx: &mut Tx, told: &Leased, session: SessionId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    if circle.session.outcome == Some(Outcome::Cancelled) {
        return cancelled(tx, told, session).await;
    }
    deliveries::drop_waiting(tx, told.scope, session, "the session is over").await?;
    offer_password(app, tx, told, &circle.student).await?;
    Ok(vec![circle.moved(), circle.credits()])
}

/// Once in a student's life here: a mail with a link to a first password.
async fn offer_password(app: &App, tx: &mut Tx, told: &Leased, student: &Person) -> Result<()> {
    let has_none = student.standing == Standing::Active && !student.can_sign_in() && student.email.is_some();
    if !has_none || deliveries::was_ever_owed(tx, told.scope, student.id, Kind::SetPassword).await? {
        return Ok(());
    }
    let new = NewLink {
        kind: links::Kind::Reset,
        person: student.id,
        recipient: student.id,
        session: None,
        expires_at: tx.now().plus_minutes(FIRST_PASSWORD_MINUTES),
    };
    let link = links::make(tx, told.scope, app.key(), new).await?;
    owe_account_mail(tx, told, student.id, Kind::SetPassword, link).await
}

/// The classroom opened, somebody came or went, or a detail changed: open pages show it.
pub async fn moved(tx: &mut Tx, told: &Leased, session: SessionId) -> Result<Vec<Push>> {
    let circle = Circle::of(tx, told.scope, session).await?;
    Ok(vec![circle.moved(), circle.credits()])
}
