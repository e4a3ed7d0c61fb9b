//! What happened in a session, in one order: written down first, then told.

use kernel::{Seat, Timestamp};
use serde::{Deserialize, Serialize};

use super::Mode;
use crate::boards::Board;

/// One line of a session's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// Counts from 1, without gaps.
    pub seq: u64,
    pub at: Timestamp,
    /// Whose doing it was; the server's when none.
    pub by: Option<Seat>,
    pub what: What,
}

/// What it was. Stored as it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// `id` is the browser's: a message that is said again after a lost connection is the same.
    Chat {
        id: String,
        text: String,
    },
    /// A file was shared; its bytes are at the session's files.
    File {
        file: String,
        name: String,
        media: String,
    },
    Mode {
        mode: Mode,
    },
    Lock {
        board: Board,
        on: bool,
    },
    Share {
        on: bool,
    },
    Record {
        on: bool,
    },
    Extended {
        ends_ms: i64,
    },
}

impl What {
    /// The word by which lines are found.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Chat { .. } => "chat",
            Self::File { .. } => "file",
            Self::Mode { .. } => "mode",
            Self::Lock { .. } => "lock",
            Self::Share { .. } => "share",
            Self::Record { .. } => "record",
            Self::Extended { .. } => "extended",
        }
    }
}
