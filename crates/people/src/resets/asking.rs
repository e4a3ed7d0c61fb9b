//! The verb that owes somebody a mail with a link to set a new password.

use db::{Scope, Tx, outbox};
use kernel::{Event, Secret, Standing};

use crate::accounts;
use crate::activations::{self, InviteAgainError};
use crate::links::{self, Kind, NewLink};
use crate::sign_in::{self, Throttled, TryKey};

/// How long the link holds.
const HOLDS_MINUTES: i64 = 60;
/// One mail to a person in this time: nobody's mailbox is filled by a stranger.
const COOLDOWN_MINUTES: i64 = 5;

/// Owes a mail to the account that `login` names. Whether there is one, whether it has an address, and whether a mail
/// went out minutes ago, the one who asks does not learn. Somebody who never came in is invited again instead.
///
/// # Errors
/// `Wait` when `count` is used up.
pub async fn ask(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    login: &str,
    count: &TryKey,
) -> Result<(), Throttled> {
    sign_in::charge(tx, std::slice::from_ref(count)).await?;
    let login = login.trim().to_lowercase();
    let Some(found) = accounts::credentials(tx, scope, &login).await? else { return Ok(()) };
    match found.standing {
        Standing::Archived => Ok(()),
        Standing::Invited => match activations::invite(tx, scope, key, found.id).await {
            Err(InviteAgainError::Store(error)) => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        },
        Standing::Active => mail_link(tx, scope, key, found.id).await.map_err(Throttled::from),
    }
}

async fn mail_link(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    person: kernel::UserId,
) -> Result<(), db::Error> {
    accounts::lock(tx, scope, person).await?;
    let since = tx.now().plus_minutes(-COOLDOWN_MINUTES);
    let has_address = accounts::find(tx, scope, person).await?.email.is_some();
    if !has_address || links::made_since(tx, scope, person, Kind::Reset, since).await? {
        return Ok(());
    }
    let expires_at = tx.now().plus_minutes(HOLDS_MINUTES);
    let new = NewLink { kind: Kind::Reset, person, recipient: person, session: None, expires_at };
    let link = links::make(tx, scope, key, new).await?;
    outbox::record(tx, scope, Event::ResetRequested { person, link }).await
}
