//! The end of a session: the outcome follows from who was there, the credit follows from the outcome.

use db::{Scope, Tx, outbox};
use kernel::{Event, SessionId};
use ledger::Settlement;
use people::{links, organizations};
use web::Money;

use super::attendance;
use super::session::{By, Choice, Outcome, State, outcome};
use super::store::{self, Ending};
use crate::presence;

/// What an ended session was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    pub outcome: Outcome,
    pub together_seconds: i64,
}

/// Why a session did not end.
#[derive(Debug, thiserror::Error)]
pub enum EndError {
    #[error("the session was too short to tell; the instructor must say what it was")]
    NeedsChoice { together_seconds: i64, minimum_seconds: i64 },
    #[error("the session is not open")]
    NotOpen,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for EndError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Ends an open session, derives its outcome and settles its credit. A session that nobody opened is ended by the
/// server, when its closing time has come: its instructor missed it.
pub async fn end(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    by: By,
    choice: Option<Choice>,
) -> Result<Ended, EndError> {
    let session = store::find(tx, scope, id).await?;
    let now = tx.now();
    let may_end = match session.state() {
        State::Lobby | State::Lesson => true,
        State::Scheduled => by == By::Server && now >= session.closes_at(),
        State::Completed | State::Missed | State::Cancelled => false,
    };
    if !may_end {
        return Err(EndError::NotOpen);
    }
    // Whoever is still in, leaves now; after a restart nobody is, and their stay ended at its last sign of life.
    presence::leave_all(tx, scope, id, now).await?;
    let stays = presence::intervals(tx, scope, id).await?;
    let sums = presence::attendance(&stays);
    let result = outcome(&sums, session.rules, by, choice).map_err(|_| EndError::NeedsChoice {
        together_seconds: sums.together_seconds,
        minimum_seconds: session.rules.minimum_minutes * 60,
    })?;
    let ending = Ending {
        outcome: result,
        by: if by == By::Server { "server" } else { "instructor" },
        choice,
        attendance: &sums,
        cancelled: (result == Outcome::Cancelled).then(|| cancelled_by(by)),
    };
    if !store::set_ended(tx, scope, id, &ending).await? {
        return Err(EndError::NotOpen);
    }
    let late_minutes = organizations::rules(tx, scope).await?.late_minutes;
    if let Some(record) = attendance::measured(&session, &stays, result, late_minutes) {
        attendance::put(tx, scope, id, &record, None).await?;
    }
    // whether it is billable may have changed since it was read; what is held, is settled
    if session.money == Money::Credits {
        let settlement = if result.consumes() { Settlement::Consume } else { Settlement::Release };
        let who = if let By::Instructor(person) = by { Some(person) } else { None };
        ledger::settle(tx, scope, id, settlement, who).await?;
    }
    if result == Outcome::Cancelled {
        links::revoke_of_session(tx, scope, id).await?;
    }
    outbox::record(tx, scope, Event::SessionEnded { session: id }).await?;
    Ok(Ended { outcome: result, together_seconds: sums.together_seconds })
}

fn cancelled_by(by: By) -> (Option<kernel::UserId>, &'static str) {
    match by {
        By::Instructor(person) => (Some(person), "started by mistake"),
        By::Server => (None, "closed by itself: too short to be a session"),
    }
}
