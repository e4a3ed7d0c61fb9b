//! The verb that changes one's own password.

use db::{Scope, in_tx};
use kernel::{Secret, UserId};
use web::App;

use crate::accounts::{self, Credentials};
use crate::sign_in::{self, HashError, NewPassword, Opened, Throttled, TryKey};

/// Why the password stays.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("the present password is another")]
    Wrong,
    #[error("tries come too fast; wait {wait_seconds} s")]
    TooFast { wait_seconds: i64 },
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ChangeError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl From<Throttled> for ChangeError {
    fn from(throttled: Throttled) -> Self {
        match throttled {
            Throttled::Wait { wait_seconds } => Self::TooFast { wait_seconds },
            Throttled::Store(error) => Self::Store(error),
        }
    }
}

/// Compares what was typed with the person's password. It counts as a try.
///
/// # Errors
/// `Wrong` and `TooFast` are for the person; who has no password types none that is right.
pub async fn confirm(
    app: &App,
    scope: Scope,
    person: UserId,
    present: &Secret<String>,
) -> Result<Credentials, ChangeError> {
    let count = [TryKey::known_browser(app.key(), scope, person)];
    in_tx!(app.db(), Throttled, tx, { sign_in::charge(tx, &count).await })?;
    let found = accounts::credentials_of(&mut app.db().read().await?, scope, person).await?;
    let hash = found.password_hash.as_deref().ok_or(ChangeError::Wrong)?;
    if sign_in::matches(present, hash).await? { Ok(found) } else { Err(ChangeError::Wrong) }
}

/// Sets a new password for somebody who knows the present one. Every sign-in ends; the one given back begins.
///
/// # Errors
/// `Wrong` and `TooFast` are for the person; no transaction is open while passwords are hashed.
pub async fn change(
    app: &App,
    scope: Scope,
    person: UserId,
    present: &Secret<String>,
    new: &NewPassword,
    browser: &str,
) -> Result<Opened, ChangeError> {
    let before = confirm(app, scope, person, present).await?;
    let new_hash = sign_in::hash_password(new.reveal()).await?;
    in_tx!(app.db(), ChangeError, tx, {
        accounts::lock(tx, scope, person).await?;
        if accounts::credentials_of(tx, scope, person).await?.security_rev != before.security_rev {
            return Err(ChangeError::Wrong);
        }
        accounts::set_password(tx, scope, person, &new_hash, person).await?;
        sign_in::open(tx, scope, person, browser).await?.ok_or(ChangeError::Wrong)
    })
}
