//! The verb attach: files of the own portfolio go with a message, and stay with it.

use db::{Result, Scope, Tx};
use kernel::{FileId, MessageId, ThreadId, UserId};

use super::file::File;
use super::store;

/// Files of one message.
pub const MOST_ATTACHED: usize = 10;
/// Files that are offered: the newest of the portfolio.
const MOST_OFFERED: i64 = 50;

/// A file that came with a message.
#[derive(Debug, Clone)]
pub struct Attached {
    pub message: MessageId,
    pub file: File,
}

/// What a person can attach, the newest first.
///
/// # Errors
/// As the engine refuses.
pub async fn attachable(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<File>> {
    store::of_owner(tx, scope, person, 0, MOST_OFFERED).await
}

/// Has the author's files go with their message, which stands in `thread`.
///
/// # Errors
/// `NotFound` unless each is in the author's own portfolio.
pub async fn attach(
    tx: &mut Tx,
    scope: Scope,
    (thread, message): (ThreadId, MessageId),
    author: UserId,
    files: &[FileId],
) -> Result<()> {
    for file in files {
        let file = store::own(tx, scope, author, *file).await?;
        store::attach(tx, scope, (thread, message), file.id).await?;
    }
    Ok(())
}

/// What came with the messages of a thread that the caller has found for whoever asks, from `first` to `last`.
///
/// # Errors
/// As the engine refuses.
pub async fn attached_between(
    tx: &mut Tx,
    scope: Scope,
    thread: ThreadId,
    (first, last): (MessageId, MessageId),
) -> Result<Vec<Attached>> {
    store::attached_between(tx, scope, thread, (first, last)).await
}

/// One file that came with a message of such a thread.
///
/// # Errors
/// `NotFound` when none did.
pub async fn attached(tx: &mut Tx, scope: Scope, thread: ThreadId, file: FileId) -> Result<File> {
    store::attached(tx, scope, thread, file).await
}
