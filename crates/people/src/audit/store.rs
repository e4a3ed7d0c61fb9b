//! The rows of the trail.

use db::{FromRow, Result, Row, Scope, Tx, sql};

use super::{Asked, Change, Line};

/// Writes down a change, in the transaction that makes it.
///
/// # Errors
/// As the engine refuses.
pub async fn record(tx: &mut Tx, scope: Scope, change: Change<'_>) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO audit (org_id, at, by_id, what, subject, before, after)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.org(), &now, &change.by, &change.what, &change.subject, &change.before, &change.after],
    )
    .await?;
    Ok(())
}

impl FromRow for Line {
    fn from_row(row: &Row) -> Result<Self> {
        let first: Option<String> = row.get("first_name")?;
        let last: Option<String> = row.get("last_name")?;
        Ok(Self {
            number: row.get("id")?,
            at: row.get("at")?,
            by: first.zip(last).map(|(first, last)| format!("{first} {last}")),
            what: row.get("what")?,
            subject: row.get("subject")?,
            before: row.get("before")?,
            after: row.get("after")?,
        })
    }
}

/// The newest lines whose `what` begins with `area`, newest first, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn newest(tx: &mut Tx, scope: Scope, area: &str, limit: i64) -> Result<Vec<Line>> {
    let beginning = format!("{area}%");
    tx.all(
        sql!(
            "SELECT a.id, a.at, p.first_name, p.last_name, a.what, a.subject, a.before, a.after
               FROM audit a
               LEFT JOIN people p ON p.org_id = a.org_id AND p.id = a.by_id
              WHERE a.org_id = $1 AND a.what LIKE $2
              ORDER BY a.id DESC LIMIT $3"
        ),
        &[&scope.org(), &beginning, &limit],
    )
    .await
}

/// The newest lines about `subject` whose `what` begins with `area`, newest first, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn about(tx: &mut Tx, scope: Scope, area: &str, subject: &str, limit: i64) -> Result<Vec<Line>> {
    let beginning = format!("{area}%");
    tx.all(
        sql!(
            "SELECT a.id, a.at, p.first_name, p.last_name, a.what, a.subject, a.before, a.after
               FROM audit a
               LEFT JOIN people p ON p.org_id = a.org_id AND p.id = a.by_id
              WHERE a.org_id = $1 AND a.subject = $2 AND a.what LIKE $3
              ORDER BY a.id DESC LIMIT $4"
        ),
        &[&scope.org(), &subject, &beginning, &limit],
    )
    .await
}

/// What is asked for of the whole trail, newest first.
///
/// # Errors
/// As the engine refuses.
pub async fn search(tx: &mut Tx, scope: Scope, asked: &Asked<'_>) -> Result<Vec<Line>> {
    let beginning = format!("{}%", asked.area);
    tx.all(
        sql!(
            "SELECT a.id, a.at, p.first_name, p.last_name, a.what, a.subject, a.before, a.after
               FROM audit a
               LEFT JOIN people p ON p.org_id = a.org_id AND p.id = a.by_id
              WHERE a.org_id = $1 AND a.id < $2 AND a.what LIKE $3 AND a.at >= $4 AND a.at < $5
                AND ($6 = '%' OR p.search_key LIKE $6 ESCAPE '!')
              ORDER BY a.id DESC LIMIT $7"
        ),
        &[&scope.org(), &asked.before, &beginning, &asked.from, &asked.until, &asked.who, &asked.limit],
    )
    .await
}
