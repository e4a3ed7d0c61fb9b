//! Pictures that are nobody's files: looked at by the same checks, kept by the same storage. Whoever brings one names its
//! object in a row of their own, in the transaction that claims it.

use db::{Db, Result, Scope, Tx, in_tx};
use futures_util::Stream;

use super::arriving::{self, ArrivalError};
use super::storage::Pieces;
use super::{Storage, StorageError, store};

/// The largest picture of this kind: it stands on every page.
pub const PICTURE_BYTES: i64 = 1024 * 1024;

/// A picture whose bytes are kept.
#[derive(Debug, Clone)]
pub struct Picture {
    pub object: String,
    /// `jpeg`, `png`, `svg`.
    pub kind: &'static str,
    pub bytes: i64,
    pub sha256: [u8; 32],
}

/// Why a picture was not kept.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error(transparent)]
    Arrival(#[from] ArrivalError),
    #[error("it is no picture")]
    NoPicture,
    #[error("the picture has more than {PICTURE_BYTES} bytes")]
    TooLarge,
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl PictureError {
    /// What whoever sent it is told; none where they cannot put it right.
    pub const fn sentence(&self) -> Option<&'static str> {
        match self {
            Self::Arrival(ArrivalError::Unfit(unfit)) => Some(unfit.sentence()),
            Self::Arrival(ArrivalError::BrokeOff) => Some("The upload broke off. Try it again."),
            Self::NoPicture => Some("Choose a PNG, JPEG or SVG picture."),
            Self::TooLarge => Some("Choose a picture of at most 1 MB."),
            Self::Arrival(ArrivalError::Disk(_)) | Self::Storage(_) | Self::Store(_) => None,
        }
    }
}

/// Takes in a picture and keeps its bytes, noted as loose until they are claimed.
///
/// # Errors
/// As [`PictureError`] says.
pub async fn bring<B: AsRef<[u8]>, E>(
    db: &Db,
    storage: &Storage,
    scope: Scope,
    body: impl Stream<Item = std::result::Result<B, E>>,
) -> std::result::Result<Picture, PictureError> {
    let arrived = arriving::receive(storage, "", body).await?;
    if !arrived.kind.is_picture() {
        return Err(PictureError::NoPicture);
    }
    if arrived.bytes > PICTURE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let object = Storage::fresh_name();
    in_tx!(db, db::Error, tx, { store::insert_loose(tx, scope, &object, false).await })?;
    storage.put(&object, arrived.place.path()).await?;
    Ok(Picture { object, kind: arrived.kind.word(), bytes: arrived.bytes, sha256: arrived.sha256 })
}

/// A row names the object from now on.
///
/// # Errors
/// `NotFound` when the sweep has given it up.
pub async fn claim(tx: &mut Tx, scope: Scope, picture: &Picture) -> Result<()> {
    store::claim_loose(tx, scope, &picture.object).await
}

/// No row names the object any more: the sweep deletes it.
///
/// # Errors
/// As the engine refuses.
pub async fn give_up(tx: &mut Tx, scope: Scope, object: &str) -> Result<()> {
    store::insert_loose(tx, scope, object, true).await
}

/// The bytes of an object.
///
/// # Errors
/// As the storage refuses.
pub async fn read(storage: &Storage, object: &str, bytes: i64) -> std::result::Result<Pieces, StorageError> {
    storage.read(object, 0..u64::try_from(bytes).unwrap_or(0)).await
}
