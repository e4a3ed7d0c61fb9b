//! What the link of an invitation leads to, and the verb behind the page's button.

use db::{Scope, Tx};
use kernel::{Standing, TermsId, Zone};

use crate::accounts::{self, ActivateError, Activation, Person};
use crate::links::{self, Kind, Link, LinkState};
use crate::organizations::{self, Terms};
use crate::passkeys::{self, AddError, Name, Proven};
use crate::sign_in::{self, Opened};

/// What the link's page shows.
#[derive(Debug, Clone)]
pub enum WayIn {
    /// The form. Without a password it asks for one; an admin may have set one.
    Open { link: Box<Link>, person: Person, terms: Terms },
    /// The account is in use.
    SignIn,
    /// The link is used up, replaced or too old, but the account still waits: a new mail may be asked for.
    Renew { person: Person },
    /// The account was archived.
    Closed,
}

/// Follows a link's token. None when there never was such a link.
///
/// # Errors
/// As the engine refuses.
pub async fn way_in(tx: &mut Tx, scope: Scope, token: &str) -> Result<Option<WayIn>, db::Error> {
    let Some(link) = links::find(tx, scope, Kind::Activate, token).await? else { return Ok(None) };
    let person = accounts::find(tx, scope, link.person).await?;
    Ok(Some(match (person.standing, link.state(tx.now())) {
        (Standing::Archived, _) => WayIn::Closed,
        (Standing::Active, _) => WayIn::SignIn,
        (Standing::Invited, LinkState::Valid) => {
            let terms = organizations::current_terms(tx, scope).await?;
            WayIn::Open { link: Box::new(link), person, terms }
        }
        (Standing::Invited, _) => WayIn::Renew { person },
    }))
}

/// How a person will come in from now on.
#[derive(Debug, Clone)]
pub enum Way {
    /// The password that an admin set.
    AsBefore,
    /// A password, hashed.
    Password(String),
    /// A key that the device made, and what it is called.
    Passkey(Box<Proven>, Name),
}

/// What a person fills in, read.
#[derive(Debug, Clone)]
pub struct Filled {
    pub way: Way,
    pub zone: Zone,
    /// The terms that were shown and accepted.
    pub terms: TermsId,
}

/// Why an account was not made active.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Used, replaced or expired meanwhile.
    #[error("the link does not hold any more")]
    LinkGone,
    #[error("newer terms came into force while the page was open")]
    TermsChanged,
    #[error(transparent)]
    Activate(#[from] ActivateError),
    #[error(transparent)]
    Passkey(#[from] AddError),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for JoinError {
    fn is_retry(&self) -> bool {
        match self {
            Self::Store(error) => error.is_retry(),
            Self::Activate(error) => error.is_retry(),
            Self::Passkey(error) => error.is_retry(),
            Self::LinkGone | Self::TermsChanged => false,
        }
    }
}

/// Uses the link: the account becomes active and its person is signed in at this browser.
///
/// # Errors
/// Each variant of [`JoinError`] is an answer of the page.
pub async fn join(
    tx: &mut Tx,
    scope: Scope,
    link: &Link,
    filled: &Filled,
    browser: &str,
) -> Result<Opened, JoinError> {
    if organizations::current_terms(tx, scope).await?.id != filled.terms {
        return Err(JoinError::TermsChanged);
    }
    if !links::mark_used(tx, scope, link.id).await? {
        return Err(JoinError::LinkGone);
    }
    let (person, zone) = (link.person, filled.zone.clone());
    let hash = if let Way::Password(hash) = &filled.way { Some(hash.clone()) } else { None };
    accounts::activate(tx, scope, person, Activation::Invitation, filled.terms, hash, Some(zone)).await?;
    if let Way::Passkey(proven, name) = &filled.way {
        passkeys::add(tx, scope, person, proven, name).await?;
    }
    links::revoke_kind(tx, scope, person, Kind::Activate).await?;
    sign_in::open(tx, scope, person, browser).await?.ok_or(JoinError::LinkGone)
}
