//! The verb of an admin who changes a student's credits by hand.

use db::intents::{self, Claim, Press};
use db::{Scope, Tx, outbox};
use kernel::{Event, UserId};
use ledger::{Correction, Credits, SpendError};

/// What is done by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giving {
    /// New credits.
    Grant,
    /// Credits that were missing.
    Add,
    /// Credits that were too many.
    TakeBack,
}

impl Giving {
    pub const ALL: [Self; 3] = [Self::Grant, Self::Add, Self::TakeBack];

    /// The word sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::Add => "add",
            Self::TakeBack => "take-back",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|giving| giving.word() == word)
    }
}

/// A change by hand, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gift {
    pub giving: Giving,
    pub credits: Credits,
    /// For the student to read.
    pub reason: String,
}

/// Why credits were not changed.
#[derive(Debug, thiserror::Error)]
pub enum GiveError {
    #[error("{available} credits are available, and the account may go no lower")]
    NotEnough { available: i64 },
    #[error("the form was used for another change")]
    KeyUsedForOther,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl From<SpendError> for GiveError {
    fn from(error: SpendError) -> Self {
        match error {
            SpendError::NotEnough { available } => Self::NotEnough { available },
            SpendError::Store(error) => Self::Store(error),
        }
    }
}

impl db::IsRetry for GiveError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Writes `gift` into the student's ledger, once for all presses with the same key.
///
/// # Errors
/// `NotEnough` when taking back would pass the account's floor; `KeyUsedForOther`.
pub async fn give(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    press: Press<'_>,
    gift: &Gift,
) -> Result<(), GiveError> {
    match intents::claim(tx, scope, press, "given").await? {
        Claim::First => {}
        Claim::Again(_) => return Ok(()),
        Claim::UsedForOther => return Err(GiveError::KeyUsedForOther),
    }
    let (by, reason) = (Some(press.by), gift.reason.as_str());
    match gift.giving {
        Giving::Grant => ledger::grant(tx, scope, student, gift.credits, reason, by).await?,
        Giving::Add => {
            ledger::correct(tx, scope, student, Correction::Add(gift.credits), reason, by).await?;
        }
        Giving::TakeBack => {
            ledger::correct(tx, scope, student, Correction::TakeBack(gift.credits), reason, by).await?;
        }
    }
    outbox::record(tx, scope, Event::CreditsChanged { student }).await?;
    Ok(())
}
