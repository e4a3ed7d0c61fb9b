//! A recording: when there may be one, and what is known of it. Pure.

use kernel::{PartId, RecordingId, Seat, SessionId, Timestamp, UserId};
use people::organizations::RecordingMode;

/// What somebody answered to the question whether they may be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
}

impl Answer {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Yes, Self::No].into_iter().find(|answer| answer.word() == word)
    }
}

/// The newest answer for each seat of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Answers {
    pub instructor: Option<Answer>,
    pub student: Option<Answer>,
}

impl Answers {
    pub const fn of(&self, seat: Seat) -> Option<Answer> {
        match seat {
            Seat::Instructor => self.instructor,
            Seat::Student => self.student,
        }
    }

    pub(super) const fn set(&mut self, seat: Seat, answer: Answer) {
        match seat {
            Seat::Instructor => self.instructor = Some(answer),
            Seat::Student => self.student = Some(answer),
        }
    }
}

/// Why a session is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    #[error("the organization does not record")]
    Off,
    #[error("somebody in the session does not want to be recorded")]
    Refused,
    #[error("not everybody in the session has been asked")]
    NotAsked,
}

/// Whether a session may be recorded now. A student's no, here or for good, beats every mode; where everybody is asked,
/// both have to say yes.
pub fn may_record(mode: RecordingMode, student_refuses: bool, answers: Answers) -> Result<(), WhyNot> {
    if mode == RecordingMode::Off {
        return Err(WhyNot::Off);
    }
    if student_refuses || answers.student == Some(Answer::No) {
        return Err(WhyNot::Refused);
    }
    match (mode, answers.instructor, answers.student) {
        (RecordingMode::Always, ..) | (_, Some(Answer::Yes), Some(Answer::Yes)) => Ok(()),
        (_, Some(Answer::No), _) => Err(WhyNot::Refused),
        _ => Err(WhyNot::NotAsked),
    }
}

/// Why a recording stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyStopped {
    /// The instructor switched it off.
    Asked,
    /// Somebody took their consent back.
    Refused,
    /// The classroom closed.
    Over,
    /// The disk is full, or the recording is as large as one may be.
    Full,
    /// The disk is too slow.
    Behind,
    /// A file could not be written, or the recorder broke down.
    Failed,
    /// The server ended without a word.
    Restart,
}

impl WhyStopped {
    pub const ALL: [Self; 7] =
        [Self::Asked, Self::Refused, Self::Over, Self::Full, Self::Behind, Self::Failed, Self::Restart];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Refused => "refused",
            Self::Over => "over",
            Self::Full => "full",
            Self::Behind => "behind",
            Self::Failed => "failed",
            Self::Restart => "restart",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }

    /// Whether people in the classroom are to be told that something went wrong.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Full | Self::Behind | Self::Failed | Self::Restart)
    }
}

/// One switching-on of a session's recording, as its viewers find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recording {
    pub id: RecordingId,
    pub session: SessionId,
    pub started_at: Timestamp,
    pub started_by: Option<UserId>,
    /// None while it goes on.
    pub stopped: Option<(Timestamp, WhyStopped)>,
    /// Not erased while it is held.
    pub held: Option<Held>,
    pub erased_at: Option<Timestamp>,
    /// Its files that have ended, earliest first.
    pub parts: Vec<Part>,
}

impl Recording {
    pub fn bytes(&self) -> i64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }
}

/// A legal hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub at: Timestamp,
    /// In the words of who set it.
    pub why: String,
}

/// One file of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub id: PartId,
    pub recording: RecordingId,
    pub seat: Seat,
    /// The shared screen; else camera and microphone.
    pub is_screen: bool,
    pub started_at: Timestamp,
    pub has_sound: bool,
    pub has_picture: bool,
    pub bytes: i64,
    /// None: the file's end was not written.
    pub lasts_ms: Option<i64>,
    /// When its last bytes were written.
    pub ended_at: Timestamp,
}

impl Part {
    /// Where it ends on everybody's timeline; without an end of its own, when its last bytes were written.
    pub fn ends_at(&self) -> Timestamp {
        let ends = self.lasts_ms.map(|lasts| self.started_at.plus_millis(lasts));
        ends.unwrap_or(self.ended_at.max(self.started_at))
    }
}

/// What recordings may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one recording: a day of two cameras and a screen at full quality.
    pub recording_bytes: u64,
    /// Files of one recording: a camera switched off and on for a whole day.
    pub parts: u32,
    /// Bytes that recordings leave free on the disk, for all that must not stop.
    pub spare_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { recording_bytes: 32 << 30, parts: 2_000, spare_bytes: 1 << 30 }
    }
}

#[cfg(test)]
mod tests {
    use super::Answer::{No, Yes};
    use super::*;

    fn may(mode: RecordingMode, instructor: Option<Answer>, student: Option<Answer>) -> Result<(), WhyNot> {
        may_record(mode, false, Answers { instructor, student })
    }

    #[test]
    fn where_people_are_asked_both_have_to_say_yes() {
        let ask = RecordingMode::Ask;
        assert_eq!(may(ask, Some(Yes), Some(Yes)), Ok(()));
        for (instructor, student) in [(None, None), (Some(Yes), None), (None, Some(Yes))] {
            assert_eq!(may(ask, instructor, student), Err(WhyNot::NotAsked));
        }
        for (instructor, student) in
            [(Some(No), None), (Some(No), Some(Yes)), (None, Some(No)), (Some(Yes), Some(No))]
        {
            assert_eq!(may(ask, instructor, student), Err(WhyNot::Refused));
        }
    }

    #[test]
    fn a_students_no_beats_every_mode() {
        assert_eq!(may(RecordingMode::Always, None, None), Ok(()));
        assert_eq!(may(RecordingMode::Always, Some(No), None), Ok(()));
        assert_eq!(may(RecordingMode::Always, Some(Yes), Some(No)), Err(WhyNot::Refused));
        let yes = Answers { instructor: Some(Yes), student: Some(Yes) };
        for mode in [RecordingMode::Ask, RecordingMode::Always] {
            assert_eq!(may_record(mode, true, yes), Err(WhyNot::Refused));
        }
        assert_eq!(may_record(RecordingMode::Off, false, yes), Err(WhyNot::Off));
    }
}
