//! Where an owed mail stands, and when it is tried again. Pure.

use kernel::{DeliveryId, Timestamp};

use crate::mails::Kind;
use crate::post::Trouble;

/// The pause after a first failure, in seconds; it doubles with each further one.
const FIRST_PAUSE_SECONDS: i64 = 15;
/// The longest pause, in seconds.
const LONGEST_PAUSE_SECONDS: i64 = 60 * 60;
/// How long a mail is tried, in minutes.
pub const TRIED_FOR_MINUTES: i64 = 24 * 60;

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Queued,
    /// The mail server has it.
    Sent,
    /// Given up: refused for good, or in vain for a day.
    Undelivered,
    /// Not needed any more when its turn came.
    Dropped,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Queued, Self::Sent, Self::Undelivered, Self::Dropped];

    /// The word stored.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Undelivered => "undelivered",
            Self::Dropped => "dropped",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// An owed mail in the admins' list.
#[derive(Debug, Clone)]
pub struct Line {
    pub id: DeliveryId,
    /// First and last name.
    pub to: String,
    pub kind: Kind,
    pub state: State,
    pub tries: i64,
    pub created_at: Timestamp,
    pub next_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// Why the last try failed, or why the mail was not needed.
    pub last_error: Option<String>,
}

/// What follows from a failed try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Again(Timestamp),
    GiveUp,
}

/// What follows when try number `tries` (from 1) failed at `now`.
pub fn after(trouble: Trouble, tries: i64, now: Timestamp, give_up_at: Timestamp) -> Next {
    let pause = match trouble {
        Trouble::Never => return Next::GiveUp,
        // the server has not seen it: the pauses that spare the server are enough
        Trouble::Unreachable => FIRST_PAUSE_SECONDS,
        Trouble::Interrupted | Trouble::NotNow => {
            let doublings = u32::try_from(tries - 1).unwrap_or(0).min(20);
            (FIRST_PAUSE_SECONDS << doublings).min(LONGEST_PAUSE_SECONDS)
        }
    };
    if now >= give_up_at { Next::GiveUp } else { Next::Again(now.plus_seconds(pause)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_to_an_hour_and_end_after_a_day() {
        let start = Timestamp::from_micros(0);
        let give_up_at = start.plus_minutes(TRIED_FOR_MINUTES);
        let (mut now, mut tries, mut pauses) = (start, 0, Vec::new());

        loop {
            tries += 1;
            match after(Trouble::NotNow, tries, now, give_up_at) {
                Next::Again(at) => {
                    pauses.push(at.since(now).as_secs());
                    now = at;
                }
                Next::GiveUp => break,
            }
        }

        assert_eq!(pauses[..10], [15, 30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]);
        assert!(now.since(give_up_at).as_secs() <= 3_600, "gave up within an hour after the day");
    }

    #[test]
    fn a_refusal_for_good_is_final_at_once() {
        let now = Timestamp::from_micros(0);

        assert_eq!(after(Trouble::Never, 1, now, now.plus_minutes(60)), Next::GiveUp);
    }
}
