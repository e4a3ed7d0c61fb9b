//! The rows of attendance.

use db::{Result, Scope, Tx, sql};
use kernel::{Seat, SessionId, Timestamp, UserId};

use super::record::{Mark, Record};

/// Notes what is known of both, over what was noted before. `by`: none when the classroom measured it.
///
/// # Errors
/// As the engine refuses.
pub async fn put(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    record: &Record,
    by: Option<UserId>,
) -> Result<()> {
    let now = tx.now();
    for (seat, mark) in [(Seat::Instructor, record.instructor()), (Seat::Student, record.student())] {
        let (status, reason) = (mark.word(), mark.reason().map(str::to_owned));
        let counts = !matches!(mark, Mark::Missed { counts: false, .. });
        tx.exec(
            sql!(
                "INSERT INTO attendance (org_id, session_id, seat, status, reason, counts, noted_by, noted_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (org_id, session_id, seat) DO UPDATE
                    SET status = excluded.status, reason = excluded.reason, counts = excluded.counts,
                        noted_by = excluded.noted_by, noted_at = excluded.noted_at"
            ),
            &[&scope.org(), &session, &seat, &status, &reason, &counts, &by, &now],
        )
        .await?;
    }
    Ok(())
}

/// Who noted it last and when; none where nothing is noted, no name where the classroom measured it.
///
/// # Errors
/// As the engine refuses.
pub async fn noted(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
) -> Result<Option<(Option<String>, Timestamp)>> {
    let row: Option<(Option<String>, Option<String>, Timestamp)> = tx
        .opt(
            sql!(
                "SELECT p.first_name, p.last_name, a.noted_at
                   FROM attendance a LEFT JOIN people p ON p.org_id = a.org_id AND p.id = a.noted_by
                  WHERE a.org_id = $1 AND a.session_id = $2 AND a.seat = 'student'"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    Ok(row.map(|(first, last, at)| (first.zip(last).map(|(first, last)| format!("{first} {last}")), at)))
}
