//! The verbs that change an organization's settings. Each first takes the organization's row, so that two admins'
//! changes come one after the other and "old" is what the second one finds.

use db::{Scope, Tx};
use kernel::{SessionMinutes, TermsId};
use web::Money;

use super::{BelowZero, BookingRules, RecordingMode, Rules, Terms, rules, store};

/// Lengths one organization may offer: more than anyone chooses from.
const MOST_DURATIONS: usize = 24;

/// Why the list of durations stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum DurationError {
    #[error("the organization offers that duration already")]
    AlreadyOffered,
    #[error("the organization offers {MOST_DURATIONS} durations already")]
    TooMany,
    #[error("the organization does not offer that duration")]
    NotOffered,
    /// Also the last one: there is always a default.
    #[error("the default duration stays until another is the default")]
    IsDefault,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for DurationError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// The rules as they are, held until the transaction ends: whoever else wants to change them waits.
///
/// # Errors
/// As the engine refuses.
pub async fn rules_to_change(tx: &mut Tx, scope: Scope) -> db::Result<Rules> {
    store::lock(tx, scope).await?;
    rules(tx, scope).await
}

/// Sets how sessions are judged and who may do what. Sessions keep the numbers they were made with.
///
/// # Errors
/// As the engine refuses.
pub async fn set_booking(tx: &mut Tx, scope: Scope, booking: &BookingRules) -> db::Result<()> {
    store::set_booking(tx, scope, booking).await
}

/// Sets what "billable" means from now on. Sessions keep the meaning they were made with.
///
/// # Errors
/// As the engine refuses.
pub async fn set_money(tx: &mut Tx, scope: Scope, money: Money, below_zero: BelowZero) -> db::Result<()> {
    store::set_money(tx, scope, money.word(), below_zero.word()).await
}

/// Sets whether sessions are recorded from now on, and for how many days recordings are kept, 1 to 3,650: those that
/// exist too.
///
/// # Errors
/// As the engine refuses.
pub async fn set_recording(tx: &mut Tx, scope: Scope, mode: RecordingMode, days: i64) -> db::Result<()> {
    store::set_recording(tx, scope, mode.word(), days).await
}

/// Offers one more duration.
///
/// # Errors
/// `AlreadyOffered`, `TooMany`, or as the engine refuses.
pub async fn add_duration(tx: &mut Tx, scope: Scope, minutes: SessionMinutes) -> Result<(), DurationError> {
    let offered = rules_to_change(tx, scope).await?.durations;
    if offered.contains(&minutes) {
        return Err(DurationError::AlreadyOffered);
    }
    if offered.len() >= MOST_DURATIONS {
        return Err(DurationError::TooMany);
    }
    store::insert_duration(tx, scope.org(), minutes.get(), false).await?;
    Ok(())
}

/// Offers a duration no longer. Sessions of that length stay as they are.
///
/// # Errors
/// `NotOffered`, `IsDefault`, or as the engine refuses.
pub async fn remove_duration(
    tx: &mut Tx,
    scope: Scope,
    minutes: SessionMinutes,
) -> Result<(), DurationError> {
    let rules = rules_to_change(tx, scope).await?;
    if !rules.durations.contains(&minutes) {
        return Err(DurationError::NotOffered);
    }
    if rules.default_duration == minutes {
        return Err(DurationError::IsDefault);
    }
    store::delete_duration(tx, scope, minutes).await?;
    Ok(())
}

/// Makes a duration on offer the one that forms start with; gives the one before.
///
/// # Errors
/// `NotOffered`, or as the engine refuses.
pub async fn set_default_duration(
    tx: &mut Tx,
    scope: Scope,
    minutes: SessionMinutes,
) -> Result<SessionMinutes, DurationError> {
    let rules = rules_to_change(tx, scope).await?;
    if !rules.durations.contains(&minutes) {
        return Err(DurationError::NotOffered);
    }
    store::set_default_duration(tx, scope, minutes).await?;
    Ok(rules.default_duration)
}

/// Puts a new version of the terms in force; gives its number. What people accepted before stays on record.
/// None when `body` is the version in force.
///
/// # Errors
/// As the engine refuses.
pub async fn publish_terms(tx: &mut Tx, scope: Scope, body: &str) -> db::Result<Option<i64>> {
    store::lock(tx, scope).await?;
    let Terms { version, body: in_force, .. } = store::current_terms(tx, scope).await?;
    if in_force == body {
        return Ok(None);
    }
    let next = version + 1;
    let id = TermsId::fresh(tx.now());
    store::insert_terms(tx, scope.org(), id, next, body).await?;
    Ok(Some(next))
}
