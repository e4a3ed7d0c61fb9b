//! The verb that fills a profile in. The trail tells which fields were changed, never what stands in them.

use std::collections::BTreeMap;

use db::{Scope, Tx};
use kernel::{ProfileFieldId, UserId};

use super::{Misfit, store};
use crate::accounts;
use crate::audit::{self, Change};

/// Why nothing was filled in.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// For each field that does not fit, why.
    #[error("some of it does not fit")]
    Misfits(BTreeMap<ProfileFieldId, Misfit>),
    #[error("the person is archived")]
    Archived,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for FillError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Writes what an admin typed: all of it, or nothing. A field that was not sent stays as it is, so that a page from before
/// a field was added empties nothing.
///
/// # Errors
/// `Misfits`, `Archived`; `NotFound` for an unknown person.
pub async fn fill(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    typed: &BTreeMap<ProfileFieldId, String>,
    by: UserId,
) -> Result<(), FillError> {
    accounts::lock(tx, scope, person).await?;
    let found = accounts::find(tx, scope, person).await?;
    if found.is_archived() {
        return Err(FillError::Archived);
    }
    let before: BTreeMap<_, _> = store::values(tx, scope, person).await?.into_iter().collect();
    let (mut fits, mut misfits) = (Vec::new(), BTreeMap::new());
    for field in store::of_roles(tx, scope, found.roles).await? {
        let Some(typed) = typed.get(&field.id) else { continue };
        let kept = before.get(&field.id);
        match field.read(typed, kept.map(String::as_str)) {
            Ok(value) if value.as_ref() == kept => {}
            Ok(value) => fits.push((field.id, value)),
            Err(misfit) => {
                misfits.insert(field.id, misfit);
            }
        }
    }
    if !misfits.is_empty() {
        return Err(FillError::Misfits(misfits));
    }
    for (field, value) in fits {
        store::set_value(tx, scope, person, field, value.as_deref()).await?;
        let what = if value.is_some() { "person field filled in" } else { "person field emptied" };
        let (subject, after) = (Some(person.to_string()), Some(field.to_string()));
        audit::record(tx, scope, Change { by: Some(by), what, subject, before: None, after }).await?;
    }
    Ok(())
}
