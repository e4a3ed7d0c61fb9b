//! Where the bytes of files are: a folder of this machine, or a bucket that speaks S3. The rest of the program names
//! neither; objects have random names, which nobody chose and nothing can be guessed from.

use std::ops::Range;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use kernel::Secret;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ClientOptions, GetOptions, GetRange, ObjectStore, ObjectStoreExt, RetryConfig};
use tokio::time::timeout;
use web::token;

/// A whole file may take this long to be stored; a store that is slower than that is out of order.
const STORE_WITHIN: Duration = Duration::from_secs(120);
/// Tries at one request to a bucket, and how long they may take together: somebody is waiting at the other end.
const TRIES: usize = 3;
const TRY_FOR: Duration = Duration::from_secs(30);
/// One answer of a bucket as a whole: as long as the slowest browser takes to read its file.
const ANSWER_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Where files are to be kept.
#[derive(Debug, Clone)]
pub enum Keep {
    /// A folder, made when missing.
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket that speaks S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// None: Amazon's own, by the region.
    pub endpoint: Option<String>,
    pub name: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: Secret<String>,
}

/// The store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the object is not there")]
    Missing,
    #[error("the store did not answer in time")]
    Slow,
    #[error("the store failed: {0}")]
    Store(object_store::Error),
    #[error("a file could not be read or written: {0}")]
    File(#[from] std::io::Error),
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Store(other),
        }
    }
}

/// The bytes of an object, in pieces.
pub type Pieces = BoxStream<'static, Result<Bytes, object_store::Error>>;

/// The door to the store. Cheap to clone.
#[derive(Clone)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Where uploads wait until they were looked at.
    arrivals: PathBuf,
}

impl Storage {
    /// Opens the store. Uploads are looked at in the folder `arrivals`, which is emptied: what an earlier run left there
    /// was never acknowledged.
    ///
    /// # Errors
    /// When a folder cannot be made, or the settings of the bucket do not fit together.
    pub fn open(keep: &Keep, arrivals: &FilePath) -> Result<Self, StorageError> {
        if arrivals.exists() {
            std::fs::remove_dir_all(arrivals)?;
        }
        std::fs::create_dir_all(arrivals)?;
        let store: Arc<dyn ObjectStore> = match keep {
            Keep::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))
            }
            Keep::Bucket(bucket) => Arc::new(open_bucket(bucket)?),
        };
        Ok(Self { store, arrivals: arrivals.to_owned() })
    }

    /// A name that no object has.
    pub fn fresh_name() -> String {
        HEXLOWER.encode(&token::random())
    }

    /// A place for an upload that is not looked at yet.
    pub(super) fn arrival(&self) -> PathBuf {
        self.arrivals.join(Self::fresh_name())
    }

    /// Stores the file at `from`. When it returns, the bytes are safe.
    ///
    /// # Errors
    /// As the store refuses; then nothing is there under that name, or what the sweep deletes by it.
    pub(super) async fn put(&self, object: &str, from: &FilePath) -> Result<(), StorageError> {
        // whole: it is small enough, and nothing is left half-way when it fails
        let bytes = tokio::fs::read(from).await?;
        timeout(STORE_WITHIN, self.store.put(&place(object), bytes.into()))
            .await
            .map_err(|_| StorageError::Slow)??;
        Ok(())
    }

    /// The bytes of an object from `range`, which must lie in it.
    ///
    /// # Errors
    /// As the store refuses.
    pub(super) async fn read(&self, object: &str, range: Range<u64>) -> Result<Pieces, StorageError> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        let place = place(object);
        let found = timeout(TRY_FOR, self.store.get_opts(&place, options)).await;
        Ok(found.map_err(|_| StorageError::Slow)??.into_stream().boxed())
    }

    /// Deletes an object. Deleting what is not there is done already.
    ///
    /// # Errors
    /// As the store refuses.
    pub(super) async fn delete(&self, object: &str) -> Result<(), StorageError> {
        let place = place(object);
        let deleted = timeout(TRY_FOR, self.store.delete(&place)).await;
        match deleted.map_err(|_| StorageError::Slow)?.map_err(StorageError::from) {
            Err(StorageError::Missing) => Ok(()),
            done => done,
        }
    }
}

/// Spread over 256 folders: file systems and people dislike very large ones.
fn place(object: &str) -> Path {
    let (first, rest) = object.split_at(object.len().min(2));
    Path::from_iter([first, rest])
}

fn open_bucket(bucket: &Bucket) -> Result<object_store::aws::AmazonS3, StorageError> {
    let retry = RetryConfig { max_retries: TRIES, retry_timeout: TRY_FOR, ..RetryConfig::default() };
    let patience = ClientOptions::new().with_timeout(ANSWER_WITHIN).with_read_timeout(TRY_FOR);
    let builder = AmazonS3Builder::new()
        .with_client_options(patience)
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.access_key)
        .with_secret_access_key(bucket.secret_key.reveal())
        .with_retry(retry);
    let builder = match &bucket.endpoint {
        // the settings let plain http pass for this machine only
        Some(endpoint) => builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://")),
        None => builder,
    };
    Ok(builder.build()?)
}
