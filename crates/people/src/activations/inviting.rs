//! The verb that mails somebody the link to their account.

use db::{Scope, Tx, outbox};
use kernel::{Event, Secret, Standing, UserId};

use crate::accounts;
use crate::links::{self, Kind, NewLink};

/// How long an invitation holds.
const HOLDS_MINUTES: i64 = 14 * 24 * 60;
/// One mail to a person in this time.
const COOLDOWN_MINUTES: i64 = 5;

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteAgainError {
    #[error("the last invitation went out less than {COOLDOWN_MINUTES} minutes ago")]
    TooSoon,
    #[error("the account is not waiting for its person")]
    NotWaiting,
    #[error("the person has no address")]
    NoAddress,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for InviteAgainError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Makes a new link to the account, in place of earlier ones, and owes its mail.
///
/// # Errors
/// Each variant of [`InviteAgainError`] is a sentence for who asked; `NotFound` for an unknown person.
pub async fn invite(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    person: UserId,
) -> Result<(), InviteAgainError> {
    // two presses at once: the second waits here and then is too soon
    accounts::lock(tx, scope, person).await?;
    let found = accounts::find(tx, scope, person).await?;
    if found.standing != Standing::Invited {
        return Err(InviteAgainError::NotWaiting);
    }
    if found.email.is_none() {
        return Err(InviteAgainError::NoAddress);
    }
    let since = tx.now().plus_minutes(-COOLDOWN_MINUTES);
    if links::made_since(tx, scope, person, Kind::Activate, since).await? {
        return Err(InviteAgainError::TooSoon);
    }
    links::revoke_kind(tx, scope, person, Kind::Activate).await?;
    let expires_at = tx.now().plus_minutes(HOLDS_MINUTES);
    let new = NewLink { kind: Kind::Activate, person, recipient: person, session: None, expires_at };
    let link = links::make(tx, scope, key, new).await?;
    outbox::record(tx, scope, Event::PersonInvited { person, link }).await?;
    Ok(())
}
