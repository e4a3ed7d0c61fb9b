//! How a copy stands. Pure.

use kernel::{RecordingId, Timestamp};

/// Why a copy could not be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyFailed {
    /// ffmpeg gave up, or stood still.
    Broken,
    /// The disk is nearly full.
    Full,
    /// The recording is in more files than are put together.
    Pieces,
}

impl WhyFailed {
    const ALL: [Self; 3] = [Self::Broken, Self::Full, Self::Pieces];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Full => "full",
            Self::Pieces => "pieces",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// A copy that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copy {
    pub recording: RecordingId,
    pub asked_at: Timestamp,
    pub state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its turn, or is being made.
    Asked,
    Made {
        bytes: i64,
    },
    Failed(WhyFailed),
}
