//! Where a session's recording lies on its timeline.

use db::{Result, Tx};
use kernel::Seat;
use serde::Serialize;
use teaching::sessions::Session;
use web::Viewer;

/// A piece of a recording that plays without a gap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    pub id: String,
    pub seat: Seat,
    pub source: Source,
    /// Where the first picture is.
    pub starts_ms: i64,
    /// None when the end was not written: the file knows how long it is.
    pub ends_ms: Option<i64>,
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
/// As the engine refuses.
pub async fn parts(_tx: &mut Tx, _viewer: &Viewer, _session: &Session) -> Result<Vec<Part>> {
    Ok(Vec::new())
}
