//! The folder that holds what must not be lost: the database file and the server's own key.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use anyhow::Context;
use data_encoding::HEXLOWER;
use kernel::Secret;

/// The file of a demonstration's mails.
pub const MAILBOX: &str = "mailbox.jsonl";

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

/// Removes what a demonstration kept: its database, key, mails and recordings. Other files stay.
///
/// # Errors
/// When a file cannot be removed.
pub fn clear(dir: &Path) -> anyhow::Result<()> {
    for name in ["nacre.sqlite", "nacre.sqlite-wal", "nacre.sqlite-shm", "server.key", MAILBOX] {
        let path = dir.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", path.display()));
            }
            _ => {}
        }
    }
    let recordings = dir.join(RECORDINGS);
    match fs::remove_dir_all(&recordings) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", recordings.display()))
        }
        _ => Ok(()),
    }
}
