//! The folder that holds what must not be lost: the database file and the server's own key.

use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use kernel::Secret;

/// The file of a demonstration's mails.
pub const MAILBOX: &str = "mailbox.jsonl";
/// The folder of portfolios' files, and the one where uploads are looked at.
pub const FILES: &str = "files";
pub const ARRIVALS: &str = "arriving";

/// The folder of recordings.
pub const RECORDINGS: &str = "recordings";

/// Makes the folder when it is missing, readable by its owner only, and proves that it can be written.
///
/// # Errors
/// A sentence for the person at the keyboard.
pub fn prepare(dir: &Path) -> anyhow::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .with_context(|| format!("the data folder {} cannot be made", dir.display()))?;
    let probe = dir.join(".writable");
    fs::write(&probe, b"").with_context(|| format!("the data folder {} cannot be written", dir.display()))?;
    fs::remove_file(&probe).with_context(|| format!("the data folder {} cannot be written", dir.display()))
}

/// A folder that no other server works in. The system frees it when the program ends, however it ends.
pub struct Hold(#[expect(dead_code, reason = "it is held, not read")] File);

/// Takes the folder for this server alone: two would take each other's events and mails.
///
/// # Errors
/// A sentence for the person at the keyboard, also when another server is at work there.
pub fn hold(dir: &Path) -> anyhow::Result<Hold> {
    let path = dir.join("in-use.lock");
    let file = File::create(&path).with_context(|| format!("{} cannot be written", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(Hold(file)),
        Err(TryLockError::WouldBlock) => bail!(
            "another Nacre is running on the data folder {}; end that one, or choose another folder",
            dir.display()
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("{} cannot be locked", path.display()))
        }
    }
}

/// The server's key: read, or made at the first start. Links are derived from it, so it belongs into the backup.
///
/// # Errors
/// When it cannot be read, written, or is not a key.
pub fn server_key(dir: &Path) -> anyhow::Result<Secret<[u8; 32]>> {
    let path = dir.join("server.key");
    if !path.exists() {
        let mut bytes = [0u8; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| anyhow::anyhow!("no randomness from the system: {error}"))?;
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("{} cannot be written", path.display()))?;
        file.write_all(HEXLOWER.encode(&bytes).as_bytes())?;
        file.sync_all()?;
    }
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let bytes = HEXLOWER.decode(text.trim().as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
    bytes.map(Secret::new).with_context(|| format!("{} does not hold a key", path.display()))
}

/// Removes what a demonstration kept: its database, key, mails, files and recordings. Other files stay.
///
/// # Errors
/// When a file cannot be removed.
pub fn clear(dir: &Path) -> anyhow::Result<()> {
    for name in ["nacre.sqlite", "nacre.sqlite-wal", "nacre.sqlite-shm", "server.key", MAILBOX] {
        let path = dir.join(name);
        removed(fs::remove_file(&path), &path)?;
    }
    for name in [FILES, ARRIVALS, RECORDINGS] {
        let path = dir.join(name);
        removed(fs::remove_dir_all(&path), &path)?;
    }
    Ok(())
}

fn removed(done: std::io::Result<()>, path: &Path) -> anyhow::Result<()> {
    match done {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}
