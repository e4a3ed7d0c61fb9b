//! The verb that adds somebody with what belongs to it: the tie that was chosen, and the invitation.

use db::{Scope, Tx};
use kernel::{Secret, UserId};

use super::forms::Added;
use super::relations;
use crate::accounts::{self, AddError};
use crate::activations::{self, InviteAgainError};

/// Why nobody was added.
#[derive(Debug, thiserror::Error)]
pub enum AddPersonError {
    #[error(transparent)]
    Person(#[from] AddError),
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
            Self::Person(error) => error.is_retry(),
            Self::Store(error) => error.is_retry(),
            Self::UnknownInstructor | Self::UnknownChild => false,
        }
    }
}

/// Adds the person; somebody with an address is invited by mail.
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
    match activations::invite(tx, scope, key, id).await {
        // a child without an address is told by its parents
        Ok(())
        | Err(InviteAgainError::NoAddress | InviteAgainError::NotWaiting | InviteAgainError::TooSoon) => {}
        Err(InviteAgainError::Store(error)) => return Err(error.into()),
    }
    Ok(id)
}

fn or(error: db::Error, unknown: AddPersonError) -> AddPersonError {
    if matches!(error, db::Error::NotFound) { unknown } else { error.into() }
}
