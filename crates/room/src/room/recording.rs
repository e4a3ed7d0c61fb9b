//! Whether the session is recorded: nothing is, before both have said yes or were told in advance, and a student's no
//! ends it at once.

use kernel::Seat;

use super::Room;
use crate::input::Conn;
use crate::now::Now;
use crate::output::{Output, RecordingOrder};
use crate::protocol::{Place, RecordingState, RecordingView, What};

/// What the organization and the student decided beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RecordingPolicy {
    /// Never here, or never of this student.
    #[default]
    Never,
    /// The instructor begins it, the student is asked.
    Ask,
    /// Every session, once both are in; both see and hear that it is on.
    Always,
}

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Recording {
    policy: RecordingPolicy,
    state: RecordingState,
    /// Somebody said no in this session: it does not begin by itself again.
    declined: bool,
    /// It was on when the server went away, and goes on when both are back.
    interrupted: bool,
}

impl Recording {
    pub(super) const fn new(policy: RecordingPolicy, interrupted: bool) -> Self {
        Self { policy, state: RecordingState::Off, declined: false, interrupted }
    }

    pub(super) fn view(self) -> RecordingView {
        RecordingView { state: self.state, possible: self.policy != RecordingPolicy::Never }
    }
}

impl Room {
    /// The instructor begins or ends it.
    pub(super) fn ask_recording(&mut self, now: Now, conn: Conn, seat: Seat, on: bool) {
        if seat != Seat::Instructor || self.recording.policy == RecordingPolicy::Never {
            return self.refuse(conn, "record", "not_allowed", "This session is not recorded.");
        }
        match (on, self.recording.state) {
            (true, RecordingState::Off) if self.student.place == Place::Room => {
                self.answered(Seat::Instructor, true);
                self.recording.state = RecordingState::Asking;
            }
            (true, RecordingState::Off) => {
                let text = format!("Wait for {}, who has to agree.", self.student.name);
                self.refuse(conn, "record", "student_away", &text);
            }
            (false, RecordingState::Asking) => self.recording.state = RecordingState::Off,
            (false, RecordingState::On) => self.stop_recording(now, Some(seat)),
            (true, RecordingState::Asking | RecordingState::On) | (false, RecordingState::Off) => {}
        }
    }

    /// The student's answer; a no counts at any time.
    pub(super) fn consent(&mut self, now: Now, seat: Seat, yes: bool) {
        match (yes, self.recording.state) {
            (true, RecordingState::Asking) if seat == Seat::Student => {
                self.answered(seat, true);
                self.start_recording(now);
            }
            (false, RecordingState::Asking) => {
                self.answered(seat, false);
                self.recording.declined = true;
                self.recording.state = RecordingState::Off;
            }
            (false, RecordingState::On) => {
                self.answered(seat, false);
                self.recording.declined = true;
                self.stop_recording(now, Some(seat));
            }
            (true, _) | (false, RecordingState::Off) => {}
        }
    }

    /// Where every session is recorded it begins when both are in; one that was interrupted goes on.
    pub(super) fn record_by_itself(&mut self, now: Now) {
        let both = self.instructor.place == Place::Room && self.student.place == Place::Room;
        let Recording { policy, state, declined, interrupted } = self.recording;
        if !both || declined || state != RecordingState::Off {
            return;
        }
        match (policy, interrupted) {
            (RecordingPolicy::Never, _) | (RecordingPolicy::Ask, false) => {}
            (RecordingPolicy::Ask | RecordingPolicy::Always, _) => self.start_recording(now),
        }
    }

    /// It could not go on: the lesson does.
    pub(super) fn recording_failed(&mut self, now: Now, text: &str) {
        if self.recording.state == RecordingState::Off {
            return;
        }
        self.recording.state = RecordingState::Off;
        self.recording.declined = true;
        self.note(now, None, What::Record { on: false });
        if let Some(conn) = self.instructor.conn() {
            self.refuse(conn, "record", "failed", text);
        }
    }

    fn answered(&mut self, seat: Seat, yes: bool) {
        self.out.push_back(Output::Recording(RecordingOrder::Answered { seat, yes }));
    }

    fn start_recording(&mut self, now: Now) {
        self.recording.state = RecordingState::On;
        self.recording.interrupted = false;
        let by = (self.recording.policy == RecordingPolicy::Ask).then_some(Seat::Instructor);
        self.out.push_back(Output::Recording(RecordingOrder::Start { by }));
        self.note(now, None, What::Record { on: true });
    }

    fn stop_recording(&mut self, now: Now, by: Option<Seat>) {
        self.recording.state = RecordingState::Off;
        self.out.push_back(Output::Recording(RecordingOrder::Stop));
        self.note(now, by, What::Record { on: false });
    }
}
