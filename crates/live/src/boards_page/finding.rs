//! Whether somebody may open a session's boards just now, and what for.

use db::{Scope, Tx};
use kernel::SessionId;
use room::boards::{Board, merged};
use teaching::sessions::{self, Session};
use web::Viewer;

use crate::journal::{self, Desk};

/// What the boards are opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    Preparing,
    Reading,
}

/// Why they are not.
#[derive(Debug, thiserror::Error)]
pub enum Closed {
    #[error("the classroom is open, and the boards are in it")]
    InClassroom,
    #[error("the session is prepared by its instructor alone")]
    NotYet,
    #[error("the session never took place")]
    NeverWas,
    #[error(transparent)]
    Store(#[from] db::Error),
}

/// The session whose boards `viewer` may open, and what for.
///
/// # Errors
/// `NotFound` for who may not see the session, and for one that takes place elsewhere; otherwise as [`Closed`] says.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> Result<(Session, For), Closed> {
    let session = sessions::find_visible(tx, viewer, id).await?;
    if !session.place.is_classroom() {
        return Err(db::Error::NotFound.into());
    }
    let state = session.state();
    if state.is_live() {
        Err(Closed::InClassroom)
    } else if state.is_over() {
        if session.opened_at.is_some() { Ok((session, For::Reading)) } else { Err(Closed::NeverWas) }
    } else if session.instructor == viewer.user {
        Ok((session, For::Preparing))
    } else {
        Err(Closed::NotYet)
    }
}

/// A board as the session left it, in the pieces it is stored in.
///
/// # Errors
/// As the engine refuses.
pub async fn left(tx: &mut Tx, scope: Scope, session: &Session, board: Board) -> db::Result<Vec<Vec<u8>>> {
    let desk = Desk { scope, student: session.student, program: session.program };
    let ended = session.ended_at.or(session.cancelled_at).unwrap_or(session.ends_at);
    journal::as_of(tx, desk, board, ended).await
}

/// The pieces as one update.
pub fn whole(board: Board, pieces: Vec<Vec<u8>>) -> Vec<u8> {
    // an update of nothing
    if pieces.is_empty() { vec![0, 0] } else { merged(board, pieces) }
}
