//! The way in: from an address and a password to a sign-in.

use std::net::IpAddr;

use db::{Scope, in_tx};
use kernel::{Secret, Standing, UserId};
use web::{App, Organization};

use super::hashing::{self, HashError, NOBODYS_HASH};
use super::throttle::{self, Throttled, TryKey};
use super::{KnownBrowser, Opened, sign_ins};
use crate::accounts::{self, Credentials};
use crate::links::{self, Kind, NewLink};

/// How long somebody whose password an admin set has to accept the terms, once the password was right.
const ACCEPT_MINUTES: i64 = 60;

/// What somebody typed, where.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// An address or a username.
    pub login: String,
    pub password: Secret<String>,
    pub address: IpAddr,
    pub known: KnownBrowser,
    /// `Firefox on Linux`.
    pub browser: String,
}

/// The password was right.
#[derive(Debug, Clone)]
pub enum Entered {
    SignedIn {
        person: UserId,
        sign_in: Opened,
    },
    /// The account is not active yet: the path leads to zone and terms.
    Activate {
        path: String,
    },
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// No such account, no password, the wrong one, or archived: told apart for nobody.
    #[error("login and password do not go together")]
    Wrong,
    #[error("tries come too fast; wait {wait_seconds} s")]
    TooFast { wait_seconds: i64 },
    #[error("too many people sign in at once")]
    Busy,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for SignInError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Signs somebody in. No transaction is open while the password is compared.
///
/// # Errors
/// Each variant of [`SignInError`] is an answer of the sign-in page.
pub async fn enter(
    app: &App,
    organization: &Organization,
    attempt: &Attempt,
) -> Result<Entered, SignInError> {
    let scope = organization.scope();
    let login = attempt.login.trim().to_lowercase();
    let found = accounts::credentials(&mut app.db().read().await?, scope, &login).await?;
    let keys = keys(app, scope, attempt, &login, found.as_ref());
    charge(app, &keys).await?;

    let hash = found.as_ref().and_then(|found| found.password_hash.as_deref()).unwrap_or(NOBODYS_HASH);
    let right = match hashing::matches(&attempt.password, hash).await {
        Ok(right) => right,
        Err(HashError::Busy) => {
            in_tx!(app.db(), db::Error, tx, { throttle::give_back(tx, &keys).await })?;
            return Err(SignInError::Busy);
        }
        Err(HashError::Failed) => return Err(corrupt().into()),
    };
    match found {
        Some(found) if right => admit(app, scope, &found, &keys, &attempt.browser).await,
        _ => Err(SignInError::Wrong),
    }
}

/// The counts this try goes to. The first is of the account.
fn keys(app: &App, scope: Scope, attempt: &Attempt, login: &str, found: Option<&Credentials>) -> Vec<TryKey> {
    match found {
        Some(found) if attempt.known.knows(app.key(), scope, found.id) => {
            vec![TryKey::known_browser(app.key(), scope, found.id)]
        }
        _ => vec![TryKey::account(app.key(), scope, login), TryKey::address(app.key(), attempt.address)],
    }
}

async fn charge(app: &App, keys: &[TryKey]) -> Result<(), SignInError> {
    in_tx!(app.db(), Throttled, tx, { throttle::charge(tx, keys).await }).map_err(|error| match error {
        Throttled::Wait { wait_seconds } => SignInError::TooFast { wait_seconds },
        Throttled::Store(error) => SignInError::Store(error),
    })
}

async fn admit(
    app: &App,
    scope: Scope,
    found: &Credentials,
    keys: &[TryKey],
    browser: &str,
) -> Result<Entered, SignInError> {
    in_tx!(app.db(), SignInError, tx, {
        // whatever happened while the password was compared: archived, or another password set
        let now = accounts::credentials_of(tx, scope, found.id).await?;
        if now.security_rev != found.security_rev {
            return Err(SignInError::Wrong);
        }
        if let [account, others @ ..] = keys {
            throttle::forget(tx, account).await?;
            throttle::give_back(tx, others).await?;
        }
        match now.standing {
            Standing::Archived => Err(SignInError::Wrong),
            Standing::Invited => {
                let expires_at = tx.now().plus_minutes(ACCEPT_MINUTES);
                let (kind, person) = (Kind::Activate, found.id);
                let new = NewLink { kind, person, recipient: person, session: None, expires_at };
                let id = links::make(tx, scope, app.key(), new).await?;
                let token = links::derive(tx, scope, app.key(), id).await?.ok_or_else(corrupt)?;
                Ok(Entered::Activate { path: links::address_path(kind, &token) })
            }
            Standing::Active => {
                let sign_in =
                    sign_ins::open(tx, scope, found.id, browser).await?.ok_or(SignInError::Wrong)?;
                Ok(Entered::SignedIn { person: found.id, sign_in })
            }
        }
    })
}

fn corrupt() -> db::Error {
    db::Error::Corrupt { column: "people.password_hash".to_owned() }
}
