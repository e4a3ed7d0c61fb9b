//! A request: its facts, and where it stands by them. Pure.

use kernel::{PersonName, ProgramId, RequestId, SessionId, SessionMinutes, Timestamp, UserId, Zone};

use crate::sessions::Place;

/// How long before its start a session must have been agreed on.
pub const CLOSES_HOURS: i64 = 24;
/// How long after asking, or after a proposal, an answer is waited for.
pub const WAITS_HOURS: i64 = 72;
/// A time that is asked for, or proposed, lies so far ahead: an hour remains to answer.
pub const AHEAD_HOURS: i64 = CLOSES_HOURS + 1;
/// Times of one request.
pub const MOST_STARTS: usize = 3;
pub const MAX_REASON: usize = 300;

/// Where a request stands. Derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Its instructor has not answered.
    Pending,
    /// Another time was proposed, and its family has not answered.
    Proposed,
    Accepted,
    Declined,
    Withdrawn,
    /// Nobody answered in time, or the session it was about is no longer to come.
    Expired,
}

impl State {
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Proposed)
    }

    /// The words people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pending => "Pending confirmation",
            Self::Proposed => "Another time proposed",
            Self::Accepted => "Accepted",
            Self::Declined => "Declined",
            Self::Withdrawn => "Withdrawn",
            Self::Expired => "Expired",
        }
    }
}

/// What ended a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    Accepted,
    Declined,
    Withdrawn,
    Expired,
}

impl Answer {
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Declined, Self::Withdrawn, Self::Expired];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.word() == word)
    }
}

/// Another time, as it was proposed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub starts_at: Timestamp,
    pub by: UserId,
    pub at: Timestamp,
    pub words: String,
}

/// A session that is to be at another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moves {
    pub session: SessionId,
    /// When it is now.
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// It has begun, is over, or was cancelled.
    pub is_settled: bool,
    /// Other students take part: they keep their time, and this one has it alone.
    pub is_shared: bool,
}

/// What a viewer may do about a request they may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Its instructor, and admins for them.
    pub answers: bool,
    /// Who asked, and the student's parents.
    pub asks: bool,
}

/// A request with the names a page or a mail needs.
#[derive(Debug, Clone)]
pub struct Request {
    pub id: RequestId,
    /// None: it is about a new session.
    pub moves: Option<Moves>,
    pub instructor: UserId,
    pub instructor_name: String,
    pub instructor_first_name: PersonName,
    pub student: UserId,
    pub student_name: String,
    pub student_first_name: PersonName,
    pub program: ProgramId,
    pub program_title: String,
    /// Where a new session is to be.
    pub place: Place,
    pub subject: String,
    pub description: String,
    pub minutes: SessionMinutes,
    pub zone: Zone,
    /// When it would suit, as preferred; never none.
    pub starts: Vec<Timestamp>,
    pub asked_by: UserId,
    pub asked_by_name: String,
    pub asked_at: Timestamp,
    pub proposal: Option<Proposal>,
    pub expires_at: Timestamp,
    pub answer: Option<Answer>,
    pub answered_at: Option<Timestamp>,
    /// None: the server, or nobody yet.
    pub answered_by: Option<UserId>,
    pub answered_by_name: Option<String>,
    pub reason: Option<String>,
    /// What came of it.
    pub session: Option<SessionId>,
}

impl Request {
    pub fn state(&self, now: Timestamp) -> State {
        match self.answer {
            Some(Answer::Accepted) => State::Accepted,
            Some(Answer::Declined) => State::Declined,
            Some(Answer::Withdrawn) => State::Withdrawn,
            Some(Answer::Expired) => State::Expired,
            None if now >= self.expires_at || self.is_settled() => State::Expired,
            None if self.proposal.is_some() => State::Proposed,
            None => State::Pending,
        }
    }

    /// Whether the session that is to be moved cannot be any more.
    pub fn is_settled(&self) -> bool {
        self.moves.is_some_and(|moves| moves.is_settled)
    }

    /// The times that may still be agreed on: the one that was proposed, else those that were asked for.
    pub fn options(&self) -> Vec<Timestamp> {
        match &self.proposal {
            Some(proposal) => vec![proposal.starts_at],
            None => self.starts.clone(),
        }
    }

    pub fn ends(&self, starts_at: Timestamp) -> Timestamp {
        starts_at.plus_minutes(self.minutes.get())
    }

    /// Whether a session in `from..to` takes the time from one that starts then.
    pub fn meets(&self, starts_at: Timestamp, (from, to): (Timestamp, Timestamp)) -> bool {
        starts_at < to && from < self.ends(starts_at)
    }

    /// What people call it: its subject, else its program.
    pub fn title(&self) -> &str {
        if self.subject.is_empty() { &self.program_title } else { &self.subject }
    }
}

/// When a request, or a proposal, of `now` runs out: 72 hours from then, or 24 before the last of its times, and not later
/// than the start of a session that is to be moved.
pub fn expires_at(now: Timestamp, starts: &[Timestamp], moves: Option<Timestamp>) -> Timestamp {
    let waited_for = now.plus_minutes(WAITS_HOURS * 60);
    let closes = starts.iter().max().map(|last| last.plus_minutes(-CLOSES_HOURS * 60));
    [closes, moves].into_iter().flatten().fold(waited_for, Timestamp::min)
}

/// The first instant that may be asked for, or proposed, at `now`.
pub const fn earliest(now: Timestamp) -> Timestamp {
    now.plus_minutes(AHEAD_HOURS * 60)
}
