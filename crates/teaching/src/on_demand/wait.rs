//! A place in the waiting room. Pure.

use kernel::{ProgramId, SessionId, Timestamp, UserId, WaitId};

/// So long without a sign of life, and the place is given up.
pub const GIVES_UP_SECONDS: i64 = 90;
/// How long an instructor is there, unless they say it again, in minutes.
pub const OFFERED_MINUTES: i64 = 120;

/// Where a place stands. Derived, never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    /// An instructor came.
    Met,
    Left,
}

/// Somebody who waits, or did.
#[derive(Debug, Clone)]
pub struct Wait {
    pub id: WaitId,
    pub student: UserId,
    pub student_name: String,
    pub program: ProgramId,
    pub program_title: String,
    pub asked_by: UserId,
    pub asked_at: Timestamp,
    /// The last sign of life.
    pub seen_at: Timestamp,
    pub left_at: Option<Timestamp>,
    pub session: Option<SessionId>,
}

impl Wait {
    pub fn state(&self, now: Timestamp) -> State {
        if self.session.is_some() {
            State::Met
        } else if self.left_at.is_some() || now >= self.seen_at.plus_seconds(GIVES_UP_SECONDS) {
            State::Left
        } else {
            State::Waiting
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_kept_by_signs_of_life() {
        let now = Timestamp::from_micros(0);
        let someone = UserId::fresh(now);
        let waiting = Wait {
            id: WaitId::fresh(now),
            student: someone,
            student_name: "Ben Ortiz".to_owned(),
            program: ProgramId::fresh(now),
            program_title: "Algebra".to_owned(),
            asked_by: someone,
            asked_at: now,
            seen_at: now,
            left_at: None,
            session: None,
        };
        let left = Wait { left_at: Some(now), ..waiting.clone() };
        let met = Wait { session: Some(SessionId::fresh(now)), ..waiting.clone() };
        let (before, after) = (now.plus_seconds(GIVES_UP_SECONDS - 1), now.plus_seconds(GIVES_UP_SECONDS));

        assert_eq!([waiting.state(before), waiting.state(after)], [State::Waiting, State::Left]);
        assert_eq!([left.state(before), left.state(after)], [State::Left, State::Left]);
        assert_eq!([met.state(before), met.state(after)], [State::Met, State::Met]);
    }
}
