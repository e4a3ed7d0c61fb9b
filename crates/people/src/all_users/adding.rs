//! The verb that adds somebody with what belongs to it: the tie that was chosen, and the invitation.

use db::{Scope, Tx};
use kernel::{Secret, UserId};

use super::forms::{Added, Login, Names, TypedLogin};
use super::relations;
use crate::accounts::{self, AddError};
use crate::activations::{self, InviteAgainError};

/// Why nobody was added.
#[derive(Debug, thiserror::Error)]
pub enum AddPersonError {
    #[error(transparent)]
    Person(#[from] AddError),
    /// Of a child who is added too, the row it is about.
    #[error("a child: {error}")]
    Child { at: &'static Names, error: AddError },
    #[error("the instructor is not an active one of this organization")]
    UnknownInstructor,
    #[error("the child is not a student of this organization")]
    UnknownChild,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddPersonError {
    fn is_retry(&self) -> bool {
        match self {
            Self::Person(error) | Self::Child { error, .. } => error.is_retry(),
            Self::Store(error) => error.is_retry(),
            Self::UnknownInstructor | Self::UnknownChild => false,
        }
    }
}

/// Adds the person, and a parent's new children with them; whoever has an address is invited by mail.
///
/// # Errors
/// Each variant of [`AddPersonError`] belongs to a field of the form.
pub async fn add(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    added: &Added,
    by: UserId,
) -> Result<UserId, AddPersonError> {
    let id = accounts::add(tx, scope, added.person.clone(), Some(by)).await?;
    if let Some(instructor) = added.instructor {
        relations::assign(tx, scope, instructor, id, by)
            .await
            .map_err(|error| or(error, AddPersonError::UnknownInstructor))?;
    }
    if let Some(child) = added.child {
        relations::link(tx, scope, id, child, by)
            .await
            .map_err(|error| or(error, AddPersonError::UnknownChild))?;
    }
    invite(tx, scope, key, id).await?;
    for (at, child) in &added.children {
        let child = accounts::add(tx, scope, child.clone(), Some(by))
            .await
            .map_err(|error| AddPersonError::Child { at, error })?;
        relations::link(tx, scope, id, child, by).await?;
        invite(tx, scope, key, child).await?;
    }
    Ok(id)
}

/// Those of `typed` that are somebody's already, or stand in the form twice.
///
/// # Errors
/// As the engine refuses.
pub async fn taken<'a>(
    tx: &mut Tx,
    scope: Scope,
    typed: &'a [TypedLogin],
) -> db::Result<Vec<(&'a TypedLogin, Taken)>> {
    let mut found = Vec::new();
    for (place, one) in typed.iter().enumerate() {
        let is_here = match &one.login {
            Login::Email(email) => accounts::find_by_email(tx, scope, email).await?.is_some(),
            Login::Username(username) => {
                accounts::has_username(tx, scope, username.as_str()).await?.is_some()
            }
        };
        let is_twice = || typed.iter().take(place).any(|other| other.login == one.login);
        if is_here {
            found.push((one, Taken::Here));
        } else if is_twice() {
            found.push((one, Taken::Twice));
        }
    }
    Ok(found)
}

/// Why a login is not to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Here,
    Twice,
}

async fn invite(tx: &mut Tx, scope: Scope, key: &Secret<[u8; 32]>, id: UserId) -> db::Result<()> {
    match activations::invite(tx, scope, key, id).await {
        // a child without an address is told by its parents
        Ok(())
        | Err(InviteAgainError::NoAddress | InviteAgainError::NotWaiting | InviteAgainError::TooSoon) => {
            Ok(())
        }
        Err(InviteAgainError::Store(error)) => Err(error),
    }
}

fn or(error: db::Error, unknown: AddPersonError) -> AddPersonError {
    if matches!(error, db::Error::NotFound) { unknown } else { error.into() }
}
