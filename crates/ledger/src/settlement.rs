//! What becomes of a session's credits: settled when it ends, charged or refunded when "billable" changes later.

use db::{Scope, Tx};
use kernel::{SessionId, UserId};

use crate::account::{SpendError, spend};
use crate::entry::{Movement, Position};
use crate::store::{self, Posting};
use crate::{Credits, OutOfRange};

/// How a hold ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// The session counts: completed, or missed by the student.
    Consume,
    /// It does not: cancelled, missed by the instructor, made non-billable.
    Release,
}

/// Ends the hold of `session`, once: says whether there was an open one. Asking again changes nothing.
///
/// # Errors
/// As the engine refuses.
pub async fn settle(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    settlement: Settlement,
    by: Option<UserId>,
) -> db::Result<bool> {
    let Some(student) = store::lock_of_session(tx, scope, session).await? else { return Ok(false) };
    let held = position(tx, scope, session).await?.held;
    if held == 0 {
        return Ok(false);
    }
    let movement = match settlement {
        Settlement::Consume => Movement::Consume,
        Settlement::Release => Movement::Release,
    };
    let posting = Posting { movement, credits: whole(held)?, session: Some(session), reason: "", by };
    store::post(tx, scope, student, &posting).await?;
    Ok(true)
}

/// Takes one credit for a session that is over and became billable: says whether it was still to be taken. A session
/// that holds one or used one is paid for.
///
/// # Errors
/// `NotEnough` when the account's floor forbids it.
pub async fn charge(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    session: SessionId,
    reason: &str,
    by: Option<UserId>,
) -> Result<bool, SpendError> {
    store::lock(tx, scope, student).await?;
    let Position { held, used } = position(tx, scope, session).await?;
    if held + used > 0 {
        return Ok(false);
    }
    let movement = Movement::Charge;
    spend(
        tx,
        scope,
        student,
        &Posting { movement, credits: Credits::ONE, session: Some(session), reason, by },
    )
    .await?;
    Ok(true)
}

/// Gives back what a session used that is over and became non-billable: says whether there was anything.
///
/// # Errors
/// As the engine refuses.
pub async fn refund(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    reason: &str,
    by: Option<UserId>,
) -> db::Result<bool> {
    let Some(student) = store::lock_of_session(tx, scope, session).await? else { return Ok(false) };
    let used = position(tx, scope, session).await?.used;
    if used == 0 {
        return Ok(false);
    }
    let posting =
        Posting { movement: Movement::Refund, credits: whole(used)?, session: Some(session), reason, by };
    store::post(tx, scope, student, &posting).await?;
    Ok(true)
}

async fn position(tx: &mut Tx, scope: Scope, session: SessionId) -> db::Result<Position> {
    Ok(Position::of(&store::entries_of_session(tx, scope, session).await?))
}

/// The sum of entries as an amount to move; what no entry could have written is corrupt.
fn whole(credits: i64) -> db::Result<Credits> {
    Credits::new(credits)
        .map_err(|OutOfRange { .. }| db::Error::Corrupt { column: "credit_entries.amount".to_owned() })
}
