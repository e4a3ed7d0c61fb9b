//! What follows when a family asks for a session, and when it is answered: who is told, in which words.

use db::outbox::Leased;
use db::{Result, Tx};
use kernel::{RequestId, Role, Roles, UserId};
use people::accounts::{self, Person};
use people::families;
use teaching::requests::{self, Request, State};
use web::{Push, Topic};

use super::about_people::{of_role, push};
use crate::deliveries::{self, NewDelivery};
use crate::mails::{Hearer, Kind, RequestTelling};
use crate::notifications::{self, NewNotification};

/// A request and everyone who has to do with it.
struct Around {
    request: Request,
    instructor: Person,
    /// The student, their parents, and who asked.
    family: Vec<Person>,
    parents: Vec<Person>,
    admins: Vec<UserId>,
}

impl Around {
    async fn of(tx: &mut Tx, told: &Leased, id: RequestId) -> Result<Self> {
        let scope = told.scope;
        requests::set_told_by(tx, scope, id, told.id).await?;
        let request = requests::find(tx, scope, id).await?;
        let parents = families::parents_of(tx, scope, request.student).await?;
        let mut family = vec![accounts::find(tx, scope, request.student).await?];
        family.extend(parents.iter().cloned());
        if !family.iter().any(|person| person.id == request.asked_by) {
            family.push(accounts::find(tx, scope, request.asked_by).await?);
        }
        Ok(Self {
            instructor: accounts::find(tx, scope, request.instructor).await?,
            admins: of_role(tx, scope, Roles::NONE.with(Role::Admin)).await?,
            request,
            family,
            parents,
        })
    }

    /// Open pages of everyone in it, and of admins.
    fn woken(&self, told: &Leased) -> Push {
        let people = self.family.iter().map(|person| person.id).chain([self.request.instructor]);
        push(told.scope, people.chain(self.admins.iter().copied()).collect(), Topic::Sessions)
    }

    /// Tells these people, on the page and by mail. Archived people are told nothing.
    async fn tell(&self, tx: &mut Tx, told: &Leased, people: &[&Person], kind: Kind) -> Result<Vec<Push>> {
        let state = self.request.state(tx.now());
        let mut reached = Vec::new();
        for person in people.iter().filter(|person| !person.is_archived()) {
            let Some(hearer) = Hearer::of(person, &self.request, &self.parents) else { continue };
            let telling = RequestTelling { request: &self.request, state, hearer, zone: &person.zone };
            let new = NewNotification {
                person: person.id,
                kind: kind.word(),
                session: None,
                subject: &telling.headline(),
                body: &telling.sentence(),
                event: told.id,
            };
            notifications::tell(tx, told.scope, &new).await?;
            if person.email.is_some() {
                let new =
                    NewDelivery { recipient: person.id, kind, session: None, link: None, event: told.id };
                deliveries::owe(tx, told.scope, &new, &person.zone).await?;
            }
            reached.push(person.id);
        }
        Ok(vec![self.woken(told), push(told.scope, reached, Topic::Notifications)])
    }
}

/// A family asks: the instructor is told; the admins, when the instructor cannot answer any more.
pub async fn asked(tx: &mut Tx, told: &Leased, id: RequestId) -> Result<Vec<Push>> {
    let around = Around::of(tx, told, id).await?;
    if around.request.state(tx.now()) != State::Pending {
        // answered meanwhile, and that is told
        return Ok(vec![around.woken(told)]);
    }
    if around.instructor.is_archived() {
        let admins = accounts::find_many(tx, told.scope, &around.admins).await?;
        return around.tell(tx, told, &admins.iter().collect::<Vec<_>>(), Kind::RequestReceived).await;
    }
    around.tell(tx, told, &[&around.instructor], Kind::RequestReceived).await
}

/// Another time is proposed: the family is told.
pub async fn proposed(tx: &mut Tx, told: &Leased, id: RequestId) -> Result<Vec<Push>> {
    let around = Around::of(tx, told, id).await?;
    if around.request.state(tx.now()) != State::Proposed {
        return Ok(vec![around.woken(told)]);
    }
    around.tell(tx, told, &around.family.iter().collect::<Vec<_>>(), Kind::RequestProposed).await
}

/// A request has ended: who did not end it is told. An accepted one is told by the session that came of it.
pub async fn answered(tx: &mut Tx, told: &Leased, id: RequestId) -> Result<Vec<Push>> {
    let around = Around::of(tx, told, id).await?;
    let request = &around.request;
    let family = || around.family.iter().filter(|person| Some(person.id) != request.answered_by);
    let instructor =
        || std::iter::once(&around.instructor).filter(|person| Some(person.id) != request.answered_by);
    let people: Vec<&Person> = match request.state(tx.now()) {
        State::Declined => family().collect(),
        State::Withdrawn => instructor().collect(),
        State::Expired if !request.is_settled() => family().chain(instructor()).collect(),
        _ => return Ok(vec![around.woken(told)]),
    };
    around.tell(tx, told, &people, Kind::RequestAnswered).await
}
