//! Carrying an import on to its end, beside the pages.

use db::{Scope, in_tx};
use kernel::{ImportId, Zone};
use web::App;

use super::store;
use super::writing::{Rows, WriteError, next};
use crate::sign_in;

/// Carries the import on until it is over. A server that ends meanwhile leaves it where it is: whatever was written is
/// counted, and somebody presses "Go on".
pub fn carry_on(app: App, scope: Scope, id: ImportId, zone: Zone) {
    tokio::spawn(async move {
        match run(&app, scope, id, zone).await {
            Ok(()) => tracing::info!(import.id = %id, "Import {id} is over"),
            Err(error) => tracing::warn!(import.id = %id, %error, "Import {id} stopped"),
        }
    });
}

/// Writes all rows that are left.
///
/// # Errors
/// As [`next`].
pub async fn run(app: &App, scope: Scope, id: ImportId, zone: Zone) -> Result<(), WriteError> {
    let sheet = store::sheet(&mut app.db().read().await?, scope, id).await?;
    let table = Rows::of(&sheet, zone);
    loop {
        let written = in_tx!(app.db(), WriteError, tx, { next(tx, scope, app.key(), id, &table).await })?;
        for person in written.signed_out {
            sign_in::tell_revoked(app, scope, person).await?;
        }
        if written.over {
            return Ok(());
        }
    }
}
