//! Lists over many sessions: reports that are missing, surveys that wait, and how many there are.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{PersonName, ProgramId, Role, SessionId, Timestamp, UserId};
use web::Viewer;

/// A session that somebody is asked about and has not answered.
#[derive(Debug, Clone)]
pub struct Open {
    pub session: SessionId,
    pub program: ProgramId,
    pub title: String,
    pub student_name: String,
    pub instructor_name: String,
    pub instructor_first_name: String,
    pub starts_at: Timestamp,
    pub attended_at: Timestamp,
    /// A draft was saved.
    pub drafted: bool,
}

impl FromRow for Open {
    fn from_row(row: &Row) -> Result<Self> {
        let name = |first: &str, last: &str| -> Result<String> {
            Ok(format!("{} {}", row.get::<PersonName>(first)?, row.get::<PersonName>(last)?))
        };
        let (subject, program): (String, String) = (row.get("subject")?, row.get("program_title")?);
        let ended: Timestamp = row.get("ended_at")?;
        Ok(Self {
            session: row.get("id")?,
            program: row.get("program_id")?,
            title: if subject.is_empty() { program } else { subject },
            student_name: name("t_first", "t_last")?,
            instructor_name: name("i_first", "i_last")?,
            instructor_first_name: row.get("i_first")?,
            starts_at: row.get("starts_at")?,
            attended_at: ended.max(row.get("created_at")?),
            drafted: row.get::<i64>("answered")? > 0,
        })
    }
}

macro_rules! select_open {
    ($($rest:tt)+) => {
        concat!(
            "SELECT s.id, s.program_id, p.title AS program_title, s.subject, t.first_name AS t_first,
                    t.last_name AS t_last, i.first_name AS i_first, i.last_name AS i_last, s.starts_at, s.ended_at,
                    s.created_at,
                    (SELECT COUNT(*) FROM report_answers a WHERE a.org_id = r.org_id AND a.report_id = r.id) AS answered
               FROM sessions s
               JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
               JOIN people t ON t.org_id = s.org_id AND t.id = s.student_id
               JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id ",
            $($rest)+
        )
    };
}

/// Attended sessions since `since` without a report, the oldest first: of an instructor their own, with `all` of everybody.
///
/// # Errors
/// As the engine refuses.
pub async fn missing(
    tx: &mut Tx,
    viewer: &Viewer,
    all: bool,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Open>> {
    let all = all && viewer.is(Role::Admin);
    tx.all(
        sql!(select_open!(
            "LEFT JOIN reports r ON r.org_id = s.org_id AND r.session_id = s.id AND r.kind = 'report'
                            AND r.by_id = s.instructor_id
              WHERE s.org_id = $1 AND s.outcome = 'completed' AND s.starts_at >= $3 AND r.filed_at IS NULL
                AND ($4 OR s.instructor_id = $2)
              ORDER BY s.starts_at, s.id LIMIT $5"
        )),
        &[&viewer.org, &viewer.user, &since, &all, &limit],
    )
    .await
}

/// Attended sessions whose report the viewer may write although it is late, the oldest first.
///
/// # Errors
/// As the engine refuses.
pub async fn unlocked(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Open>> {
    let now = tx.now();
    tx.all(
        sql!(select_open!(
            "JOIN reports r ON r.org_id = s.org_id AND r.session_id = s.id AND r.kind = 'report'
                       AND r.by_id = s.instructor_id
              WHERE s.org_id = $1 AND r.by_id = $2 AND r.unlocked_until > $3 AND r.filed_at IS NULL
                AND s.outcome = 'completed'
              ORDER BY s.starts_at, s.id LIMIT $4"
        )),
        &[&viewer.org, &viewer.user, &now, &limit],
    )
    .await
}

/// Attended sessions of the student since `since` whose survey was neither answered nor skipped, the newest first.
///
/// # Errors
/// As the engine refuses.
pub async fn open_surveys(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    since: Timestamp,
    limit: i64,
) -> Result<Vec<Open>> {
    tx.all(
        sql!(select_open!(
            "LEFT JOIN reports r ON r.org_id = s.org_id AND r.session_id = s.id AND r.kind = 'survey'
                            AND r.by_id = s.student_id
              WHERE s.org_id = $1 AND s.student_id = $2 AND s.outcome = 'completed' AND s.starts_at >= $3
                AND r.filed_at IS NULL AND r.skipped_at IS NULL
              ORDER BY s.starts_at DESC, s.id LIMIT $4"
        )),
        &[&scope.org(), &student, &since, &limit],
    )
    .await
}

/// What an instructor's attended sessions of some time brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    pub name: String,
    pub attended: i64,
    pub reports: i64,
    pub surveys: i64,
}

impl FromRow for Tally {
    fn from_row(row: &Row) -> Result<Self> {
        let (first, last): (PersonName, PersonName) = (row.get("first_name")?, row.get("last_name")?);
        Ok(Self {
            name: format!("{first} {last}"),
            attended: row.get("attended")?,
            reports: row.get("reports")?,
            surveys: row.get("surveys")?,
        })
    }
}

/// Counts by instructor, of those sessions that began from `from` until before `until`; of an instructor their own, of
/// an admin everybody's.
///
/// # Errors
/// As the engine refuses.
pub async fn tallies(
    tx: &mut Tx,
    viewer: &Viewer,
    (from, until): (Timestamp, Timestamp),
) -> Result<Vec<Tally>> {
    let all = viewer.is(Role::Admin);
    tx.all(
        sql!(
            "SELECT i.first_name, i.last_name, COUNT(*) AS attended, COUNT(r.filed_at) AS reports,
                    COUNT(v.filed_at) AS surveys
               FROM sessions s
               JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
               LEFT JOIN reports r ON r.org_id = s.org_id AND r.session_id = s.id AND r.kind = 'report'
                                  AND r.by_id = s.instructor_id
               LEFT JOIN reports v ON v.org_id = s.org_id AND v.session_id = s.id AND v.kind = 'survey'
                                  AND v.by_id = s.student_id
              WHERE s.org_id = $1 AND s.outcome = 'completed' AND s.starts_at >= $3 AND s.starts_at < $4
                AND ($5 OR s.instructor_id = $2)
              GROUP BY s.instructor_id, i.first_name, i.last_name
              ORDER BY i.last_name, i.first_name, s.instructor_id"
        ),
        &[&viewer.org, &viewer.user, &from, &until, &all],
    )
    .await
}
