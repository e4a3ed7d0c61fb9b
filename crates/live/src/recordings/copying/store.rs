//! The rows of copies.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{OrgId, RecordingId, SessionId, UserId};

use super::copy::{Copy, State, WhyFailed};

/// A copy that is to be made.
#[derive(Debug, Clone, std::marker::Copy)]
pub struct Job {
    pub scope: Scope,
    pub session: SessionId,
    pub recording: RecordingId,
}

/// Asks for a copy, again where one failed. One that waits or is there stays.
pub async fn insert(tx: &mut Tx, scope: Scope, recording: RecordingId, by: UserId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO recording_copies (org_id, recording_id, asked_by, asked_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org_id, recording_id)
             DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at, failure = NULL
              WHERE recording_copies.failure IS NOT NULL"
        ),
        &[&scope.org(), &recording, &by, &now],
    )
    .await?;
    Ok(())
}

impl FromRow for Copy {
    fn from_row(row: &Row) -> Result<Self> {
        let bytes: Option<i64> = row.get("bytes")?;
        let failure: Option<String> = row.get("failure")?;
        let state = match (bytes, failure) {
            (Some(bytes), _) => State::Made { bytes },
            (None, None) => State::Asked,
            (None, Some(word)) => State::Failed(
                WhyFailed::from_word(&word).ok_or_else(|| Error::Corrupt { column: "failure".to_owned() })?,
            ),
        };
        Ok(Self { recording: row.get("recording_id")?, asked_at: row.get("asked_at")?, state })
    }
}

/// The copies of a session's recordings.
pub async fn of_session(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Copy>> {
    tx.all(
        sql!(
            "SELECT c.recording_id, c.asked_at, c.bytes, c.failure FROM recording_copies c
               JOIN recordings r ON r.org_id = c.org_id AND r.id = c.recording_id
              WHERE c.org_id = $1 AND r.session_id = $2 AND r.erased_at IS NULL"
        ),
        &[&scope.org(), &session],
    )
    .await
}

/// The copy that was asked for first and is not made, over all organizations.
pub async fn next(tx: &mut Tx) -> Result<Option<Job>> {
    let row: Option<(OrgId, SessionId, RecordingId)> = tx
        .opt(
            sql!(
                "SELECT c.org_id, r.session_id, c.recording_id FROM recording_copies c
                   JOIN recordings r ON r.org_id = c.org_id AND r.id = c.recording_id
                  WHERE c.made_at IS NULL AND c.failure IS NULL AND r.erased_at IS NULL
                  ORDER BY c.asked_at, c.recording_id LIMIT 1"
            ),
            &[],
        )
        .await?;
    Ok(row.map(|(org, session, recording)| Job { scope: Scope::trusted(org), session, recording }))
}

/// Whether it is still wanted: its recording was not erased.
pub async fn is_wanted(tx: &mut Tx, job: Job) -> Result<bool> {
    let found: Option<(RecordingId,)> = tx
        .opt(
            sql!("SELECT id FROM recordings WHERE org_id = $1 AND id = $2 AND erased_at IS NULL"),
            &[&job.scope.org(), &job.recording],
        )
        .await?;
    Ok(found.is_some())
}

/// It is there. False when its recording was erased meanwhile.
pub async fn set_made(tx: &mut Tx, job: Job, bytes: i64) -> Result<bool> {
    let now = tx.now();
    let made = tx
        .exec(
            sql!(
                "UPDATE recording_copies SET made_at = $3, bytes = $4
                  WHERE org_id = $1 AND recording_id = $2 AND EXISTS
                        (SELECT 1 FROM recordings r WHERE r.org_id = $1 AND r.id = $2 AND r.erased_at IS NULL)"
            ),
            &[&job.scope.org(), &job.recording, &now, &bytes],
        )
        .await?;
    Ok(made == 1)
}

pub async fn set_failed(tx: &mut Tx, job: Job, why: WhyFailed) -> Result<()> {
    tx.exec(
        sql!("UPDATE recording_copies SET failure = $3 WHERE org_id = $1 AND recording_id = $2"),
        &[&job.scope.org(), &job.recording, &why.word()],
    )
    .await?;
    Ok(())
}

pub async fn delete(tx: &mut Tx, scope: Scope, recording: RecordingId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM recording_copies WHERE org_id = $1 AND recording_id = $2"),
        &[&scope.org(), &recording],
    )
    .await?;
    Ok(())
}
