//! The rows of presence.

use db::{Result, Scope, Tx, sql};
use kernel::{Seat, SessionId, Timestamp};

use super::Interval;

/// A person came into the classroom at `at`. Nothing happens when they are in already.
///
/// # Errors
/// As the engine refuses.
pub async fn enter(tx: &mut Tx, scope: Scope, session: SessionId, seat: Seat, at: Timestamp) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO presences (org_id, session_id, seat, entered_at, seen_at)
             SELECT $1, $2, $3, $4, $4 WHERE NOT EXISTS
                (SELECT 1 FROM presences WHERE org_id = $1 AND session_id = $2 AND seat = $3
                    AND (left_at IS NULL OR entered_at = $4))"
        ),
        &[&scope.org(), &session, &seat, &at],
    )
    .await?;
    Ok(())
}

/// These people were alive at `at`.
///
/// # Errors
/// As the engine refuses.
pub async fn keep(tx: &mut Tx, present: &[(Scope, SessionId, Seat)], at: Timestamp) -> Result<()> {
    for (scope, session, seat) in present {
        tx.exec(
            sql!(
                "UPDATE presences SET seen_at = $4 WHERE org_id = $1 AND session_id = $2 AND seat = $3
                    AND left_at IS NULL AND seen_at < $4"
            ),
            &[&scope.org(), session, seat, &at],
        )
        .await?;
    }
    Ok(())
}

/// A person left, or was last heard, at `at`. Nothing happens when they are not in.
///
/// # Errors
/// As the engine refuses.
pub async fn leave(tx: &mut Tx, scope: Scope, session: SessionId, seat: Seat, at: Timestamp) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE presences
                SET left_at = CASE WHEN entered_at > $4 THEN entered_at ELSE $4 END,
                    seen_at = CASE WHEN entered_at > $4 THEN entered_at ELSE $4 END
              WHERE org_id = $1 AND session_id = $2 AND seat = $3 AND left_at IS NULL"
        ),
        &[&scope.org(), &session, &seat, &at],
    )
    .await?;
    Ok(())
}

/// Everyone left the session at `at`.
///
/// # Errors
/// As the engine refuses.
pub async fn leave_all(tx: &mut Tx, scope: Scope, session: SessionId, at: Timestamp) -> Result<()> {
    for seat in Seat::ALL {
        leave(tx, scope, session, *seat, at).await?;
    }
    Ok(())
}

/// Closes what an earlier run of the server left open, at the last sign of life.
///
/// # Errors
/// As the engine refuses.
pub async fn close_orphans(tx: &mut Tx) -> Result<u64> {
    tx.exec(sql!("UPDATE presences SET left_at = seen_at WHERE left_at IS NULL"), &[]).await
}

/// All stays in a session so far; one that is still open ends at its last sign of life.
///
/// # Errors
/// As the engine refuses.
pub async fn intervals(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Interval>> {
    let rows: Vec<(Seat, Timestamp, Timestamp)> = tx
        .all(
            sql!(
                "SELECT seat, entered_at, COALESCE(left_at, seen_at) FROM presences
                  WHERE org_id = $1 AND session_id = $2 ORDER BY entered_at"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    Ok(rows.into_iter().map(|(seat, from, to)| Interval { seat, from, to }).collect())
}
