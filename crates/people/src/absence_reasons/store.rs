//! The rows of reasons.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::OrgId;

use super::reason::FIRST_REASONS;
use super::{Concerns, Reason};

/// Reasons an organization may have: more than anyone chooses from.
const MOST: i64 = 60;

impl FromRow for Reason {
    fn from_row(row: &Row) -> Result<Self> {
        let concerns = Concerns::from_word(&row.get::<String>("concerns")?);
        Ok(Self {
            name: row.get("name")?,
            concerns: concerns.ok_or_else(|| Error::Corrupt { column: "concerns".to_owned() })?,
            counts: row.get("counts")?,
        })
    }
}

/// Every reason, by name; at most 60.
///
/// # Errors
/// As the engine refuses.
pub async fn all(tx: &mut Tx, scope: Scope) -> Result<Vec<Reason>> {
    tx.all(
        sql!("SELECT name, concerns, counts FROM absence_reasons WHERE org_id = $1 ORDER BY name LIMIT $2"),
        &[&scope.org(), &MOST],
    )
    .await
}

/// Adds a reason, unless one has that name already or there are too many. Says whether it did.
///
/// # Errors
/// As the engine refuses.
pub async fn add(tx: &mut Tx, scope: Scope, reason: &Reason) -> Result<bool> {
    let concerns = reason.concerns.word();
    let added = tx
        .exec(
            sql!(
                "INSERT INTO absence_reasons (org_id, name, concerns, counts)
                 SELECT $1, $2, $3, $4
                  WHERE (SELECT COUNT(*) FROM absence_reasons WHERE org_id = $1) < $5
                 ON CONFLICT (org_id, name) DO NOTHING"
            ),
            &[&scope.org(), &reason.name, &concerns, &reason.counts, &MOST],
        )
        .await?;
    Ok(added == 1)
}

/// The reasons of an organization that comes into being.
///
/// # Errors
/// As the engine refuses.
pub async fn write_first(tx: &mut Tx, org: OrgId) -> Result<()> {
    for (name, concerns, counts) in FIRST_REASONS {
        let concerns = concerns.word();
        tx.exec(
            sql!("INSERT INTO absence_reasons (org_id, name, concerns, counts) VALUES ($1, $2, $3, $4)"),
            &[&org, &name, &concerns, &counts],
        )
        .await?;
    }
    Ok(())
}

/// Takes a reason out of the list; gives it. What was noted with it stays.
///
/// # Errors
/// `NotFound` when none has that name.
pub async fn remove(tx: &mut Tx, scope: Scope, name: &str) -> Result<Reason> {
    let name = name.to_owned();
    tx.one(
        sql!("DELETE FROM absence_reasons WHERE org_id = $1 AND name = $2 RETURNING name, concerns, counts"),
        &[&scope.org(), &name],
    )
    .await
}
