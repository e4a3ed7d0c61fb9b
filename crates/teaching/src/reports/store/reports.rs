//! The rows of reports, surveys and their answers.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{FormId, PersonName, ReportId, Role, SessionId, Timestamp, UserId};
use web::Viewer;

use crate::reports::question::{Answer, Question};
use crate::reports::report::{Kind, Report};

macro_rules! select_reports {
    ($($rest:tt)+) => {
        concat!(
            "SELECT r.id, r.session_id, r.kind, r.form_id, r.by_id, r.for_id, r.saved_at, r.filed_at, r.skipped_at,
                    r.is_low, r.unlocked_until FROM reports r ",
            $($rest)+
        )
    };
}

impl FromRow for Report {
    fn from_row(row: &Row) -> Result<Self> {
        let kind = Kind::from_word(&row.get::<String>("kind")?);
        Ok(Self {
            id: row.get("id")?,
            session: row.get("session_id")?,
            kind: kind.ok_or_else(|| Error::Corrupt { column: "kind".to_owned() })?,
            form: row.get("form_id")?,
            by: row.get("by_id")?,
            about: row.get("for_id")?,
            saved_at: row.get("saved_at")?,
            filed_at: row.get("filed_at")?,
            skipped_at: row.get("skipped_at")?,
            is_low: row.get("is_low")?,
            unlocked_until: row.get("unlocked_until")?,
        })
    }
}

impl FromRow for Answer {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            position: row.get("position")?,
            question: Question::from_row(row)?,
            answer: row.get("answer")?,
        })
    }
}

/// What `by` answered, or began to, about `about` and the session.
///
/// # Errors
/// As the engine refuses.
pub async fn find(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    kind: Kind,
    (by, about): (UserId, UserId),
) -> Result<Option<Report>> {
    tx.opt(
        sql!(select_reports!(
            "WHERE r.org_id = $1 AND r.session_id = $2 AND r.kind = $3 AND r.by_id = $4 AND r.for_id = $5"
        )),
        &[&scope.org(), &session, &kind.word(), &by, &about],
    )
    .await
}

/// One report or survey of the organization.
///
/// # Errors
/// `NotFound` when it has none with that id.
pub async fn find_by_id(tx: &mut Tx, scope: Scope, id: ReportId) -> Result<Report> {
    tx.one(sql!(select_reports!("WHERE r.org_id = $1 AND r.id = $2")), &[&scope.org(), &id]).await
}

/// All answers of a report, whoever they are for.
///
/// # Errors
/// As the engine refuses.
pub async fn answers(tx: &mut Tx, scope: Scope, report: ReportId) -> Result<Vec<Answer>> {
    tx.all(
        sql!(
            "SELECT a.position, a.answer, q.kind, q.words, q.choices, q.required, q.audience, q.faces
               FROM report_answers a
               JOIN reports r ON r.org_id = a.org_id AND r.id = a.report_id
               JOIN form_questions q ON q.org_id = r.org_id AND q.form_id = r.form_id AND q.position = a.position
              WHERE a.org_id = $1 AND a.report_id = $2 ORDER BY a.position"
        ),
        &[&scope.org(), &report],
    )
    .await
}

/// An answer that somebody may read, and what it belongs to.
#[derive(Debug, Clone)]
pub struct Told {
    pub kind: Kind,
    pub by_name: String,
    pub filed_at: Timestamp,
    pub answer: Answer,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> Result<Self> {
        let kind = Kind::from_word(&row.get::<String>("report_kind")?);
        let (first, last): (PersonName, PersonName) = (row.get("first_name")?, row.get("last_name")?);
        Ok(Self {
            kind: kind.ok_or_else(|| Error::Corrupt { column: "report_kind".to_owned() })?,
            by_name: format!("{first} {last}"),
            filed_at: row.get("filed_at")?,
            answer: Answer::from_row(row)?,
        })
    }
}

/// What was filed about a session, as far as `viewer` may read it: admins and whoever answered all of it, the instructor
/// what is not for admins alone, the student and the parents what is for them.
///
/// # Errors
/// As the engine refuses.
pub async fn visible(tx: &mut Tx, viewer: &Viewer, session: SessionId) -> Result<Vec<Told>> {
    let all = viewer.is(Role::Admin);
    tx.all(
        sql!(
            "SELECT r.kind AS report_kind, r.filed_at, b.first_name, b.last_name, a.position, a.answer,
                    q.kind, q.words, q.choices, q.required, q.audience, q.faces
               FROM reports r
               JOIN sessions s ON s.org_id = r.org_id AND s.id = r.session_id
               JOIN people b ON b.org_id = r.org_id AND b.id = r.by_id
               JOIN report_answers a ON a.org_id = r.org_id AND a.report_id = r.id
               JOIN form_questions q ON q.org_id = r.org_id AND q.form_id = r.form_id AND q.position = a.position
              WHERE r.org_id = $1 AND r.session_id = $2 AND r.filed_at IS NOT NULL
                AND ($4 OR r.by_id = $3
                     OR (a.audience <> 'admins' AND s.instructor_id = $3)
                     OR (a.audience = 'family' AND (s.student_id = $3 OR EXISTS
                            (SELECT 1 FROM parents k
                              WHERE k.org_id = $1 AND k.parent_id = $3 AND k.student_id = s.student_id))))
              ORDER BY r.kind, r.filed_at, r.id, a.position"
        ),
        &[&viewer.org, &session, &viewer.user, &all],
    )
    .await
}

/// Writes what somebody answered, over what they answered before.
///
/// # Errors
/// As the engine refuses.
pub async fn put(
    tx: &mut Tx,
    scope: Scope,
    (session, kind, form): (SessionId, Kind, FormId),
    (by, about): (UserId, UserId),
    answers: &[Answer],
) -> Result<Report> {
    let now = tx.now();
    let report: Report = tx
        .one(
            sql!(
                "INSERT INTO reports (org_id, id, session_id, kind, form_id, by_id, for_id, saved_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                 ON CONFLICT (org_id, session_id, kind, by_id, for_id)
                 DO UPDATE SET form_id = excluded.form_id, saved_at = excluded.saved_at
                 RETURNING id, session_id, kind, form_id, by_id, for_id, saved_at, filed_at, skipped_at, is_low,
                           unlocked_until"
            ),
            &[&scope.org(), &ReportId::fresh(now), &session, &kind.word(), &form, &by, &about, &now],
        )
        .await?;
    tx.exec(
        sql!("DELETE FROM report_answers WHERE org_id = $1 AND report_id = $2"),
        &[&scope.org(), &report.id],
    )
    .await?;
    for Answer { position, question, answer } in answers {
        tx.exec(
            sql!(
                "INSERT INTO report_answers (org_id, report_id, position, audience, answer)
                 VALUES ($1, $2, $3, $4, $5)"
            ),
            &[&scope.org(), &report.id, position, &question.audience.word(), answer],
        )
        .await?;
    }
    Ok(report)
}

/// Marks it as filed, the first time for good.
///
/// # Errors
/// As the engine refuses.
pub async fn set_filed(tx: &mut Tx, scope: Scope, id: ReportId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE reports SET filed_at = COALESCE(filed_at, $3) WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &now],
    )
    .await?;
    Ok(())
}

/// Remembers that admins are told of a low rating in it.
///
/// # Errors
/// As the engine refuses.
pub async fn set_low(tx: &mut Tx, scope: Scope, id: ReportId) -> Result<()> {
    tx.exec(sql!("UPDATE reports SET is_low = TRUE WHERE org_id = $1 AND id = $2"), &[&scope.org(), &id])
        .await?;
    Ok(())
}

/// Remembers that its person would rather not answer.
///
/// # Errors
/// As the engine refuses.
pub async fn set_skipped(tx: &mut Tx, scope: Scope, id: ReportId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE reports SET skipped_at = $3 WHERE org_id = $1 AND id = $2 AND filed_at IS NULL"),
        &[&scope.org(), &id, &now],
    )
    .await?;
    Ok(())
}

/// Lets it be written until then.
///
/// # Errors
/// As the engine refuses.
pub async fn set_unlocked(tx: &mut Tx, scope: Scope, id: ReportId, until: Timestamp) -> Result<()> {
    tx.exec(
        sql!("UPDATE reports SET unlocked_until = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &until],
    )
    .await?;
    Ok(())
}

/// Whether families are mailed the answers that are for them: so while nobody has decided otherwise.
///
/// # Errors
/// As the engine refuses.
pub async fn mailed_families(tx: &mut Tx, scope: Scope) -> Result<bool> {
    let set: Option<(bool,)> = tx
        .opt(sql!("SELECT mailed_families FROM report_settings WHERE org_id = $1"), &[&scope.org()])
        .await?;
    Ok(set.is_none_or(|(mailed,)| mailed))
}

/// Decides whether families are mailed.
///
/// # Errors
/// As the engine refuses.
pub async fn set_mailed_families(tx: &mut Tx, scope: Scope, mailed: bool) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO report_settings (org_id, mailed_families) VALUES ($1, $2)
             ON CONFLICT (org_id) DO UPDATE SET mailed_families = excluded.mailed_families"
        ),
        &[&scope.org(), &mailed],
    )
    .await?;
    Ok(())
}
