//! The verb that makes an account active.

use db::{Scope, Tx, outbox};
use kernel::{Event, TermsId, UserId, Zone};

use super::{Activation, Consent, store};
use crate::audit::{self, Change};

/// Why an account could not be made active.
#[derive(Debug, thiserror::Error)]
pub enum ActivateError {
    #[error("the account is archived")]
    Archived,
    #[error("the person is under 13 and the organization holds no consent")]
    NeedsConsent,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ActivateError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Makes the account active and writes down which terms were accepted. An account that is active already keeps how it
/// became so; a password it has is replaced only when `password_hash` is given, a zone when `zone` is.
///
/// # Errors
/// `Archived`, `NeedsConsent`; `NotFound` for an unknown person.
pub async fn activate(
    tx: &mut Tx,
    scope: Scope,
    id: UserId,
    how: Activation,
    terms: TermsId,
    password_hash: Option<String>,
    zone: Option<Zone>,
) -> Result<(), ActivateError> {
    let person = store::find(tx, scope, id).await?;
    if person.is_archived() {
        return Err(ActivateError::Archived);
    }
    if !consent(tx, scope).await?.covers(person.under_13) {
        return Err(ActivateError::NeedsConsent);
    }
    if !store::set_active(tx, scope, id, how.word(), password_hash, zone).await? {
        return Err(ActivateError::Archived);
    }
    store::insert_acceptance(tx, scope, id, terms, how.acceptance()).await?;
    if person.activated_at.is_none() {
        let (what, after) = ("person activated", Some(how.word().to_owned()));
        let subject = Some(id.to_string());
        audit::record(tx, scope, Change { by: Some(id), what, subject, before: None, after }).await?;
    }
    outbox::record(tx, scope, Event::PersonChanged { person: id }).await?;
    Ok(())
}

async fn consent(tx: &mut Tx, scope: Scope) -> Result<Consent, db::Error> {
    Ok(if store::holds_consent(tx, scope).await? { Consent::OnFile } else { Consent::Missing })
}
