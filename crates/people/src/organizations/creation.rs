//! The verb that brings an organization into being, with rules to start from.

use db::Tx;
use kernel::{OrgId, TermsId};

use super::organization::{FIRST_DEFAULT_DURATION, FIRST_DURATIONS, FIRST_TERMS};
use super::{NewOrganization, store};
use crate::absence_reasons;

/// Why an organization could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    #[error("another organization answers to this host name")]
    HostTaken,
    #[error("a name and a host name are needed")]
    Nameless,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for CreateError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Makes an organization with the usual durations and reasons for absences, and a first version of the terms.
///
/// # Errors
/// `HostTaken`, `Nameless`, or as the engine refuses.
pub async fn create(tx: &mut Tx, new: NewOrganization) -> Result<OrgId, CreateError> {
    let name = new.name.trim();
    let host = new.host.trim().to_ascii_lowercase();
    if name.is_empty() || host.is_empty() {
        return Err(CreateError::Nameless);
    }
    let id = OrgId::fresh(tx.now());
    if !store::insert(tx, id, name, &host, &new).await? {
        return Err(CreateError::HostTaken);
    }
    for minutes in FIRST_DURATIONS {
        store::insert_duration(tx, id, minutes, minutes == FIRST_DEFAULT_DURATION).await?;
    }
    absence_reasons::write_first(tx, id).await?;
    let terms = TermsId::fresh(tx.now());
    store::insert_terms(tx, id, terms, 1, FIRST_TERMS).await?;
    Ok(id)
}
