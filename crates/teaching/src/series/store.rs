//! The rows of series.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use jiff::civil::Date;
use kernel::{SeriesChangeId, SeriesId, SessionId, UserId, Zone};

use super::change::{Change, Done, Was};
use super::plan::{MOST_SESSIONS, Rhythm};

/// A series to be written.
pub struct NewSeries<'a> {
    pub id: SeriesId,
    pub rhythm: &'a Rhythm,
    pub zone: &'a Zone,
    pub first_day: Date,
    pub total: i64,
    pub by: UserId,
}

/// Writes a series, as yet without sessions.
///
/// # Errors
/// As the engine refuses.
pub async fn insert(tx: &mut Tx, scope: Scope, new: &NewSeries<'_>) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO series (org_id, id, every_weeks, slots, zone, first_day, total, created_by, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.org(),
            &new.id,
            &new.rhythm.every.weeks(),
            &new.rhythm.to_string(),
            new.zone,
            &new.first_day.to_string(),
            &new.total,
            &new.by,
            &now,
        ],
    )
    .await?;
    Ok(())
}

/// Makes a session the one at `position` of its series.
///
/// # Errors
/// As the engine refuses; `Conflict` when it has a series, or the series has that position, already.
pub async fn add_session(
    tx: &mut Tx,
    scope: Scope,
    series: SeriesId,
    session: SessionId,
    position: i64,
) -> Result<()> {
    tx.exec(
        sql!("INSERT INTO series_sessions (org_id, session_id, series_id, position) VALUES ($1, $2, $3, $4)"),
        &[&scope.org(), &session, &series, &position],
    )
    .await?;
    Ok(())
}

/// Marks a session of a series as changed by itself, so that changes of the series leave it alone. Does nothing to a
/// session without a series, or marked before.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_changed(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "UPDATE series_sessions SET changed_at = $3
              WHERE org_id = $1 AND session_id = $2 AND changed_at IS NULL"
        ),
        &[&scope.org(), &session, &now],
    )
    .await?;
    Ok(())
}

/// Notes what is done to a series; its sessions follow with [`note_session`].
///
/// # Errors
/// As the engine refuses.
pub async fn note_change(
    tx: &mut Tx,
    scope: Scope,
    series: SeriesId,
    done: Done,
    by: UserId,
    reason: Option<&str>,
) -> Result<SeriesChangeId> {
    let now = tx.now();
    let id = SeriesChangeId::fresh(now);
    let reason = reason.map(str::to_owned);
    tx.exec(
        sql!(
            "INSERT INTO series_changes (org_id, id, series_id, kind, by_id, at, reason)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.org(), &id, &series, &done.word(), &by, &now, &reason],
    )
    .await?;
    Ok(id)
}

/// Notes a session of a change, and when it was to be before.
///
/// # Errors
/// As the engine refuses.
pub async fn note_session(tx: &mut Tx, scope: Scope, change: SeriesChangeId, was: &Was) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO series_changed_sessions (org_id, change_id, session_id, was_starts_at, was_ends_at)
             VALUES ($1, $2, $3, $4, $5)"
        ),
        &[&scope.org(), &change, &was.session, &was.starts_at, &was.ends_at],
    )
    .await?;
    Ok(())
}

impl FromRow for Change {
    fn from_row(row: &Row) -> Result<Self> {
        let done = Done::from_word(&row.get::<String>("kind")?);
        Ok(Self {
            id: row.get("id")?,
            series: row.get("series_id")?,
            done: done.ok_or_else(|| Error::Corrupt { column: "series_changes.kind".to_owned() })?,
            by: row.get("by_id")?,
            at: row.get("at")?,
            reason: row.get("reason")?,
        })
    }
}

/// The change of that id.
///
/// # Errors
/// `NotFound` when the organization has none.
pub async fn change(tx: &mut Tx, scope: Scope, id: SeriesChangeId) -> Result<Change> {
    tx.one(
        sql!(
            "SELECT id, series_id, kind, by_id, at, reason FROM series_changes WHERE org_id = $1 AND id = $2"
        ),
        &[&scope.org(), &id],
    )
    .await
}

/// Remembers which event tells of a change.
///
/// # Errors
/// As the engine refuses.
pub async fn set_told_by(tx: &mut Tx, scope: Scope, id: SeriesChangeId, event: i64) -> Result<()> {
    tx.exec(
        sql!("UPDATE series_changes SET event_id = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &event],
    )
    .await?;
    Ok(())
}

/// The change that an event tells of, if it tells of one.
///
/// # Errors
/// As the engine refuses.
pub async fn change_told_by(tx: &mut Tx, scope: Scope, event: i64) -> Result<Option<Change>> {
    tx.opt(
        sql!(
            "SELECT id, series_id, kind, by_id, at, reason FROM series_changes
              WHERE org_id = $1 AND event_id = $2"
        ),
        &[&scope.org(), &event],
    )
    .await
}

impl FromRow for Was {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            session: row.get("session_id")?,
            starts_at: row.get("was_starts_at")?,
            ends_at: row.get("was_ends_at")?,
        })
    }
}

/// The sessions of a change as they were to be before, the first first.
///
/// # Errors
/// As the engine refuses.
pub async fn was_of(tx: &mut Tx, scope: Scope, change: SeriesChangeId) -> Result<Vec<Was>> {
    let most = i64::try_from(MOST_SESSIONS).unwrap_or(i64::MAX);
    tx.all(
        sql!(
            "SELECT session_id, was_starts_at, was_ends_at FROM series_changed_sessions
              WHERE org_id = $1 AND change_id = $2 ORDER BY was_starts_at, session_id LIMIT $3"
        ),
        &[&scope.org(), &change, &most],
    )
    .await
}
