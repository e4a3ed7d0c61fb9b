//! Where a session's recording lies on its timeline.

use db::{Result, Tx};
use kernel::{Seat, SessionId};
use serde::Serialize;
use teaching::sessions::Session;
use web::Viewer;

use crate::recordings;

/// A piece of a recording that plays without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub id: String,
    pub seat: Seat,
    pub source: Source,
    /// Where the first picture is.
    pub starts_ms: i64,
    pub ends_ms: i64,
    /// Where its bytes are read, in ranges.
    pub url: String,
}

/// What a part shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Camera and microphone.
    Person,
    Screen,
}

/// The parts of the session's recording that `viewer` may watch, in the order of time.
///
/// # Errors
/// `NotFound` for one who may not; as the engine refuses.
pub async fn parts(tx: &mut Tx, viewer: &Viewer, session: &Session) -> Result<Vec<Part>> {
    let view = recordings::viewable(tx, viewer, session.id).await?;
    let mut parts: Vec<Part> = (view.recordings.iter())
        .filter(|recording| recording.erased_at.is_none())
        .flat_map(|recording| &recording.parts)
        .map(|part| placed(session.id, part))
        .collect();
    parts.sort_by_key(|part| part.starts_ms);
    Ok(parts)
}

fn placed(session: SessionId, part: &recordings::Part) -> Part {
    Part {
        id: part.id.to_string(),
        seat: part.seat,
        source: if part.is_screen { Source::Screen } else { Source::Person },
        starts_ms: part.started_at.millis(),
        ends_ms: part.ends_at().millis(),
        url: format!("/sessions/{session}/recording/{}.webm", part.id),
    }
}
