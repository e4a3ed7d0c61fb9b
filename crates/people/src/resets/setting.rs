//! The verb that sets the new password.

use db::{Scope, Tx};
use kernel::Standing;

use crate::accounts::{self, Person};
use crate::links::{self, Kind, Link};
use crate::passkeys::{self, Key};
use crate::sign_in::{self, Opened};

/// What becomes of the person's passkeys, which sign in without the password. Who only forgot theirs wants to keep them; who
/// fears that a stranger was here cannot know who made them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passkeys {
    Stay,
    Go,
}

/// Whose password a token may set, while the link holds and the account is active.
///
/// # Errors
/// As the engine refuses.
pub async fn person_of(tx: &mut Tx, scope: Scope, token: &str) -> Result<Option<(Link, Person)>, db::Error> {
    let now = tx.now();
    let Some(link) = links::find(tx, scope, Kind::Reset, token).await?.filter(|link| link.is_valid(now))
    else {
        return Ok(None);
    };
    let person = accounts::find(tx, scope, link.person).await?;
    Ok((person.standing == Standing::Active).then_some((link, person)))
}

/// The person's passkeys, to decide what becomes of them.
///
/// # Errors
/// As the engine refuses.
pub async fn passkeys_of(tx: &mut Tx, scope: Scope, person: &Person) -> Result<Vec<Key>, db::Error> {
    passkeys::of_person(tx, scope, person.id).await
}

/// Uses the link: sets the password, ends every sign-in of the person, takes back other links of the kind and, when asked
/// to, the passkeys, and signs the person in at this browser. None when the link was used or taken back meanwhile.
///
/// # Errors
/// As the engine refuses.
pub async fn set(
    tx: &mut Tx,
    scope: Scope,
    link: &Link,
    password_hash: &str,
    passkeys: Passkeys,
    browser: &str,
) -> Result<Option<Opened>, db::Error> {
    if !links::mark_used(tx, scope, link.id).await? {
        return Ok(None);
    }
    accounts::set_password(tx, scope, link.person, password_hash, link.person).await?;
    if passkeys == Passkeys::Go {
        passkeys::remove_all(tx, scope, link.person).await?;
    }
    sign_in::open(tx, scope, link.person, browser).await
}
