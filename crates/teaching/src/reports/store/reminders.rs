//! The rows of reminders of reports that are missing.

use db::{Engine, Result, Scope, Tx, sql};
use kernel::{OrgId, SessionId, Timestamp};

/// Plans the reminder with this number. One that is planned already stays as it is.
///
/// # Errors
/// As the engine refuses.
pub async fn plan(tx: &mut Tx, scope: Scope, session: SessionId, number: i64, due: Timestamp) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO report_reminders (org_id, session_id, number, due_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (org_id, session_id, number) DO NOTHING"
        ),
        &[&scope.org(), &session, &number, &due],
    )
    .await?;
    Ok(())
}

/// Whether any reminder is due, of any organization.
///
/// # Errors
/// As the engine refuses.
pub async fn is_any_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    let found: Option<(OrgId,)> = tx
        .opt(
            sql!("SELECT org_id FROM report_reminders WHERE done_at IS NULL AND due_at <= $1 LIMIT 1"),
            &[&now],
        )
        .await?;
    Ok(found.is_some())
}

/// The reminders to take now: due, and in no other worker's hands.
macro_rules! take {
    ($lock:literal) => {
        concat!(
            "UPDATE report_reminders SET done_at = $1
              WHERE (org_id, session_id, number) IN
                    (SELECT r.org_id, r.session_id, r.number FROM report_reminders r
                      WHERE r.done_at IS NULL AND r.due_at <= $1 ORDER BY r.due_at LIMIT $2 ",
            $lock,
            ")
              RETURNING org_id, session_id"
        )
    };
}

/// Takes at most `limit` reminders that are due, each once for good: whoever takes one tells it in the same transaction.
///
/// # Errors
/// As the engine refuses.
pub async fn take_due(tx: &mut Tx, limit: i64) -> Result<Vec<(Scope, SessionId)>> {
    let now = tx.now();
    let rows: Vec<(OrgId, SessionId)> = match tx.engine() {
        Engine::Sqlite => tx.all(sql!(take!("")), &[&now, &limit]).await?,
        // only PostgreSQL has more than one writer, and only it knows these words
        Engine::Postgres => tx.all(sql!(postgres: take!("FOR UPDATE SKIP LOCKED")), &[&now, &limit]).await?,
    };
    Ok(rows.into_iter().map(|(org, session)| (Scope::trusted(org), session)).collect())
}
