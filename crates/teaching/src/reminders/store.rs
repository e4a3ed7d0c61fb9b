//! The rows of reminders.

use db::{Engine, Error, Result, Scope, Tx, sql};
use kernel::{OrgId, Reminder, SessionId, Timestamp};

use super::due_at;

/// Plans the reminders of a session that starts at `starts_at`, in the place of those it had. One whose time is over
/// already is not told; only in a classroom is it seen who has come.
///
/// # Errors
/// As the engine refuses.
pub async fn plan(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    starts_at: Timestamp,
    in_classroom: bool,
) -> Result<()> {
    let now = tx.now();
    for reminder in Reminder::ALL {
        let due = due_at(reminder, starts_at);
        let is_to_come = due > now && (in_classroom || reminder != Reminder::NotThereYet);
        if is_to_come {
            tx.exec(
                sql!(
                    "INSERT INTO reminders (org_id, session_id, kind, due_at) VALUES ($1, $2, $3, $4)
                         ON CONFLICT (org_id, session_id, kind)
                         DO UPDATE SET due_at = excluded.due_at, done_at = NULL"
                ),
                &[&scope.org(), &session, &reminder.word(), &due],
            )
            .await?;
        } else {
            tx.exec(
                sql!(
                    "UPDATE reminders SET done_at = $4
                      WHERE org_id = $1 AND session_id = $2 AND kind = $3 AND done_at IS NULL"
                ),
                &[&scope.org(), &session, &reminder.word(), &now],
            )
            .await?;
        }
    }
    Ok(())
}

/// Whether any reminder is due, of any organization.
///
/// # Errors
/// As the engine refuses.
pub async fn is_any_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    let found: Option<(OrgId,)> = tx
        .opt(sql!("SELECT org_id FROM reminders WHERE done_at IS NULL AND due_at <= $1 LIMIT 1"), &[&now])
        .await?;
    Ok(found.is_some())
}

/// The reminders to take now: due, and in no other worker's hands.
macro_rules! take {
    ($lock:literal) => {
        concat!(
            "UPDATE reminders SET done_at = $1
              WHERE (org_id, session_id, kind) IN
                    (SELECT r.org_id, r.session_id, r.kind FROM reminders r
                      WHERE r.done_at IS NULL AND r.due_at <= $1 ORDER BY r.due_at LIMIT $2 ",
            $lock,
            ")
              RETURNING org_id, session_id, kind"
        )
    };
}

/// Takes at most `limit` reminders that are due, each once for good: whoever takes one tells it in the same transaction.
///
/// # Errors
/// As the engine refuses; `Corrupt` for a reminder of an unknown kind.
pub async fn take_due(tx: &mut Tx, limit: i64) -> Result<Vec<(Scope, SessionId, Reminder)>> {
    let now = tx.now();
    let rows: Vec<(OrgId, SessionId, String)> = match tx.engine() {
        Engine::Sqlite => tx.all(sql!(take!("")), &[&now, &limit]).await?,
        // only PostgreSQL has more than one writer, and only it knows these words
        Engine::Postgres => tx.all(sql!(postgres: take!("FOR UPDATE SKIP LOCKED")), &[&now, &limit]).await?,
    };
    rows.into_iter()
        .map(|(org, session, kind)| {
            let corrupt = || Error::Corrupt { column: "reminders.kind".to_owned() };
            Ok((Scope::trusted(org), session, Reminder::from_word(&kind).ok_or_else(corrupt)?))
        })
        .collect()
}
