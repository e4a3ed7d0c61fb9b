//! The verb that adds a person.

use db::{Scope, Tx, outbox};
use kernel::{Event, Role, Roles, UserId};

use super::{NewPerson, store};
use crate::audit::{self, Change};

/// Why a person could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("somebody in this organization has that address")]
    EmailTaken { person: UserId },
    #[error("somebody in this organization has that username")]
    UsernameTaken,
    #[error("only a student can be without an address and a username")]
    NoLogin,
    #[error("a person has at least one role")]
    NoRole,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Adds a person, invited. Nobody is told yet: an invitation or a session does that.
///
/// # Errors
/// `EmailTaken` and `UsernameTaken` for anybody of the organization, archived ones too: one address is one person.
pub async fn add(tx: &mut Tx, scope: Scope, new: NewPerson, by: Option<UserId>) -> Result<UserId, AddError> {
    if new.roles.is_empty() {
        return Err(AddError::NoRole);
    }
    let only_student = Roles::NONE.with(Role::Student);
    if new.email.is_none() && new.username.is_none() && new.roles != only_student {
        return Err(AddError::NoLogin);
    }
    let id = UserId::fresh(tx.now());
    if !store::insert(tx, scope, id, &new, by).await? {
        return Err(match taken_email(tx, scope, &new).await? {
            Some(person) => AddError::EmailTaken { person },
            None => AddError::UsernameTaken,
        });
    }
    let what = "person added";
    let after = Some(new.roles.to_string());
    audit::record(tx, scope, Change { by, what, subject: Some(id.to_string()), before: None, after }).await?;
    outbox::record(tx, scope, Event::PersonChanged { person: id }).await?;
    Ok(id)
}

async fn taken_email(tx: &mut Tx, scope: Scope, new: &NewPerson) -> Result<Option<UserId>, db::Error> {
    match &new.email {
        Some(email) => Ok(store::find_by_email(tx, scope, email).await?.map(|person| person.id)),
        None => Ok(None),
    }
}
