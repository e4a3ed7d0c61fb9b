//! What a room wants done.

use kernel::{Seat, Timestamp};

use crate::boards::Board;
use crate::input::Conn;
use crate::protocol::{Choice, CloseCode, Happening, ToBrowser};

/// Something for the driver to do, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    Send {
        conn: Conn,
        message: ToBrowser,
    },
    /// Nothing is sent to `conn` afterwards.
    Close {
        conn: Conn,
        code: CloseCode,
    },
    Media(MediaOrder),
    Presence(PresenceFact),
    /// Write down a line of the record; answer with `Noted`.
    Note(Happening),
    /// The connection of `seat` that may work at the boards.
    AtBoards {
        seat: Seat,
        left: Option<Conn>,
        came: Option<Conn>,
    },
    /// Whether the student's edits of a board are refused from now on.
    Lock {
        board: Board,
        on: bool,
    },
    /// Move the planned end; answer with `Extended` or `ExtensionRefused`.
    Extend {
        minutes: u16,
    },
    Recording(RecordingOrder),
    /// Write down that the instructor opens the classroom; answer with `Opened` or `OpenRefused`.
    Open,
    /// End the session for all; answer with `Ended`, `EndNeedsChoice` or `EndFailed`.
    End {
        choice: Option<Choice>,
    },
}

/// What is to be done about the recording, in order: an answer is on record before anything is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordingOrder {
    Answered {
        seat: Seat,
        yes: bool,
    },
    /// `by` none: every session is recorded here.
    Start {
        by: Option<Seat>,
    },
    Stop,
}

/// What the media engine is to do with this room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaOrder {
    /// Write an offer for a new connection of `seat`; the one before stays until the new one carries.
    Join {
        seat: Seat,
        generation: u64,
    },
    Answer {
        seat: Seat,
        generation: u64,
        sdp: String,
    },
    /// Close this connection of `seat` and any before it.
    Leave {
        seat: Seat,
        generation: u64,
    },
    /// Whether picture and sound pass between the two seats.
    Gate {
        open: bool,
    },
    /// Whose screen is passed on; nobody's when none.
    Screen {
        from: Option<Seat>,
    },
    /// Close everything.
    Close,
}

/// A fact to store: since when, or until when, a person was present (in the room, with live media), and since when
/// both were for the first time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresenceFact {
    Entered { seat: Seat, at: Timestamp },
    Left { seat: Seat, at: Timestamp },
    Met { at: Timestamp },
}
