//! How far a change of a series reaches, and which sessions that are. Pure.

use kernel::Timestamp;

use super::super::session::{Session, State};

/// How many of the sessions a change is for, as seen from one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// This one alone, which is changed by itself from then on.
    This,
    Following,
    All,
}

impl Reach {
    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Self::This => "this",
            Self::Following => "following",
            Self::All => "all",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::This, Self::Following, Self::All].into_iter().find(|reach| reach.word() == word)
    }
}

/// The sessions that a change is for, and those it would be for if they had not been changed by themselves.
#[derive(Debug, Default)]
pub struct Reached {
    pub touched: Vec<Session>,
    pub left_alone: Vec<Session>,
}

/// Of `all` sessions of a series those that a change made at `from` reaches: what is over, running, or was cancelled is
/// never touched, and what was changed by itself is left alone, but where it is meant alone.
pub fn reached(all: Vec<Session>, from: &Session, reach: Reach, now: Timestamp) -> Reached {
    let position = |session: &Session| session.series.as_ref().map_or(0, |part| part.position);
    let mut reached = Reached::default();
    for session in all {
        let is_meant = match reach {
            Reach::This => session.id == from.id,
            Reach::Following => position(&session) >= position(from),
            Reach::All => true,
        };
        if !is_meant || session.state() != State::Scheduled || session.starts_at <= now {
            continue;
        }
        let is_changed = session.series.as_ref().is_some_and(|part| part.is_changed);
        if is_changed && reach != Reach::This {
            reached.left_alone.push(session);
        } else {
            reached.touched.push(session);
        }
    }
    reached
}
