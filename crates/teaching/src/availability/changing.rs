//! The verbs of availability: whoever changes it is written down, with what was there before.

use db::{Scope, Tx};
use jiff::civil::Date;
use kernel::{ExceptionId, UserId};
use people::accounts::Person;
use people::audit::{self, Change};

use super::hours::{Availability, Exception, Hours};
use super::store::{self, MOST_EXCEPTIONS};

/// Why an exception was not added.
#[derive(Debug, thiserror::Error)]
pub enum ExceptionError {
    #[error("the day has other hours that overlap these")]
    Overlaps,
    #[error("time off on the same days stands there already")]
    Taken,
    #[error("the person has as many exceptions as there may be")]
    TooMany,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ExceptionError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Sets the hours of every week and the rules of `person`; the exceptions stay.
///
/// # Errors
/// As the engine refuses.
pub async fn set(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    person: &Person,
    availability: &Availability,
) -> db::Result<()> {
    store::hold(tx, scope, person.id, &person.zone).await?;
    let before = store::of(tx, scope, person).await?.to_string();
    let after = availability.to_string();
    store::replace(tx, scope, person.id, availability).await?;
    if before == after {
        return Ok(());
    }
    write_down(tx, scope, by, person, "availability hours", (Some(before), Some(after))).await
}

/// Adds days that differ: with hours these hold on the first day, without the days are time off.
///
/// # Errors
/// As [`ExceptionError`] says.
pub async fn add_exception(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    person: &Person,
    (first_day, last_day, hours): (Date, Date, Option<Hours>),
) -> Result<(), ExceptionError> {
    store::hold(tx, scope, person.id, &person.zone).await?;
    let known = store::of(tx, scope, person).await?.exceptions;
    if known.len() >= usize::try_from(MOST_EXCEPTIONS).unwrap_or(usize::MAX) {
        return Err(ExceptionError::TooMany);
    }
    for other in &known {
        match (hours, other.hours) {
            (Some(new), Some(old)) if other.first_day == first_day && new.overlaps(old) => {
                return Err(ExceptionError::Overlaps);
            }
            (None, None) if (other.first_day, other.last_day) == (first_day, last_day) => {
                return Err(ExceptionError::Taken);
            }
            _ => {}
        }
    }
    let new = Exception { id: ExceptionId::fresh(tx.now()), first_day, last_day, hours };
    store::insert_exception(tx, scope, person.id, &new).await?;
    write_down(tx, scope, by, person, "availability exception", (None, Some(new.to_string()))).await?;
    Ok(())
}

/// Takes an exception of `person` out.
///
/// # Errors
/// `NotFound` when they have none with that id.
pub async fn remove_exception(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    person: &Person,
    id: ExceptionId,
) -> db::Result<()> {
    let old = store::delete_exception(tx, scope, person.id, id).await?;
    write_down(tx, scope, by, person, "availability exception", (Some(old.to_string()), None)).await
}

async fn write_down(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    person: &Person,
    what: &str,
    (before, after): (Option<String>, Option<String>),
) -> db::Result<()> {
    let subject = Some(person.id.to_string());
    audit::record(tx, scope, Change { by: Some(by), what, subject, before, after }).await
}
