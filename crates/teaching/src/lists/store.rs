//! The rows of saved views.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{SavedViewId, UserId};

use super::saved::SavedView;
use crate::sessions::Half;

impl FromRow for SavedView {
    fn from_row(row: &Row) -> Result<Self> {
        let half = match row.get::<String>("half")?.as_str() {
            "upcoming" => Half::Upcoming,
            "past" => Half::Past,
            _ => return Err(Error::Corrupt { column: "saved_views.half".to_owned() }),
        };
        Ok(Self { id: row.get("id")?, name: row.get("name")?, half, query: row.get("query")? })
    }
}

/// The person's own, by name.
///
/// # Errors
/// As the engine refuses.
pub async fn saved_of(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<SavedView>> {
    tx.all(
        sql!(
            "SELECT id, name, half, query FROM saved_views
              WHERE org_id = $1 AND person_id = $2 ORDER BY name, id"
        ),
        &[&scope.org(), &person],
    )
    .await
}

/// Keeps a view. Says whether its name was free.
///
/// # Errors
/// As the engine refuses.
pub async fn insert(tx: &mut Tx, scope: Scope, person: UserId, new: &SavedView) -> Result<bool> {
    let now = tx.now();
    let half = match new.half {
        Half::Upcoming => "upcoming",
        Half::Past => "past",
    };
    let kept = tx
        .exec(
            sql!(
                "INSERT INTO saved_views (org_id, id, person_id, name, half, query, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7)
                     ON CONFLICT (org_id, person_id, name) DO NOTHING"
            ),
            &[&scope.org(), &new.id, &person, &new.name, &half, &new.query, &now],
        )
        .await?;
    Ok(kept == 1)
}

/// Forgets one of the person's own. Gives it.
///
/// # Errors
/// `NotFound` when they have none with that id.
pub async fn delete(tx: &mut Tx, scope: Scope, person: UserId, id: SavedViewId) -> Result<SavedView> {
    tx.one(
        sql!(
            "DELETE FROM saved_views WHERE org_id = $1 AND person_id = $2 AND id = $3
              RETURNING id, name, half, query"
        ),
        &[&scope.org(), &person, &id],
    )
    .await
}
