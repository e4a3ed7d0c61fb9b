//! The verb share: a file of the own portfolio becomes part of a session, and stays with its details. What is part of it
//! already, either of the two may put on a board.

use db::{Scope, Tx};
use kernel::{FileId, Seat, SessionId, UserId};
use teaching::sessions::{self, Session, State};
use web::Viewer;

use super::file::{How, Shared};
use super::store;

/// Files shared in one session: more than a lesson has minutes.
pub const MOST_SHARED: i64 = 200;

/// Why a file was not shared.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    #[error("the session is over")]
    Over,
    #[error("the session has {MOST_SHARED} files already")]
    TooMany,
    #[error("a file is not in the person's portfolio")]
    Unknown,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ShareError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// What the person who shares has in reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Their portfolio, and what was shared in the session.
    Portfolio,
    /// What was shared in the session.
    Session,
}

/// Shares a file with `session`, in which `person` has a seat. Before the classroom is open it is prepared, whatever `how`
/// says. Doing it twice is doing it once; what was in the chat and comes to a board belongs to the board from then on.
///
/// # Errors
/// `NotFound` unless the file is in the person's own portfolio, or was shared here and is for a board; `Over`, `TooMany`.
pub async fn share(
    tx: &mut Tx,
    scope: Scope,
    session: &Session,
    person: UserId,
    file: FileId,
    how: How,
    reach: Reach,
) -> Result<Shared, ShareError> {
    let state = session.state();
    if state.is_over() {
        return Err(ShareError::Over);
    }
    let there = store::of_session(tx, scope, session.id, MOST_SHARED).await?;
    let is_there = there.iter().any(|shared| shared.file.id == file);
    if !(is_there && how == How::Board) {
        if reach == Reach::Session {
            return Err(db::Error::NotFound.into());
        }
        store::own(tx, scope, person, file).await?;
    }
    let is_full = i64::try_from(there.len()).is_ok_and(|count| count >= MOST_SHARED);
    if is_full && !is_there {
        return Err(ShareError::TooMany);
    }
    let how = if state == State::Scheduled { How::Prepared } else { how };
    store::share(tx, scope, session.id, file, person, how).await?;
    Ok(store::shared(tx, scope, session.id, file).await?)
}

/// Brings files of the viewer's portfolio into a session of theirs before it is over: an instructor's come to every student
/// who takes part.
///
/// # Errors
/// `NotFound` unless the viewer is one of the two; `Unknown` unless each file is in their portfolio; `Over`, `TooMany`.
pub async fn bring(
    tx: &mut Tx,
    viewer: &Viewer,
    session: SessionId,
    files: &[FileId],
) -> Result<(), ShareError> {
    let scope = viewer.scope();
    let session = sessions::find_visible(tx, viewer, session).await?;
    let parts = match session.seat_of(viewer.user) {
        None => return Err(db::Error::NotFound.into()),
        Some(Seat::Student) => vec![session],
        Some(Seat::Instructor) => {
            let mut parts = sessions::parts(tx, scope, &session).await?;
            parts.retain(|part| part.id == session.id || !part.state().is_over());
            parts
        }
    };
    for part in &parts {
        for file in files {
            match share(tx, scope, part, viewer.user, *file, How::Prepared, Reach::Portfolio).await {
                Err(ShareError::Store(db::Error::NotFound)) => return Err(ShareError::Unknown),
                shared => shared?,
            };
        }
    }
    Ok(())
}
