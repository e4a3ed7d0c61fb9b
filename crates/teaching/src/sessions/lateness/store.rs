//! The rows of being late.

use db::{Result, Scope, Tx, sql};
use kernel::{Seat, SessionId, UserId};

use super::Lateness;

/// How often one side may change its word.
const MOST_TIMES: i64 = 6;

/// What was said of the session's seats.
///
/// # Errors
/// As the engine refuses.
pub async fn of_session(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Lateness>> {
    tx.all(
        sql!(
            "SELECT seat, minutes, said_at FROM latenesses WHERE org_id = $1 AND session_id = $2 ORDER BY seat"
        ),
        &[&scope.org(), &session],
    )
    .await
}

/// Writes what is said of a seat, in the place of what was said before. Says whether it was not said too often.
///
/// # Errors
/// As the engine refuses.
pub async fn say(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    seat: Seat,
    minutes: i64,
    by: UserId,
) -> Result<bool> {
    let now = tx.now();
    let said = tx
        .exec(
            sql!(
                "INSERT INTO latenesses (org_id, session_id, seat, minutes, said_at, said_by, times)
                 VALUES ($1, $2, $3, $4, $5, $6, 1)
                     ON CONFLICT (org_id, session_id, seat)
                     DO UPDATE SET minutes = excluded.minutes, said_at = excluded.said_at,
                                   said_by = excluded.said_by, times = latenesses.times + 1
                               WHERE latenesses.times < $7"
            ),
            &[&scope.org(), &session, &seat, &minutes, &now, &by, &MOST_TIMES],
        )
        .await?;
    Ok(said == 1)
}

/// Forgets what was said of a seat that somebody else sits in now.
///
/// # Errors
/// As the engine refuses.
pub async fn forget(tx: &mut Tx, scope: Scope, session: SessionId, seat: Seat) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM latenesses WHERE org_id = $1 AND session_id = $2 AND seat = $3"),
        &[&scope.org(), &session, &seat],
    )
    .await?;
    Ok(())
}
