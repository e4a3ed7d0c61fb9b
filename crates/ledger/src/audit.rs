//! The books read again: what an account's entries add up to, and whether they can all be true.

use std::collections::BTreeMap;

use kernel::SessionId;

use crate::Credits;
use crate::entry::{Balance, Entry, Movement, Place, Position};

/// What the entries of one account add up to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audit {
    pub balance: Balance,
    /// Credits that came from outside: zero or negative, as the three others come from here.
    pub issued: i64,
    pub used: i64,
    /// Sessions with a hold that is neither consumed nor released.
    pub open_holds: Vec<SessionId>,
}

/// Why an account's entries cannot all be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("entry {seq} stands where entry {expected} should")]
    Gap { seq: i64, expected: i64 },
    #[error("entry {seq} says {written:?} are left; the entries before it make {summed:?}")]
    RunningBalance { seq: i64, written: Balance, summed: Balance },
    #[error("entry {seq} names no session, and its kind needs one")]
    NoSession { seq: i64 },
    #[error("entry {seq} holds credits for a session a second time")]
    SecondHold { seq: i64 },
    #[error("entry {seq} settles a session that holds nothing")]
    NothingHeld { seq: i64 },
    #[error("entry {seq} takes more than one credit for a session")]
    PaidTwice { seq: i64 },
    #[error("entry {seq} refunds a session more than it used")]
    OverRefund { seq: i64 },
}

#[derive(Default)]
struct OfSession {
    was_held: bool,
    position: Position,
}

/// Adds up all `entries` of one account, oldest first.
///
/// # Errors
/// The first `Flaw`.
pub fn audit<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Result<Audit, Flaw> {
    let mut sum = Audit::default();
    let mut sessions = BTreeMap::<SessionId, OfSession>::new();
    for (expected, entry) in (1..).zip(entries) {
        if entry.seq != expected {
            return Err(Flaw::Gap { seq: entry.seq, expected });
        }
        sum.add(entry);
        if sum.balance != entry.after {
            return Err(Flaw::RunningBalance { seq: entry.seq, written: entry.after, summed: sum.balance });
        }
        follow_session(&mut sessions, entry)?;
    }
    sum.open_holds = sessions.iter().filter(|(_, of)| of.position.held > 0).map(|(id, _)| *id).collect();
    Ok(sum)
}

impl Audit {
    fn add(&mut self, entry: &Entry) {
        let gain = |place| entry.movement.gain(place, entry.credits);
        self.issued += gain(Place::Issued);
        self.balance.available += gain(Place::Available);
        self.balance.held += gain(Place::Held);
        self.used += gain(Place::Used);
    }
}

fn follow_session(sessions: &mut BTreeMap<SessionId, OfSession>, entry: &Entry) -> Result<(), Flaw> {
    use Movement::{Charge, Consume, CorrectDown, CorrectUp, Grant, Hold, Refund, Release};
    let seq = entry.seq;
    if matches!(entry.movement, Grant | CorrectUp | CorrectDown) {
        return Ok(());
    }
    let session = entry.session.ok_or(Flaw::NoSession { seq })?;
    let of = sessions.entry(session).or_default();
    let was_held = of.was_held;
    of.was_held |= entry.movement == Hold;
    of.position.held += entry.movement.gain(Place::Held, entry.credits);
    of.position.used += entry.movement.gain(Place::Used, entry.credits);
    match entry.movement {
        Hold if was_held => Err(Flaw::SecondHold { seq }),
        // a hold is settled whole, so what is left of it is nothing
        Consume | Release if of.position.held != 0 => Err(Flaw::NothingHeld { seq }),
        Hold | Charge if of.position.held + of.position.used > Credits::ONE.get() => {
            Err(Flaw::PaidTwice { seq })
        }
        Refund if of.position.used < 0 => Err(Flaw::OverRefund { seq }),
        Hold | Consume | Release | Charge | Refund | Grant | CorrectUp | CorrectDown => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    const NOON: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn entry(seq: i64, movement: Movement, session: Option<SessionId>, available: i64, held: i64) -> Entry {
        Entry {
            seq,
            movement,
            credits: Credits::ONE,
            after: Balance { available, held },
            session,
            reason: String::new(),
            by: None,
            at: NOON,
        }
    }

    #[test]
    fn an_honest_account_adds_up() {
        let (algebra, reading) = (SessionId::fresh(NOON), SessionId::fresh(NOON));
        let entries = [
            entry(1, Movement::Grant, None, 1, 0),
            entry(2, Movement::Hold, Some(algebra), 0, 1),
            entry(3, Movement::Consume, Some(algebra), 0, 0),
            entry(4, Movement::Hold, Some(reading), -1, 1),
        ];

        let sum = audit(&entries).unwrap();

        assert_eq!(sum.balance, Balance { available: -1, held: 1 });
        assert_eq!((sum.issued, sum.used), (-1, 1));
        assert_eq!(sum.open_holds, [reading]);
    }

    #[test]
    fn an_account_that_cannot_be_true_is_found() {
        let session = Some(SessionId::fresh(NOON));
        let hold = entry(1, Movement::Hold, session, -1, 1);
        let found = |entries: &[Entry]| audit(entries).unwrap_err();

        assert_eq!(found(&[entry(2, Movement::Grant, None, 1, 0)]), Flaw::Gap { seq: 2, expected: 1 });
        assert!(matches!(
            found(&[entry(1, Movement::Grant, None, 2, 0)]),
            Flaw::RunningBalance { seq: 1, .. }
        ));
        assert_eq!(found(&[entry(1, Movement::Charge, None, -1, 0)]), Flaw::NoSession { seq: 1 });
        let again = entry(2, Movement::Hold, session, -2, 2);
        assert_eq!(found(&[hold.clone(), again]), Flaw::SecondHold { seq: 2 });
        let consumed = entry(2, Movement::Consume, session, -1, 0);
        let released = entry(3, Movement::Release, session, 0, -1);
        assert_eq!(found(&[hold, consumed, released]), Flaw::NothingHeld { seq: 3 });
        let charged = entry(1, Movement::Charge, session, -1, 0);
        let held = entry(2, Movement::Hold, session, -2, 1);
        assert_eq!(found(&[charged, held]), Flaw::PaidTwice { seq: 2 });
        assert_eq!(found(&[entry(1, Movement::Refund, session, 1, 0)]), Flaw::OverRefund { seq: 1 });
    }
}
