//! Where the files of recordings stand: `<folder>/<organization>/<session>/<part>.webm`, and
//! beside them `<recording>.mp4`, where a copy was made.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use db::Scope;
use kernel::{PartId, RecordingId, SessionId};
use tokio::task::spawn_blocking;

/// A file that is being written.
pub trait Sheet: Send + Sync {
    /// # Errors
    /// As the system refuses; the file may end in the middle of `bytes` then.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Writes over what is there.
    ///
    /// # Errors
    /// As the system refuses.
    fn patch(&mut self, at: u64, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all of it outlives a loss of power.
    ///
    /// # Errors
    /// As the system refuses; what was written before may be lost then.
    fn sync(&mut self) -> io::Result<()>;
}

/// What files are made on. A test puts a small or failing one in its place.
pub trait Disk: Send + Sync + 'static {
    /// Makes a new file, and the folders to it, readable by the server only.
    ///
    /// # Errors
    /// As the system refuses; also when the file is there.
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sheet>>;

    /// Bytes that may still be written below `folder`, which is there.
    ///
    /// # Errors
    /// As the system refuses.
    fn free_bytes(&self, folder: &Path) -> io::Result<u64>;
}

/// The server's own disk.
#[derive(Debug, Clone, Copy)]
pub struct LocalDisk;

/// The folder of all recordings. Cheap to clone.
#[derive(Clone)]
pub struct Shelf {
    folder: Arc<Path>,
    disk: Arc<dyn Disk>,
}

/// A file as it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) bytes: u64,
    pub(super) written_at: Option<SystemTime>,
}

impl Shelf {
    pub fn new(folder: &Path, disk: Arc<dyn Disk>) -> Self {
        Self { folder: folder.into(), disk }
    }

    pub(super) fn path(&self, scope: Scope, session: SessionId, part: PartId) -> PathBuf {
        self.folder_of(scope, session).join(format!("{part}.webm"))
    }

    /// Makes the file of a part.
    pub(super) async fn create(
        &self,
        scope: Scope,
        session: SessionId,
        part: PartId,
    ) -> io::Result<Box<dyn Sheet>> {
        let (path, disk) = (self.path(scope, session, part), self.disk.clone());
        blocking(move || disk.create(&path)).await
    }

    pub(super) async fn free_bytes(&self) -> io::Result<u64> {
        let (folder, disk) = (self.folder.clone(), self.disk.clone());
        blocking(move || {
            make_folder(&folder)?;
            disk.free_bytes(&folder)
        })
        .await
    }

    /// What is there of a part; none when it has no file.
    pub(super) async fn look(
        &self,
        scope: Scope,
        session: SessionId,
        part: PartId,
    ) -> io::Result<Option<Found>> {
        let path = self.path(scope, session, part);
        blocking(move || match fs::metadata(path) {
            Ok(found) => Ok(Some(Found { bytes: found.len(), written_at: found.modified().ok() })),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// Where the copy of a recording is.
    pub(super) fn copy(&self, scope: Scope, session: SessionId, recording: RecordingId) -> PathBuf {
        self.folder_of(scope, session).join(format!("{recording}.mp4"))
    }

    /// Where it is while it is made.
    pub(super) fn copy_in_work(&self, scope: Scope, session: SessionId, recording: RecordingId) -> PathBuf {
        self.folder_of(scope, session).join(format!("{recording}.mp4.part"))
    }

    /// A copy is made: puts it in its place, and says how long it is.
    pub(super) async fn finish_copy(
        &self,
        scope: Scope,
        session: SessionId,
        recording: RecordingId,
    ) -> io::Result<u64> {
        let from = self.copy_in_work(scope, session, recording);
        let to = self.copy(scope, session, recording);
        blocking(move || {
            let file = File::open(&from)?;
            file.sync_all()?;
            fs::set_permissions(&from, fs::Permissions::from_mode(0o600))?;
            fs::rename(from, to)?;
            Ok(file.metadata()?.len())
        })
        .await
    }

    /// Removes a copy, and what there is of it.
    pub(super) async fn remove_copy(
        &self,
        scope: Scope,
        session: SessionId,
        recording: RecordingId,
    ) -> io::Result<()> {
        self.remove(scope, session, recording, Vec::new()).await
    }

    /// Removes the files of these parts and the recording's copy. One that is not there is no mistake.
    pub(super) async fn remove(
        &self,
        scope: Scope,
        session: SessionId,
        recording: RecordingId,
        parts: Vec<PartId>,
    ) -> io::Result<()> {
        let folder = self.folder_of(scope, session);
        blocking(move || {
            let copies = [format!("{recording}.mp4.part"), format!("{recording}.mp4")];
            for name in parts.iter().map(|part| format!("{part}.webm")).chain(copies) {
                match fs::remove_file(folder.join(name)) {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            match fs::remove_dir(&folder) {
                Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
                    Err(error)
                }
                _ => Ok(()),
            }
        })
        .await
    }

    fn folder_of(&self, scope: Scope, session: SessionId) -> PathBuf {
        self.folder.join(scope.org().to_string()).join(session.to_string())
    }
}

impl Disk for LocalDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn Sheet>> {
        let folder = path.parent().ok_or(ErrorKind::InvalidInput)?;
        make_folder(folder)?;
        let file = File::options().write(true).create_new(true).mode(0o600).open(path)?;
        // the name outlives a loss of power too
        File::open(folder)?.sync_all()?;
        Ok(Box::new(file))
    }

    fn free_bytes(&self, folder: &Path) -> io::Result<u64> {
        let system = rustix::fs::statvfs(folder)?;
        Ok(system.f_bavail.saturating_mul(system.f_frsize))
    }
}

impl Sheet for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn patch(&mut self, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.write_all_at(bytes, at)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

fn make_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Runs what may wait for a disk where waiting hurts nobody.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
