//! The verbs of an account: give, correct, hold for a session. A student's first entry opens their account.

use db::{Scope, Tx};
use kernel::{SessionId, UserId};

use crate::Credits;
use crate::entry::{Movement, Position};
use crate::store::{self, Posting};

/// Whether an account may go below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BelowZero {
    Allow,
    Block,
}

/// Which way a manual correction goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Correction {
    Add(Credits),
    TakeBack(Credits),
}

/// Why credits could not be held.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    #[error("{available} credits are available, and the account may go no lower")]
    NotEnough { available: i64 },
    #[error(transparent)]
    Store(#[from] db::Error),
}

/// Why credits could not be taken from an account.
#[derive(Debug, thiserror::Error)]
pub enum SpendError {
    #[error("{available} credits are available, and the account may go no lower")]
    NotEnough { available: i64 },
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for HoldError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl db::IsRetry for SpendError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Gives `credits` to `student`.
///
/// # Errors
/// As the engine refuses.
pub async fn grant(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    credits: Credits,
    reason: &str,
    by: Option<UserId>,
) -> db::Result<()> {
    let posting = Posting { movement: Movement::Grant, credits, session: None, reason, by };
    // a floor never forbids what adds
    store::post(tx, scope, student, &posting).await?.ok_or(db::Error::NotFound)?;
    Ok(())
}

/// Puts a wrong balance right.
///
/// # Errors
/// `NotEnough` when taking back would pass the account's floor.
pub async fn correct(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    correction: Correction,
    reason: &str,
    by: Option<UserId>,
) -> Result<(), SpendError> {
    let (movement, credits) = match correction {
        Correction::Add(credits) => (Movement::CorrectUp, credits),
        Correction::TakeBack(credits) => (Movement::CorrectDown, credits),
    };
    spend(tx, scope, student, &Posting { movement, credits, session: None, reason, by }).await
}

/// Sets one credit aside for `session`; gives what is available after it, which may be below zero.
///
/// # Errors
/// `NotEnough` when the account's floor forbids it; `Store` with `Conflict` for a session that was paid for before, by
/// a hold or a charge.
pub async fn hold(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    session: SessionId,
    by: UserId,
) -> Result<i64, HoldError> {
    let posting = Posting {
        movement: Movement::Hold,
        credits: Credits::ONE,
        session: Some(session),
        reason: "",
        by: Some(by),
    };
    let Some(after) = store::post(tx, scope, student, &posting).await? else {
        return Err(HoldError::NotEnough { available: available(tx, scope, student).await? });
    };
    // a second hold fails on the index; a charge before the hold is found here, now that the account is locked
    if Position::of(&store::entries_of_session(tx, scope, session).await?).used > 0 {
        return Err(db::Error::Conflict { constraint: "one payment for a session".to_owned() }.into());
    }
    Ok(after.available)
}

/// Lets every account of the organization go below zero, or none lower than it is.
///
/// # Errors
/// As the engine refuses.
pub async fn set_floor_for_all(tx: &mut Tx, scope: Scope, below_zero: BelowZero) -> db::Result<()> {
    match below_zero {
        BelowZero::Allow => store::lift_floors(tx, scope).await,
        BelowZero::Block => store::lay_floors(tx, scope).await,
    }
}

/// Writes a posting that the floor may refuse.
pub(crate) async fn spend(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    posting: &Posting<'_>,
) -> Result<(), SpendError> {
    match store::post(tx, scope, student, posting).await? {
        Some(_) => Ok(()),
        None => Err(SpendError::NotEnough { available: available(tx, scope, student).await? }),
    }
}

async fn available(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<i64> {
    Ok(store::account(tx, scope, student).await?.unwrap_or_default().available)
}
