//! The verb that writes a message.

use db::{Error, Tx, outbox};
use kernel::{Event, FileId, MessageId, Role, ThreadId, UserId};
use live::portfolio::{self, MOST_ATTACHED};
use web::Viewer;

use super::store;
use super::thread::MAX_BODY;

/// Messages one person sends in an hour; more is a machine, or a child with a new toy.
const MOST_AN_HOUR: i64 = 60;

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    #[error("the two may not write to each other")]
    Unreachable,
    #[error("there is nothing in it")]
    Empty,
    #[error("it is longer than {MAX_BODY} characters")]
    TooLong,
    #[error("too many messages within an hour")]
    TooMany,
    #[error("more than {MOST_ATTACHED} files go with it")]
    TooManyFiles,
    #[error("a file is not in the author's portfolio")]
    UnknownFile,
    #[error(transparent)]
    Store(#[from] Error),
}

impl db::IsRetry for WriteError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Sends `body` to a person, with files of the author's portfolio; gives the thread it stands in.
///
/// # Errors
/// As [`WriteError`] says.
pub async fn write(
    tx: &mut Tx,
    viewer: &Viewer,
    to: UserId,
    body: &str,
    files: &[FileId],
) -> Result<ThreadId, WriteError> {
    let body = body.trim();
    if files.len() > MOST_ATTACHED {
        return Err(WriteError::TooManyFiles);
    }
    if body.is_empty() {
        return Err(WriteError::Empty);
    }
    if body.chars().count() > MAX_BODY {
        return Err(WriteError::TooLong);
    }
    let Some(reader) = store::correspondent(tx, viewer, to).await? else {
        return Err(WriteError::Unreachable);
    };
    let (scope, now) = (viewer.scope(), tx.now());
    if store::sent_since(tx, scope, viewer.user, now.plus_minutes(-60)).await? >= MOST_AN_HOUR {
        return Err(WriteError::TooMany);
    }
    let writes_as_student = viewer.is(Role::Student) && !viewer.is(Role::Admin);
    let student = match (writes_as_student, reader.is_student()) {
        (true, _) => Some(viewer.user),
        (false, true) => Some(reader.id),
        (false, false) => None,
    };
    let thread = store::of_pair(tx, scope, (viewer.user, reader.id), student).await?;
    let message = MessageId::fresh(now);
    store::insert(tx, scope, message, (thread, viewer.user, reader.id), body).await?;
    match portfolio::attach(tx, scope, (thread, message), viewer.user, files).await {
        Err(Error::NotFound) => return Err(WriteError::UnknownFile),
        attached => attached?,
    }
    outbox::record(tx, scope, Event::MessageSent { message }).await?;
    Ok(thread)
}
