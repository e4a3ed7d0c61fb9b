//! The verbs that change an account: details, password, time zone.

use std::collections::BTreeSet;

use db::{Scope, Tx, outbox};
use kernel::{Event, Role, Roles, UserId, Zone};

use super::{Details, ExternalId, store};
use crate::audit::{self, Change};
use crate::links::{self, Kind};

/// Why an account could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("somebody in this organization has that address")]
    EmailTaken,
    #[error("somebody in this organization has that username")]
    UsernameTaken,
    #[error("only a student can be without an address and a username")]
    NoLogin,
    #[error("a person has at least one role")]
    NoRole,
    #[error("the last active admin stays one")]
    LastAdmin,
    #[error("the person is in a live session")]
    InLiveSession,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ChangeError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Writes an admin's corrections. Another address or other roles end every sign-in of the person, and links that went
/// to the old address are taken back.
///
/// # Errors
/// Each variant says what is in the way; `NotFound` for an unknown person. Gives back whether sign-ins ended.
pub async fn change(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    details: Details,
    by: UserId,
) -> Result<bool, ChangeError> {
    if details.roles.is_empty() {
        return Err(ChangeError::NoRole);
    }
    let only_student = Roles::NONE.with(Role::Student);
    if details.email.is_none() && details.username.is_none() && details.roles != only_student {
        return Err(ChangeError::NoLogin);
    }
    store::lock_admins(tx, scope).await?;
    store::lock(tx, scope, id).await?;
    let before = store::find(tx, scope, id).await?;
    let demoted = before.is(Role::Admin) && !details.roles.has(Role::Admin);
    if demoted && !store::another_admin(tx, scope, id).await? {
        return Err(ChangeError::LastAdmin);
    }
    let roles_changed = before.roles != details.roles;
    if roles_changed && store::is_in_live_session(tx, scope, id).await? {
        return Err(ChangeError::InLiveSession);
    }
    refuse_taken(tx, scope, id, &details).await?;

    let address_changed = before.email != details.email;
    let ends_sign_ins = address_changed || roles_changed;
    store::set_details(tx, scope, id, &details, ends_sign_ins).await.map_err(refusal)?;
    if address_changed {
        for kind in [Kind::Activate, Kind::Reset] {
            links::revoke_kind(tx, scope, id, kind).await?;
        }
    }
    let what = if address_changed { "person changed with address" } else { "person changed" };
    let subject = Some(id.to_string());
    let (old, new) = (Some(before.roles.to_string()), Some(details.roles.to_string()));
    audit::record(tx, scope, Change { by: Some(by), what, subject, before: old, after: new }).await?;
    outbox::record(tx, scope, Event::PersonChanged { person: id }).await?;
    Ok(ends_sign_ins)
}

/// Looked up before writing: after a refused statement PostgreSQL would not answer any more. The row locks make two
/// changes of one person queue up; two people who want one name meet at the unique index.
async fn refuse_taken(tx: &mut Tx, scope: Scope, id: UserId, details: &Details) -> Result<(), ChangeError> {
    if let Some(email) = &details.email
        && store::find_by_email(tx, scope, email).await?.is_some_and(|other| other.id != id)
    {
        return Err(ChangeError::EmailTaken);
    }
    if let Some(username) = &details.username
        && store::has_username(tx, scope, username.as_str()).await?.is_some_and(|other| other != id)
    {
        return Err(ChangeError::UsernameTaken);
    }
    Ok(())
}

/// The unique indexes' word, for two people who want one address or username at the same moment.
fn refusal(error: db::Error) -> ChangeError {
    if error.is_refused_by("people_one_per_email") || error.is_refused_by("people.email") {
        ChangeError::EmailTaken
    } else if error.is_refused_by("people_one_per_username") || error.is_refused_by("people.username") {
        ChangeError::UsernameTaken
    } else {
        ChangeError::Store(error)
    }
}

/// Sets a password and ends every sign-in of the person. `by` is the person, or an admin.
///
/// # Errors
/// `NotFound` for an unknown or archived person.
pub async fn set_password(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    password_hash: &str,
    by: UserId,
) -> Result<(), db::Error> {
    if !store::set_password(tx, scope, id, password_hash).await? {
        return Err(db::Error::NotFound);
    }
    links::revoke_kind(tx, scope, id, Kind::Reset).await?;
    let change =
        Change { by: Some(by), what: "password set", subject: Some(id.to_string()), ..Change::default() };
    audit::record(tx, scope, change).await
}

/// Sets the time zone in which the person reads times.
///
/// # Errors
/// As the engine refuses.
pub async fn set_zone(tx: &mut Tx, scope: Scope, id: UserId, zone: &Zone) -> Result<(), db::Error> {
    store::set_zone(tx, scope, id, zone).await
}

/// Makes everyone else who changes these people wait for the end of the transaction, in an order of which two such
/// transactions do not lock each other out.
///
/// # Errors
/// As the engine refuses.
pub async fn hold_to_change(tx: &mut Tx, scope: Scope, people: &BTreeSet<UserId>) -> Result<(), db::Error> {
    store::lock_admins(tx, scope).await?;
    for id in people {
        store::lock(tx, scope, *id).await?;
    }
    Ok(())
}

/// Sets what another system calls the person.
///
/// # Errors
/// `Conflict` when that is somebody else of the organization.
pub async fn set_external_id(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    external_id: &ExternalId,
    by: UserId,
) -> Result<(), db::Error> {
    store::set_external_id(tx, scope, id, external_id).await?;
    let (what, subject) = ("person external id set", Some(id.to_string()));
    audit::record(tx, scope, Change { by: Some(by), what, subject, ..Change::default() }).await
}

/// Sets whether the person refuses ever to be recorded as a student. `by` is an admin, a parent or the person.
///
/// # Errors
/// `NotFound` for an unknown person.
pub async fn set_recording_refused(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    refused: bool,
    by: UserId,
) -> Result<(), db::Error> {
    if !store::set_recording_refused(tx, scope, id, refused).await? {
        return Err(db::Error::NotFound);
    }
    let (what, subject) = ("recording refused", Some(id.to_string()));
    let change = Change { by: Some(by), what, subject, before: None, after: Some(refused.to_string()) };
    audit::record(tx, scope, change).await
}
