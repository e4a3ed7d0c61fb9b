//! What an entry is: which credits went from where to where, and what that does to the balances.

use kernel::{SessionId, Timestamp, UserId};

use crate::Credits;

/// Where credits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Outside the account: where grants come from and corrections may return.
    Issued,
    /// Free for the next session.
    Available,
    /// Set aside for a session that has not ended.
    Held,
    /// Paid for a session.
    Used,
}

impl Place {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Available => "available",
            Self::Held => "held",
            Self::Used => "used",
        }
    }
}

/// Why credits move. Each kind has one way, except a correction, which has two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// An admin gives credits.
    Grant,
    /// An admin adds credits that were missing.
    CorrectUp,
    /// An admin takes back credits that were too many.
    CorrectDown,
    /// A billable session was planned or started.
    Hold,
    /// The session ended and counts.
    Consume,
    /// The session does not count.
    Release,
    /// A session that is over was made billable.
    Charge,
    /// A session that is over was made non-billable.
    Refund,
}

impl Movement {
    pub const ALL: [Self; 8] = [
        Self::Grant,
        Self::CorrectUp,
        Self::CorrectDown,
        Self::Hold,
        Self::Consume,
        Self::Release,
        Self::Charge,
        Self::Refund,
    ];

    /// The word stored; a correction's way is told by its places.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Grant => "grant",
            Self::CorrectUp | Self::CorrectDown => "correction",
            Self::Hold => "hold",
            Self::Consume => "consume",
            Self::Release => "release",
            Self::Charge => "charge",
            Self::Refund => "refund",
        }
    }

    pub const fn from(self) -> Place {
        match self {
            Self::Grant | Self::CorrectUp => Place::Issued,
            Self::CorrectDown | Self::Hold | Self::Charge => Place::Available,
            Self::Consume | Self::Release => Place::Held,
            Self::Refund => Place::Used,
        }
    }

    pub const fn to(self) -> Place {
        match self {
            Self::CorrectDown => Place::Issued,
            Self::Grant | Self::CorrectUp | Self::Release | Self::Refund => Place::Available,
            Self::Hold => Place::Held,
            Self::Consume | Self::Charge => Place::Used,
        }
    }

    /// The movement stored as these three words; none when no movement goes that way.
    pub fn stored(kind: &str, from: &str, to: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|way| way.kind() == kind && way.from().word() == from && way.to().word() == to)
    }

    /// How many credits `place` gains when `credits` move: negative when they leave it.
    pub fn gain(self, place: Place, credits: Credits) -> i64 {
        let gained = if self.to() == place { credits.get() } else { 0 };
        let lost = if self.from() == place { credits.get() } else { 0 };
        gained - lost
    }
}

/// What a student can still use, and what is set aside. Zero for a student who never had an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// May be below zero where the organization allows it.
    pub available: i64,
    pub held: i64,
}

/// One line of a student's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The line's number in this account, from 1, without gaps.
    pub seq: i64,
    pub movement: Movement,
    pub credits: Credits,
    /// The balance once this line was written.
    pub after: Balance,
    pub session: Option<SessionId>,
    /// An admin's words; empty where the movement explains itself.
    pub reason: String,
    /// None: the server.
    pub by: Option<UserId>,
    pub at: Timestamp,
}

/// What one session holds and has used, by its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Position {
    pub held: i64,
    pub used: i64,
}

impl Position {
    /// Of the session these entries are about.
    pub fn of<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Self {
        entries.into_iter().fold(Self::default(), |sum, entry| Self {
            held: sum.held + entry.movement.gain(Place::Held, entry.credits),
            used: sum.used + entry.movement.gain(Place::Used, entry.credits),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_movement_is_found_again_by_its_words_and_moves_without_making_credits() {
        let three = Credits::new(3).unwrap();
        for way in Movement::ALL {
            let sum: i64 = [Place::Issued, Place::Available, Place::Held, Place::Used]
                .into_iter()
                .map(|place| way.gain(place, three))
                .sum();

            assert_eq!(sum, 0, "{way:?}");
            assert_eq!(Movement::stored(way.kind(), way.from().word(), way.to().word()), Some(way));
        }
        assert_eq!(Movement::stored("hold", "held", "used"), None);
    }
}
