//! What people are reminded of before a session, and after its start.

use serde::{Deserialize, Serialize};

/// A reminder of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminder {
    /// For everyone in it.
    DayBefore,
    /// For everyone in it.
    HourBefore,
    /// Ten minutes past the start, for whoever has not come.
    NotThereYet,
}

impl Reminder {
    pub const ALL: [Self; 3] = [Self::DayBefore, Self::HourBefore, Self::NotThereYet];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::DayBefore => "day before",
            Self::HourBefore => "hour before",
            Self::NotThereYet => "not there yet",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reminder| reminder.word() == word)
    }
}
