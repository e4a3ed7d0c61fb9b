//! A file on its way in: streamed to a temporary place, counted, hashed and looked at, before anything is kept.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use kernel::UserId;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::io::AsyncWriteExt;
use tokio::time::timeout;

use super::Storage;
use super::checks::{self, HEAD};
use super::file::{FILE_BYTES, FileName, Kind, Size, Unfit};

/// Between two pieces of an upload; a silent line ends it.
pub const PIECE_WITHIN: Duration = Duration::from_secs(30);
/// A whole upload: 25 MB at the speed of a poor telephone line.
const WHOLE_WITHIN: Duration = Duration::from_secs(15 * 60);
/// Uploads at once: of everyone, which bounds disk and memory, and of one person, so that nobody takes every place.
const UPLOADS: usize = 24;
const UPLOADS_OF_ONE: usize = 3;

/// Who uploads now. Cheap to clone.
#[derive(Clone, Default)]
pub struct Counter(Arc<Mutex<HashMap<UserId, usize>>>);

/// A place at the counter, given back when it is dropped.
#[derive(Debug)]
pub struct Turn {
    counter: Arc<Mutex<HashMap<UserId, usize>>>,
    person: UserId,
}

impl Counter {
    /// A place for one more upload; none when there are too many.
    pub fn turn(&self, person: UserId) -> Option<Turn> {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = now.get(&person).copied().unwrap_or(0);
        if own >= UPLOADS_OF_ONE || now.values().sum::<usize>() >= UPLOADS {
            return None;
        }
        now.insert(person, own + 1);
        Some(Turn { counter: self.0.clone(), person })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut now = self.counter.lock().unwrap_or_else(PoisonError::into_inner);
        match now.get_mut(&self.person) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(now.remove(&self.person)),
        }
    }
}

/// A file that was looked at and may be kept.
#[derive(Debug)]
pub struct Arrived {
    pub name: FileName,
    pub kind: Kind,
    pub size: Option<Size>,
    pub bytes: i64,
    pub sha256: [u8; 32],
    pub(super) place: Temporary,
}

/// Why an upload ended before it was kept.
#[derive(Debug, thiserror::Error)]
pub enum ArrivalError {
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The sender went away, or said nothing for too long.
    #[error("the upload broke off")]
    BrokeOff,
    #[error("the upload could not be written down: {0}")]
    Disk(#[from] std::io::Error),
}

/// A file that is deleted when nobody needs it any more.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // the next start empties the folder, should it fail
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Takes in what `body` brings, called `said` by its sender.
///
/// # Errors
/// `Unfit` as soon as it is seen, without reading on; `BrokeOff`; `Disk`.
pub async fn receive<B, E>(
    storage: &Storage,
    said: &str,
    body: impl Stream<Item = Result<B, E>>,
) -> Result<Arrived, ArrivalError>
where
    B: AsRef<[u8]>,
{
    let place = Temporary(storage.arrival());
    let written =
        timeout(WHOLE_WITHIN, write_down(&place, body)).await.map_err(|_| ArrivalError::BrokeOff)??;
    let kind = written.kind;
    let bytes = fs::read(place.path()).await?;
    let looked = tokio::task::spawn_blocking(move || checks::check(kind, &bytes));
    let checked = looked.await.map_err(|_| Unfit::Damaged)??;
    let mut arrived = Arrived {
        name: FileName::cleaned(said, kind),
        kind,
        size: checked.size,
        bytes: length(written.bytes),
        sha256: written.sha256,
        place,
    };
    if let Some(instead) = checked.instead {
        arrived.bytes = length(instead.len() as u64);
        arrived.sha256 = Sha256::digest(&instead).into();
        fs::write(arrived.place.path(), &instead).await?;
    }
    Ok(arrived)
}

struct Written {
    kind: Kind,
    bytes: u64,
    sha256: [u8; 32],
}

async fn write_down<B, E>(
    place: &Temporary,
    body: impl Stream<Item = Result<B, E>>,
) -> Result<Written, ArrivalError>
where
    B: AsRef<[u8]>,
{
    let mut body = pin!(body);
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(place.path()).await?;
    let (mut head, mut kind) = (Vec::with_capacity(HEAD), None);
    let (mut bytes, mut hash) = (0u64, Sha256::new());
    loop {
        let piece = timeout(PIECE_WITHIN, body.next()).await.map_err(|_| ArrivalError::BrokeOff)?;
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| ArrivalError::BrokeOff)?;
        let piece = piece.as_ref();
        bytes += piece.len() as u64;
        if bytes > FILE_BYTES {
            return Err(Unfit::TooLarge.into());
        }
        if kind.is_none() {
            head.extend(piece.iter().take(HEAD - head.len()));
            if head.len() == HEAD {
                kind = Some(checks::sniff(&head).ok_or(Unfit::UnknownKind)?);
            }
        }
        hash.update(piece);
        file.write_all(piece).await?;
    }
    file.flush().await?;
    if bytes == 0 {
        return Err(Unfit::Empty.into());
    }
    let kind = kind.or_else(|| checks::sniff(&head)).ok_or(Unfit::UnknownKind)?;
    Ok(Written { kind, bytes, sha256: hash.finalize().into() })
}

/// Bounded by the largest file.
fn length(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
