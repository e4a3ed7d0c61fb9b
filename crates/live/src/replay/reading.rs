//! What a replay consists of.

use db::{Scope, Tx};
use kernel::{Seat, SessionId, Timestamp};
use room::boards::Board;
use room::protocol::EventView;
use serde::Serialize;
use teaching::presence;
use teaching::sessions::{self, Session};
use web::Viewer;

use super::parts::{Part, parts};
use super::score::{Score, Stroke};
use crate::journal::{self, Desk, Span};
use crate::talking;

/// Why there is nothing to play.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    #[error("the session is not over")]
    NotOver(SessionId),
    #[error(transparent)]
    Store(#[from] db::Error),
}

/// All that has a time in a session.
#[derive(Debug, Serialize)]
pub struct Timeline {
    pub starts_ms: i64,
    pub ends_ms: i64,
    pub names: Names,
    pub happenings: Vec<EventView>,
    pub stays: Vec<Stay>,
    /// When each person spoke. None of either: it was not measured, or nobody did.
    pub talks: Vec<Stay>,
    pub parts: Vec<Part>,
    /// The boards that were worked on.
    pub boards: Vec<Board>,
}

#[derive(Debug, Serialize)]
pub struct Names {
    pub instructor: String,
    pub student: String,
}

/// A time in which somebody was in the room, or spoke.
#[derive(Debug, Serialize)]
pub struct Stay {
    pub seat: Seat,
    pub from_ms: i64,
    pub to_ms: i64,
}

/// A session that is over, for who may see it.
///
/// # Errors
/// `NotFound` for everyone else, and for one that took place elsewhere; `NotOver` while it is planned or live.
pub async fn find_over(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> Result<Session, ReplayError> {
    let session = sessions::find_visible(tx, viewer, id).await?;
    if !session.place.is_classroom() {
        return Err(db::Error::NotFound.into());
    }
    if session.state().is_over() { Ok(session) } else { Err(ReplayError::NotOver(id)) }
}

/// What happened in the session, and when.
///
/// # Errors
/// As the engine refuses.
pub async fn timeline(tx: &mut Tx, viewer: &Viewer, session: &Session) -> db::Result<Timeline> {
    let scope = viewer.scope();
    let lines = journal::lines(tx, scope, session.id).await?;
    let stays = presence::intervals(tx, scope, session.id).await?;
    let begun = journal::begun(tx, scope, span(session)).await?;
    let parts = parts(tx, viewer, session).await?;
    let mut talks = Vec::new();
    for &seat in Seat::ALL {
        let spans = talking::spans(tx, scope, session.id, seat).await?;
        talks.extend(spans.iter().map(|span| Stay {
            seat,
            from_ms: span.from.millis(),
            to_ms: span.to.millis(),
        }));
    }
    let first = (lines.iter().map(|line| line.at.millis()))
        .chain(stays.iter().map(|stay| stay.from.millis()))
        .chain(begun.iter().map(|(_, at)| at.millis()))
        .chain(parts.iter().map(|part| part.starts_ms))
        .min();
    let starts_ms = first.unwrap_or_else(|| session.opened_at.unwrap_or(session.starts_at).millis());
    Ok(Timeline {
        starts_ms,
        ends_ms: ended(session).millis().max(starts_ms),
        names: Names { instructor: session.instructor_name.clone(), student: session.student_name.clone() },
        happenings: lines.iter().map(EventView::from).collect(),
        stays: stays
            .iter()
            .map(|stay| Stay { seat: stay.seat, from_ms: stay.from.millis(), to_ms: stay.to.millis() })
            .collect(),
        talks,
        parts,
        boards: begun.into_iter().map(|(board, _)| board).collect(),
    })
}

/// A board of the session, not yet merged.
///
/// # Errors
/// As the engine refuses.
pub async fn score(tx: &mut Tx, scope: Scope, session: &Session, board: Board) -> db::Result<Score> {
    let desk = Desk { scope, student: session.student, program: session.program };
    let log = journal::log(tx, desk, span(session), board).await?;
    if log.is_cut {
        tracing::info!(session.id = %session.id, "A board of {} is longer than is played again", session.id);
    }
    // who is not the student taught them: the session's instructor or, at the same boards, another one
    let seat = |by| if by == session.student { Seat::Student } else { Seat::Instructor };
    let strokes = log
        .edits
        .into_iter()
        .map(|edit| Stroke { by: seat(edit.by), at_ms: edit.at.millis(), update: edit.update })
        .collect();
    Ok(Score { board, before: log.before, strokes })
}

fn span(session: &Session) -> Span {
    let to = ended(session);
    Span { session: session.id, from: session.opened_at.unwrap_or(to), to }
}

fn ended(session: &Session) -> Timestamp {
    session.ended_at.or(session.cancelled_at).unwrap_or(session.ends_at)
}
