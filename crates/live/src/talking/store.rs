//! The rows of who spoke when.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{Seat, SessionId};

use super::minutes::{Minute, Span, spans_of};

/// Adds the seconds of a minute. The same twice is as once.
pub async fn add(tx: &mut Tx, scope: Scope, session: SessionId, seat: Seat, minute: Minute) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO talk_minutes (org_id, session_id, seat, minute_at, seconds) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (org_id, session_id, seat, minute_at)
             DO UPDATE SET seconds = talk_minutes.seconds | excluded.seconds"
        ),
        &[&scope.org(), &session, &seat, &minute.at, &minute.seconds],
    )
    .await?;
    Ok(())
}

impl FromRow for Minute {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { at: row.get("minute_at")?, seconds: row.get("seconds")? })
    }
}

/// When the person on `seat` spoke, in order.
///
/// # Errors
/// As the engine refuses.
pub async fn spans(tx: &mut Tx, scope: Scope, session: SessionId, seat: Seat) -> Result<Vec<Span>> {
    let minutes: Vec<Minute> = tx
        .all(
            sql!(
                "SELECT minute_at, seconds FROM talk_minutes
                  WHERE org_id = $1 AND session_id = $2 AND seat = $3 ORDER BY minute_at"
            ),
            &[&scope.org(), &session, &seat],
        )
        .await?;
    Ok(spans_of(minutes))
}
