//! The verbs that archive and restore an account.

use db::{Scope, Tx, outbox};
use kernel::{Event, Role, Standing, UserId};

use super::store;
use crate::audit::{self, Change};
use crate::links;

/// Why an account could not be archived.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("the last active admin stays")]
    LastAdmin,
    #[error("the person is in a live session")]
    InLiveSession,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ArchiveError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Why an account could not be restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    #[error("the account is not archived")]
    NotArchived,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for RestoreError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Archives an account: its sign-ins end, its links are taken back. Who is in a live session is refused, because a
/// session is ended by its instructor or the server, who settle its credit; it is ended first, then archived.
///
/// # Errors
/// `LastAdmin`, `InLiveSession`; `NotFound` for an unknown person. Archiving twice is archiving once.
pub async fn archive(tx: &mut Tx, scope: Scope, id: UserId, by: UserId) -> Result<(), ArchiveError> {
    // Locks first: two admins who archive each other, and a session that starts meanwhile, queue up here.
    store::lock_admins(tx, scope).await?;
    store::lock(tx, scope, id).await?;
    let person = store::find(tx, scope, id).await?;
    if person.is_archived() {
        return Ok(());
    }
    if person.is(Role::Admin) && !store::another_admin(tx, scope, id).await? {
        return Err(ArchiveError::LastAdmin);
    }
    if store::is_in_live_session(tx, scope, id).await? {
        return Err(ArchiveError::InLiveSession);
    }
    store::set_standing(tx, scope, id, Standing::Archived).await?;
    links::revoke_of_person(tx, scope, id).await?;
    tell(tx, scope, id, by, "person archived", person.standing, Standing::Archived).await?;
    Ok(())
}

/// Restores an archived account to where it stood: active when it ever was, else invited.
///
/// # Errors
/// `NotArchived`; `NotFound` for an unknown person.
pub async fn restore(tx: &mut Tx, scope: Scope, id: UserId, by: UserId) -> Result<(), RestoreError> {
    store::lock(tx, scope, id).await?;
    let person = store::find(tx, scope, id).await?;
    if !person.is_archived() {
        return Err(RestoreError::NotArchived);
    }
    let standing = if person.activated_at.is_some() { Standing::Active } else { Standing::Invited };
    store::set_standing(tx, scope, id, standing).await?;
    tell(tx, scope, id, by, "person restored", Standing::Archived, standing).await?;
    Ok(())
}

async fn tell(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    by: UserId,
    what: &str,
    before: Standing,
    after: Standing,
) -> Result<(), db::Error> {
    let change = Change {
        by: Some(by),
        what,
        subject: Some(id.to_string()),
        before: Some(before.to_string()),
        after: Some(after.to_string()),
    };
    audit::record(tx, scope, change).await?;
    outbox::record(tx, scope, Event::PersonChanged { person: id }).await
}
