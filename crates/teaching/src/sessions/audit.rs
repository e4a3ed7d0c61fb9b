//! Deriving every stored outcome again: what `nacre check` compares.

use db::{Result, Scope, Tx};
use kernel::SessionId;

use super::session::{By, Choice, OutcomeRules, outcome};
use super::store::{self, Ended};
use crate::presence;

/// Sessions whose stored sums or outcome do not follow from their presence.
///
/// # Errors
/// As the engine refuses.
pub async fn contradictions(tx: &mut Tx, scope: Scope) -> Result<Vec<SessionId>> {
    let ended = store::ended(tx, scope).await?;
    let mut wrong = Vec::new();
    for session in ended {
        let sums = presence::attendance(&presence::intervals(tx, scope, session.id).await?);
        if sums.together_seconds != session.together_seconds || !follows(&session, &sums) {
            wrong.push(session.id);
        }
    }
    Ok(wrong)
}

fn follows(session: &Ended, sums: &presence::Attendance) -> bool {
    let by = if session.ended_by == "server" { By::Server } else { By::Instructor(session.instructor_id) };
    let choice = match session.end_choice.as_deref() {
        Some("completed") => Some(Choice::Completed),
        Some("mistake") => Some(Choice::Mistake),
        _ => None,
    };
    // an open session that someone cancelled has a reason and no choice
    let was_cancelled = session.outcome == "cancelled" && session.cancel_reason.is_some() && choice.is_none();
    let rules =
        OutcomeRules { minimum_minutes: session.minimum_minutes, no_show_minutes: session.no_show_minutes };
    was_cancelled || outcome(sums, rules, by, choice).is_ok_and(|outcome| outcome.word() == session.outcome)
}
