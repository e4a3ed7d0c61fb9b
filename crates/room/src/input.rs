//! What a room is told.

use std::time::Duration;

use kernel::{Seat, Timestamp};

use crate::MediaEvent;
use crate::protocol::{By, Device, FromBrowser, Outcome, Relay, Spot};

/// A browser's connection, named by the driver; a name is never used twice in one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Conn(pub u64);

/// Somebody with the right to `seat` said hello on `conn`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub conn: Conn,
    pub seat: Seat,
    pub device: Device,
    pub place: Spot,
    /// Take the seat from another device.
    pub takeover: bool,
    /// Where this person reads about the session afterwards; none for a link holder without a sign-in.
    pub details: Option<String>,
    /// The newest happening this page knows; 0 for none.
    pub since: u64,
}

/// How far the mails with the join links have come, taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mail {
    #[default]
    OnTheWay,
    /// At least one was taken by a mail server.
    Sent,
    /// None was or will be.
    Unsent,
}

/// How far the join links have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LinkProgress {
    pub mail: Mail,
    pub opened_by_student: bool,
    /// The parent's mail was used.
    pub opened_by_parent: bool,
}

/// Something that happened to a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    Hello(Newcomer),
    Said {
        conn: Conn,
        message: FromBrowser,
    },
    /// The connection broke or was closed by the browser.
    Disconnected {
        conn: Conn,
    },
    /// Its holder lost the right to be here.
    Revoked {
        conn: Conn,
    },
    /// Its seat was claimed by the join link on another device.
    Moved {
        conn: Conn,
    },
    /// The media engine wrote an offer for a connection it was told to join.
    Offer {
        seat: Seat,
        generation: u64,
        sdp: String,
        relay: Option<Relay>,
    },
    Media {
        seat: Seat,
        generation: u64,
        event: MediaEvent,
    },
    Progress(LinkProgress),
    /// The record is on disk up to this line.
    Noted {
        seq: u64,
    },
    /// A file of the session was shared from `seat`; `media` is its kind.
    FileShared {
        seat: Seat,
        file: String,
        name: String,
        media: String,
    },
    /// The planned end was moved, as asked for by `Output::Extend`.
    Extended {
        ends: Timestamp,
    },
    ExtensionRefused {
        text: String,
    },
    /// The recording ended by itself; the sentence says why.
    RecordingFailed {
        text: String,
    },
    /// The classroom was opened, as asked for by `Output::Open`.
    Opened,
    /// It could not be opened; the sentence says why.
    OpenRefused {
        text: String,
    },
    /// The end needs the instructor's word.
    EndNeedsChoice {
        together: Duration,
        minimum: Duration,
    },
    /// The end could not be written; the room goes on.
    EndFailed {
        text: String,
    },
    /// The session is over.
    Ended {
        outcome: Outcome,
        by: By,
    },
    /// Time has passed.
    Tick,
}
