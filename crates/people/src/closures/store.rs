//! The rows of closed days.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use jiff::civil::Date;

use super::Closure;

/// Closures an organization may have; more is a mistake of an import.
const MOST: i64 = 500;

impl FromRow for Closure {
    fn from_row(row: &Row) -> Result<Self> {
        let day = |column: &str| -> Result<Date> {
            let text: String = row.get(column)?;
            text.parse().map_err(|_| Error::Corrupt { column: column.to_owned() })
        };
        Ok(Self { first_day: day("first_day")?, last_day: day("last_day")?, name: row.get("name")? })
    }
}

/// Every closure, the first day first; at most 500.
///
/// # Errors
/// As the engine refuses.
pub async fn all(tx: &mut Tx, scope: Scope) -> Result<Vec<Closure>> {
    tx.all(
        sql!("SELECT first_day, last_day, name FROM closures WHERE org_id = $1 ORDER BY first_day LIMIT $2"),
        &[&scope.org(), &MOST],
    )
    .await
}

/// Why the organization is closed on `day`, if it is.
///
/// # Errors
/// As the engine refuses.
pub async fn on(tx: &mut Tx, scope: Scope, day: Date) -> Result<Option<Closure>> {
    tx.opt(
        sql!(
            "SELECT first_day, last_day, name FROM closures
              WHERE org_id = $1 AND first_day <= $2 AND last_day >= $2 ORDER BY first_day LIMIT 1"
        ),
        &[&scope.org(), &day.to_string()],
    )
    .await
}

/// Adds a closure, unless one begins on that day already or there are too many. Says whether it did.
///
/// # Errors
/// As the engine refuses.
pub async fn add(tx: &mut Tx, scope: Scope, closure: &Closure) -> Result<bool> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO closures (org_id, first_day, last_day, name)
                 SELECT $1, $2, $3, $4
                  WHERE (SELECT COUNT(*) FROM closures WHERE org_id = $1) < $5
                 ON CONFLICT (org_id, first_day) DO NOTHING"
            ),
            &[
                &scope.org(),
                &closure.first_day.to_string(),
                &closure.last_day.to_string(),
                &closure.name,
                &MOST,
            ],
        )
        .await?;
    Ok(added == 1)
}

/// Takes the closure that begins on `first_day` out; gives it.
///
/// # Errors
/// `NotFound` when none begins on that day.
pub async fn remove(tx: &mut Tx, scope: Scope, first_day: Date) -> Result<Closure> {
    tx.one(
        sql!("DELETE FROM closures WHERE org_id = $1 AND first_day = $2 RETURNING first_day, last_day, name"),
        &[&scope.org(), &first_day.to_string()],
    )
    .await
}
