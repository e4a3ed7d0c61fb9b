//! What two people say and show, as files: one WebM for each unbroken run of a seat's camera and microphone, and one
//! for each run of its shared screen.
//!
//! ```text
//! Packet ─► reorder ─► frames (VP8) ─┐
//!                                    ├─ timeline ─► film: blocks wait, are sorted ─► clusters ─► Reel
//! Packet ───────────── Opus ─────────┘
//! ```
//!
//! Whoever appends the bytes of the reels to a file, in their order, has a file that plays at any moment: each reel
//! ends with a whole cluster. A block waits less than a second until it is in a reel. A file has the tracks that were
//! heard at its beginning; when one falls silent or another appears, the file ends and a new one begins.

mod film;
mod frames;
mod lane;
mod reorder;
mod tapes;
mod timeline;
mod vp8;
mod webm;

use std::fmt;
use std::time::{Duration, Instant};

use crate::Place;

pub(crate) use tapes::Tapes;
pub(crate) use timeline::Report;

/// One switching-on of a room's recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Take(pub(crate) u64);

/// What of a seat one file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Microphone and camera.
    Person,
    /// The shared screen.
    Screen,
}

impl Source {
    pub const ALL: [Self; 2] = [Self::Person, Self::Screen];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Screen => "screen",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// News of a take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    pub take: Take,
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Reel(Reel),
    /// The last word: recording was stopped, or the room closed. All files have ended.
    Over,
    /// The last word: the recorder broke down. Files that have not ended stay as they are.
    Broken,
}

/// Bytes for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reel {
    pub place: Place,
    pub source: Source,
    /// Counts the files of one connection and source, from 0.
    pub number: u32,
    pub piece: Piece,
}

/// A file begins, goes on, ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// `bytes` are the first of the file.
    Begin { opening: Opening, bytes: Vec<u8> },
    /// Whole clusters to append.
    Go { bytes: Vec<u8> },
    /// Nothing more comes.
    End(Ending),
}

/// What is known of a file at its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// When its time zero was: on the sender's clock as its sender reports tell, laid onto ours at their quickest
    /// way; by arrival, before the first report.
    pub started: Instant,
    pub has_sound: bool,
    pub has_picture: bool,
}

/// How a file ends. Without it the file plays as well, but players find no length and no index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Append these: the index.
    pub index: Vec<u8>,
    /// Then write these over the file's bytes from this offset on: where the index is, and how long it lasts.
    pub patch: (u64, Vec<u8>),
    pub lasts: Duration,
    /// Packets and frames that could not be used: not VP8, late, incomplete, or without the key frame they build on.
    pub dropped: u64,
}
