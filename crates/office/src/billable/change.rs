//! The verb that changes whether a session is billable.

use db::{Scope, Tx, outbox};
use kernel::{Event, SessionId, UserId};
use ledger::{HoldError, Settlement, SpendError};
use people::audit::{self, Change};
use teaching::sessions::{self, Outcome, Session};
use web::Money;

/// Why the mark stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("{available} credits are available, and the account may go no lower")]
    NotEnough { available: i64 },
    /// A session's credit is held once. What was given back before the end is charged after it.
    #[error("the session was made non-billable before it ended")]
    GivenBackBeforeTheEnd,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ChangeError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Marks a session billable or not, and moves its credit accordingly; marking it again changes nothing.
///
/// # Errors
/// `NotEnough`, `GivenBackBeforeTheEnd`; `NotFound` when the organization has no such session.
pub async fn change(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    billable: bool,
    reason: &str,
    by: UserId,
) -> Result<(), ChangeError> {
    let marked_otherwise = sessions::set_billable(tx, scope, id, billable).await?;
    // Read after its row is held: whoever ends it meanwhile comes wholly before or wholly after.
    let session = sessions::find(tx, scope, id).await?;
    if !marked_otherwise {
        return Ok(());
    }
    if session.money == Money::Credits && move_credit(tx, scope, &session, billable, reason, by).await? {
        outbox::record(tx, scope, Event::CreditsChanged { student: session.student }).await?;
    }
    let change = Change {
        by: Some(by),
        what: "session billable",
        subject: Some(id.to_string()),
        before: Some(word(!billable).to_owned()),
        after: Some(format!("{}: {reason}", word(billable))),
    };
    audit::record(tx, scope, change).await?;
    outbox::record(tx, scope, Event::SessionChanged { session: id }).await?;
    Ok(())
}

const fn word(billable: bool) -> &'static str {
    if billable { "billable" } else { "non-billable" }
}

/// Says whether there was a credit to move.
async fn move_credit(
    tx: &mut Tx,
    scope: Scope,
    session: &Session,
    billable: bool,
    reason: &str,
    by: UserId,
) -> Result<bool, ChangeError> {
    match (billable, session.outcome) {
        (true, None) => hold(tx, scope, session, by).await,
        (true, Some(Outcome::Completed | Outcome::MissedByStudent)) => {
            charge(tx, scope, session, reason, by).await
        }
        (true, Some(Outcome::Cancelled | Outcome::MissedByInstructor)) => Ok(false),
        (false, None) => Ok(ledger::settle(tx, scope, session.id, Settlement::Release, Some(by)).await?),
        (false, Some(_)) => Ok(ledger::refund(tx, scope, session.id, reason, Some(by)).await?),
    }
}

async fn hold(tx: &mut Tx, scope: Scope, session: &Session, by: UserId) -> Result<bool, ChangeError> {
    match ledger::hold(tx, scope, session.student, session.id, by).await {
        Ok(_) => Ok(true),
        Err(HoldError::NotEnough { available }) => Err(ChangeError::NotEnough { available }),
        Err(HoldError::Store(db::Error::Conflict { .. })) => Err(ChangeError::GivenBackBeforeTheEnd),
        Err(HoldError::Store(error)) => Err(error.into()),
    }
}

async fn charge(
    tx: &mut Tx,
    scope: Scope,
    session: &Session,
    reason: &str,
    by: UserId,
) -> Result<bool, ChangeError> {
    match ledger::charge(tx, scope, session.student, session.id, reason, Some(by)).await {
        Ok(moved) => Ok(moved),
        Err(SpendError::NotEnough { available }) => Err(ChangeError::NotEnough { available }),
        Err(SpendError::Store(error)) => Err(error.into()),
    }
}
