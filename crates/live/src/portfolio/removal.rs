//! The verb remove.

use db::{Result, Tx};
use kernel::FileId;
use web::Viewer;

use super::store;

/// Takes the viewer's own file out of their portfolio. Its bytes are deleted by the sweep, unless it was shared or
/// went with a message: there it stays, where the other person may still need it.
///
/// # Errors
/// `NotFound` unless it is in the viewer's own portfolio.
pub async fn remove(tx: &mut Tx, viewer: &Viewer, id: FileId) -> Result<()> {
    let scope = viewer.scope();
    let file = store::own(tx, scope, viewer.user, id).await?;
    let stays = store::remove(tx, scope, file.id).await?;
    if !stays {
        store::insert_loose(tx, scope, &file.object, true).await?;
    }
    Ok(())
}
