//! What a series is to its sessions, and what can be done to it at once. Pure.

use kernel::{SeriesChangeId, SeriesId, SessionId, Timestamp, UserId};

use super::plan::Rhythm;

/// A session's part in its series.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub series: SeriesId,
    /// From 1.
    pub position: i64,
    /// As many as were booked.
    pub total: i64,
    pub rhythm: Rhythm,
    /// It was changed by itself: what is done to the series leaves it alone.
    pub is_changed: bool,
}

impl Part {
    /// `Every Monday, 12 of 24`; with `, changed` when it was changed by itself.
    pub fn words(&self) -> String {
        let changed = if self.is_changed { ", changed" } else { "" };
        format!("{}, {} of {}{changed}", self.rhythm.words(), self.position, self.total)
    }
}

/// What was done to several sessions of a series at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    Booked,
    Moved,
    Cancelled,
}

impl Done {
    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Booked => "booked",
            Self::Moved => "moved",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Booked, Self::Moved, Self::Cancelled].into_iter().find(|done| done.word() == word)
    }
}

/// One doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: SeriesChangeId,
    pub series: SeriesId,
    pub done: Done,
    pub by: UserId,
    pub at: Timestamp,
    /// Why, where it was cancelled.
    pub reason: Option<String>,
}

/// A session of a change, and when it was to be before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Was {
    pub session: SessionId,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
}
