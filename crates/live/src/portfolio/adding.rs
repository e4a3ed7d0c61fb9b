//! The verb add: from a file that was looked at to one that is kept.

use db::{Db, Scope, Tx, in_tx};
use kernel::{FileId, UserId};

use super::arriving::Arrived;
use super::file::{File, Full, fits};
use super::{Storage, StorageError, store};

/// Files one person may keep: lists and sums stay short.
const MOST_FILES: i64 = 2_000;

/// Why a file was not kept.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error(transparent)]
    Full(#[from] Full),
    #[error("the person keeps {MOST_FILES} files already")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Keeps a file in the portfolio of `owner`. Its bytes are stored first, noted as loose until the row names them, so
/// that a crash at any point leaves nothing that nobody knows of.
///
/// # Errors
/// `Full` and `TooMany` before or after the bytes were stored; `Storage`; `Store`.
pub async fn add(
    db: &Db,
    storage: &Storage,
    scope: Scope,
    owner: UserId,
    arrived: Arrived,
) -> Result<File, AddError> {
    let object = Storage::fresh_name();
    in_tx!(db, AddError, tx, {
        demand_room(tx, scope, owner, arrived.bytes).await?;
        Ok(store::insert_loose(tx, scope, &object, false).await?)
    })?;
    storage.put(&object, arrived.place.path()).await?;
    in_tx!(db, AddError, tx, {
        // asked again: others may have filled the room meanwhile
        demand_room(tx, scope, owner, arrived.bytes).await?;
        store::claim_loose(tx, scope, &object).await?;
        let file = File {
            id: FileId::fresh(tx.now()),
            owner,
            name: arrived.name.clone(),
            kind: arrived.kind,
            bytes: arrived.bytes,
            sha256: arrived.sha256,
            size: arrived.size,
            object: object.clone(),
            created_at: tx.now(),
        };
        store::insert(tx, scope, &file).await?;
        Ok(file)
    })
}

async fn demand_room(tx: &mut Tx, scope: Scope, owner: UserId, bytes: i64) -> Result<(), AddError> {
    let allowance = store::allowance_to_use(tx, scope).await?;
    fits(allowance, store::taken(tx, scope, owner).await?, bytes)?;
    if store::count(tx, scope, owner).await? >= MOST_FILES { Err(AddError::TooMany) } else { Ok(()) }
}
