//! The rows of imports.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{ImportId, Timestamp, UserId};

use super::import::{Import, RefusedRow};
use super::sheet::Sheet;

impl FromRow for Import {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            by: row.get("by_id")?,
            row_count: row.get("row_count")?,
            created_at: row.get("created_at")?,
            invites: row.get("invites")?,
            started_at: row.get("started_at")?,
            moved_at: row.get("moved_at")?,
            finished_at: row.get("finished_at")?,
            done: row.get("done")?,
            added: row.get("added")?,
            changed: row.get("changed")?,
            unchanged: row.get("unchanged")?,
            invited: row.get("invited")?,
            refusals: read_json(&row.get::<String>("refusals")?, "imports.refusals")?,
        })
    }
}

fn read_json<T: serde::de::DeserializeOwned>(text: &str, column: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt { column: column.to_owned() })
}

fn json<T: serde::Serialize>(value: &T, column: &str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Corrupt { column: column.to_owned() })
}

/// Keeps a table that was brought.
pub async fn insert(tx: &mut Tx, scope: Scope, id: ImportId, by: UserId, sheet: &Sheet) -> Result<()> {
    let (now, rows) = (tx.now(), i64::try_from(sheet.rows.len()).unwrap_or(i64::MAX));
    let (sheet, none) = (json(sheet, "imports.sheet")?, json::<[RefusedRow; 0]>(&[], "imports.refusals")?);
    tx.exec(
        sql!(
            "INSERT INTO imports (org_id, id, by_id, sheet, row_count, created_at, refusals)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.org(), &id, &by, &sheet, &rows, &now, &none],
    )
    .await?;
    Ok(())
}

/// Throws away what this person brought and did not import.
pub async fn delete_waiting(tx: &mut Tx, scope: Scope, by: UserId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM imports WHERE org_id = $1 AND by_id = $2 AND started_at IS NULL"),
        &[&scope.org(), &by],
    )
    .await?;
    Ok(())
}

/// The import with that id.
pub async fn find(tx: &mut Tx, scope: Scope, id: ImportId) -> Result<Import> {
    tx.one(
        sql!(
            "SELECT id, by_id, row_count, created_at, invites, started_at, moved_at, finished_at, done, added, changed,
                    unchanged, invited, refusals
               FROM imports WHERE org_id = $1 AND id = $2"
        ),
        &[&scope.org(), &id],
    )
    .await
}

/// The table of an import.
pub async fn sheet(tx: &mut Tx, scope: Scope, id: ImportId) -> Result<Sheet> {
    let (sheet,): (String,) =
        tx.one(sql!("SELECT sheet FROM imports WHERE org_id = $1 AND id = $2"), &[&scope.org(), &id]).await?;
    read_json(&sheet, "imports.sheet")
}

/// Whether the import begins now; the second press finds it begun.
pub async fn start(tx: &mut Tx, scope: Scope, id: ImportId, by: UserId, invites: bool) -> Result<bool> {
    let now = tx.now();
    let touched = tx
        .exec(
            sql!(
                "UPDATE imports SET started_at = $3, by_id = $4, invites = $5
                  WHERE org_id = $1 AND id = $2 AND started_at IS NULL"
            ),
            &[&scope.org(), &id, &now, &by, &invites],
        )
        .await?;
    Ok(touched == 1)
}

/// Whether somebody goes on with an import now that nobody carried on since `before`.
pub async fn take_up(tx: &mut Tx, scope: Scope, id: ImportId, by: UserId, before: Timestamp) -> Result<bool> {
    let now = tx.now();
    let touched = tx
        .exec(
            sql!(
                "UPDATE imports SET moved_at = $3, by_id = $4
                  WHERE org_id = $1 AND id = $2 AND started_at < $5 AND (moved_at IS NULL OR moved_at < $5)
                    AND finished_at IS NULL"
            ),
            &[&scope.org(), &id, &now, &by, &before],
        )
        .await?;
    Ok(touched == 1)
}

/// Makes others who carry the same import on wait for the end of the transaction. Not when it is not on its way.
pub async fn hold(tx: &mut Tx, scope: Scope, id: ImportId) -> Result<bool> {
    let now = tx.now();
    let touched = tx
        .exec(
            sql!(
                "UPDATE imports SET moved_at = $3
                  WHERE org_id = $1 AND id = $2 AND started_at IS NOT NULL AND finished_at IS NULL"
            ),
            &[&scope.org(), &id, &now],
        )
        .await?;
    Ok(touched == 1)
}

/// Writes down how far an import has come.
pub async fn set_progress(tx: &mut Tx, scope: Scope, import: &Import) -> Result<()> {
    let refusals = json(&import.refusals, "imports.refusals")?;
    tx.exec(
        sql!(
            "UPDATE imports SET done = $3, added = $4, changed = $5, unchanged = $6, invited = $7, refusals = $8,
                    finished_at = $9
              WHERE org_id = $1 AND id = $2"
        ),
        &[
            &scope.org(),
            &import.id,
            &import.done,
            &import.added,
            &import.changed,
            &import.unchanged,
            &import.invited,
            &refusals,
            &import.finished_at,
        ],
    )
    .await?;
    Ok(())
}

/// Removes at most `limit` imports begun before `before`, with their tables; says how many there were.
///
/// # Errors
/// As the engine refuses.
pub async fn sweep(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64> {
    tx.exec(
        sql!(
            "DELETE FROM imports WHERE (org_id, id) IN
                (SELECT org_id, id FROM imports WHERE created_at < $1 LIMIT $2)"
        ),
        &[&before, &limit],
    )
    .await
}
