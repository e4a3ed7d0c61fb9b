//! The rows of locations.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{LocationId, Timestamp};

use super::Location;

/// Locations an organization may have; nobody chooses from more.
const MOST: i64 = 200;

impl FromRow for Location {
    fn from_row(row: &Row) -> Result<Self> {
        let is_archived = row.get::<Option<Timestamp>>("archived_at")?.is_some();
        Ok(Self { id: row.get("id")?, name: row.get("name")?, is_archived })
    }
}

/// Every location, those on offer first, by name; at most 200.
///
/// # Errors
/// As the engine refuses.
pub async fn all(tx: &mut Tx, scope: Scope) -> Result<Vec<Location>> {
    tx.all(
        sql!(
            "SELECT id, name, archived_at FROM locations WHERE org_id = $1
              ORDER BY CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END, name, id LIMIT $2"
        ),
        &[&scope.org(), &MOST],
    )
    .await
}

/// The names of those on offer.
///
/// # Errors
/// As the engine refuses.
pub async fn offered(tx: &mut Tx, scope: Scope) -> Result<Vec<String>> {
    let open = all(tx, scope).await?.into_iter().filter(|location| !location.is_archived);
    Ok(open.map(|location| location.name).collect())
}

/// Whether a location on offer has that name.
///
/// # Errors
/// As the engine refuses.
pub async fn is_listed(tx: &mut Tx, scope: Scope, name: &str) -> Result<bool> {
    let found: Option<(LocationId,)> = tx
        .opt(
            sql!("SELECT id FROM locations WHERE org_id = $1 AND name = $2 AND archived_at IS NULL"),
            &[&scope.org(), &name],
        )
        .await?;
    Ok(found.is_some())
}

/// The location with that id, held until the transaction ends.
///
/// # Errors
/// `NotFound` when the organization has none.
pub async fn find(tx: &mut Tx, scope: Scope, id: LocationId) -> Result<Location> {
    tx.one(
        sql!("SELECT id, name, archived_at FROM locations WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id],
    )
    .await
}

/// Adds a location, unless another has its name or there are too many. Says whether it did.
///
/// # Errors
/// As the engine refuses.
pub async fn add(tx: &mut Tx, scope: Scope, id: LocationId, name: &str) -> Result<bool> {
    let added = tx
        .exec(
            sql!(
                "INSERT INTO locations (org_id, id, name)
                 SELECT $1, $2, $3
                  WHERE (SELECT COUNT(*) FROM locations WHERE org_id = $1) < $4
                 ON CONFLICT (org_id, name) DO NOTHING"
            ),
            &[&scope.org(), &id, &name, &MOST],
        )
        .await?;
    Ok(added == 1)
}

/// Gives a location another name, unless another has it. Says whether it did.
///
/// # Errors
/// As the engine refuses; refused by `locations_one_per_name` when two take one name in the same moment.
pub async fn rename(tx: &mut Tx, scope: Scope, id: LocationId, name: &str) -> Result<bool> {
    let renamed = tx
        .exec(
            sql!(
                "UPDATE locations SET name = $3
                  WHERE org_id = $1 AND id = $2
                    AND NOT EXISTS (SELECT 1 FROM locations o WHERE o.org_id = $1 AND o.name = $3 AND o.id <> $2)"
            ),
            &[&scope.org(), &id, &name],
        )
        .await?;
    Ok(renamed == 1)
}

/// Offers a location no longer, or again. Says whether that is new.
///
/// # Errors
/// As the engine refuses.
pub async fn set_archived(tx: &mut Tx, scope: Scope, id: LocationId, archived: bool) -> Result<bool> {
    let at = archived.then_some(tx.now());
    let set = tx
        .exec(
            sql!(
                "UPDATE locations SET archived_at = $3
                  WHERE org_id = $1 AND id = $2 AND (archived_at IS NOT NULL) <> $4"
            ),
            &[&scope.org(), &id, &at, &archived],
        )
        .await?;
    Ok(set == 1)
}
