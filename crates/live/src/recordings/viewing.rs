//! Who may watch a recording, and the note of it.

use db::{Error, Result, Tx};
use kernel::{PartId, RecordingId, SessionId};
use teaching::sessions::{self, Session};
use web::Viewer;

use super::recording::{Part, Recording};
use super::store;

/// A person who comes back to a part within this time is still watching it: one line of the log.
const SAME_VIEW_MINUTES: i64 = 10;

/// A session's recordings, for one who may watch them.
#[derive(Debug, Clone)]
pub struct View {
    pub session: Session,
    /// Oldest first; also those that were erased, without parts.
    pub recordings: Vec<Recording>,
}

/// What `viewer` may watch of a session: its instructor, its student, the student's parents, and admins. Watching a part
/// is noted when its bytes are asked for.
///
/// # Errors
/// `NotFound` for anyone else, as for a session that was never given out.
pub async fn viewable(tx: &mut Tx, viewer: &Viewer, session: SessionId) -> Result<View> {
    let session = sessions::find_visible(tx, viewer, session).await?;
    let recordings = store::recordings_of(tx, viewer.scope(), session.id).await?;
    Ok(View { session, recordings })
}

/// One recording of a session, for one who may watch it.
///
/// # Errors
/// `NotFound` for anyone else, and for a recording of another session.
pub async fn find(
    tx: &mut Tx,
    viewer: &Viewer,
    session: SessionId,
    id: RecordingId,
) -> Result<(Session, Recording)> {
    let View { session, recordings } = viewable(tx, viewer, session).await?;
    let found = recordings.into_iter().find(|recording| recording.id == id);
    Ok((session, found.ok_or(Error::NotFound)?))
}

/// A part that `viewer` may watch, and whether that is still to be noted.
///
/// # Errors
/// `NotFound` for anyone else, for a part of another session, and for one that has not ended or was erased.
pub async fn find_part(
    tx: &mut Tx,
    viewer: &Viewer,
    session: SessionId,
    part: PartId,
) -> Result<(Part, bool)> {
    let session = sessions::find_visible(tx, viewer, session).await?;
    let part = store::part(tx, viewer.scope(), session.id, part).await?;
    let since = tx.now().plus_minutes(-SAME_VIEW_MINUTES);
    let is_noted = store::was_viewed_since(tx, viewer.scope(), part.id, viewer.user, since).await?;
    Ok((part, !is_noted))
}

/// Notes that `viewer` takes a copy along: all parts of it, each once in a while.
///
/// # Errors
/// As the engine refuses.
pub async fn note_copy(
    tx: &mut Tx,
    viewer: &Viewer,
    session: SessionId,
    recording: &Recording,
) -> Result<()> {
    let since = tx.now().plus_minutes(-SAME_VIEW_MINUTES);
    for part in &recording.parts {
        if !store::was_viewed_since(tx, viewer.scope(), part.id, viewer.user, since).await? {
            note_view(tx, viewer, session, part.id).await?;
        }
    }
    Ok(())
}

/// Notes that `viewer` watches a part.
///
/// # Errors
/// As the engine refuses.
pub async fn note_view(tx: &mut Tx, viewer: &Viewer, session: SessionId, part: PartId) -> Result<()> {
    store::insert_view(tx, viewer.scope(), session, part, viewer.user).await
}
