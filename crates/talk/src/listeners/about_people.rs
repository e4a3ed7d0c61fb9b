//! What follows from events about people and credits.

use db::outbox::Leased;
use db::{Result, Scope, Tx};
use kernel::{LinkId, Role, Roles, UserId};
use people::accounts::{self, Search, Standings};
use people::families;
use web::{Push, Topic};

use crate::deliveries::{self, NewDelivery};
use crate::mails::Kind;

/// People of a role who are told of changes; an organization with more of them reloads by hand.
const TOLD: i64 = 500;

/// Somebody was added: the invitation is owed.
pub async fn invited(tx: &mut Tx, told: &Leased, person: UserId, link: LinkId) -> Result<Vec<Push>> {
    owe_account_mail(tx, told, person, Kind::Invitation, link).await?;
    Ok(Vec::new())
}

/// Somebody asked for a new password, or for a first one.
pub async fn reset_requested(tx: &mut Tx, told: &Leased, person: UserId, link: LinkId) -> Result<Vec<Push>> {
    let can_sign_in = accounts::find(tx, told.scope, person).await?.can_sign_in();
    let kind = if can_sign_in { Kind::Reset } else { Kind::SetPassword };
    owe_account_mail(tx, told, person, kind, link).await?;
    Ok(Vec::new())
}

/// Somebody added a passkey: the owner of the account learns of it, in case it was somebody else.
pub async fn passkey_added(tx: &mut Tx, told: &Leased, person: UserId) -> Result<Vec<Push>> {
    owe_mail(tx, told, person, Kind::PasskeyAdded, None).await?;
    Ok(Vec::new())
}

/// Owes a mail with a link of the account, unless the person has no address.
pub async fn owe_account_mail(
    tx: &mut Tx,
    told: &Leased,
    person: UserId,
    kind: Kind,
    link: LinkId,
) -> Result<()> {
    owe_mail(tx, told, person, kind, Some(link)).await
}

async fn owe_mail(
    tx: &mut Tx,
    told: &Leased,
    person: UserId,
    kind: Kind,
    link: Option<LinkId>,
) -> Result<()> {
    if accounts::find(tx, told.scope, person).await?.email.is_none() {
        return Ok(());
    }
    let new = NewDelivery { recipient: person, kind, session: None, link, event: told.id };
    deliveries::owe_at_once(tx, told.scope, &new).await
}

/// A student's credits changed: the family and the admins see it.
pub async fn credits_changed(tx: &mut Tx, told: &Leased, student: UserId) -> Result<Vec<Push>> {
    let parents = families::parents_of(tx, told.scope, student).await?;
    let mut people = of_role(tx, told.scope, Roles::NONE.with(Role::Admin)).await?;
    people.push(student);
    people.extend(parents.iter().map(|parent| parent.id));
    Ok(vec![push(told.scope, people, Topic::Credits)])
}

/// Everyone present with any of `roles`.
pub async fn of_role(tx: &mut Tx, scope: Scope, roles: Roles) -> Result<Vec<UserId>> {
    let search = Search { words: "", roles, standings: Standings::Present, after: None, limit: TOLD };
    Ok(accounts::search(tx, scope, &search).await?.iter().map(|person| person.id).collect())
}

/// A wake-up for these people's open pages.
pub fn push(scope: Scope, people: Vec<UserId>, topic: Topic) -> Push {
    Push::Changed { org: scope.org(), people: people.into(), topic }
}
