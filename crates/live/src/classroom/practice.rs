//! An instructor's practice room: a room as any other, with nobody in the second seat, no session behind it, and nothing
//! of it written down. Pure.
//!
//! Its id is the instructor's own, which no session ever has: there is one for each of them, a reload finds it again, and a
//! second device takes it over. A live lesson and practice do not know of each other.

use std::time::Duration;

use kernel::{SessionId, Timestamp, UserId};
use room::protocol::{By, Locks, Mode, Outcome};
use room::{Input, LinkProgress, Output, Plan, RecordingPolicy};
use web::Viewer;

/// Longer than anybody practises: nothing in such a room depends on its end.
const HOURS: i64 = 24;

/// The room of an instructor.
pub fn room_of(instructor: UserId) -> SessionId {
    SessionId::from_uuid(instructor.uuid())
}

/// How the room begins at `now`.
pub fn plan(viewer: &Viewer, now: Timestamp) -> Plan {
    Plan {
        starts: now,
        early: Duration::ZERO,
        ends: now.plus_minutes(HOURS * 60),
        instructor_name: viewer.name(),
        student_name: "Student".to_owned(),
        opened: true,
        begun: false,
        admitted: false,
        together: Duration::ZERO,
        progress: LinkProgress::default(),
        mode: Mode::Video,
        locked: Locks::default(),
        recording: RecordingPolicy::Never,
        recorded: false,
        record: Vec::new(),
        extensions: Vec::new(),
    }
}

/// What the room is answered at once where a lesson's would wait for the store; nothing for what is done as in a lesson.
pub fn answer(output: &Output) -> Option<Option<Input>> {
    match output {
        Output::Presence(_) | Output::Recording(_) => Some(None),
        Output::Note(line) => Some(Some(Input::Noted { seq: line.seq })),
        Output::Open => Some(Some(Input::Opened)),
        Output::Extend { .. } => {
            Some(Some(Input::ExtensionRefused { text: "There is no end to put off.".to_owned() }))
        }
        Output::End { .. } => Some(Some(Input::Ended { outcome: Outcome::Cancelled, by: By::Instructor })),
        Output::Send { .. }
        | Output::Close { .. }
        | Output::Media(_)
        | Output::AtBoards { .. }
        | Output::Lock { .. } => None,
    }
}
