//! When the mail server does not answer, it is left alone for a while. Pure.

use kernel::Timestamp;

/// Failures in a row before the server counts as down.
const FAILURES: u32 = 3;
/// The first pause, in seconds; it doubles with each failed try after it.
const FIRST_PAUSE_SECONDS: i64 = 5;
/// The longest pause, in seconds: so soon after its return the server is noticed at the latest.
const LONGEST_PAUSE_SECONDS: i64 = 60;

/// Whether the mail server is up, as far as the tries tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Circuit {
    failures: u32,
    down_since: Option<Timestamp>,
    /// While down: when one mail may try again.
    try_at: Option<Timestamp>,
}

impl Circuit {
    /// How many of `free` mails may be tried now: all while the server is up, none during a pause, one after it.
    pub fn admits(&self, now: Timestamp, free: usize) -> usize {
        match self.try_at {
            None => free,
            Some(at) if now >= at => free.min(1),
            Some(_) => 0,
        }
    }

    /// The server took a mail or said why it does not: it is there.
    pub fn answered(&mut self) {
        *self = Self::default();
    }

    /// The server could not be reached or did not finish a conversation.
    pub fn failed(&mut self, now: Timestamp) {
        self.failures = self.failures.saturating_add(1);
        if self.failures < FAILURES {
            return;
        }
        let doublings = (self.failures - FAILURES).min(10);
        let pause = (FIRST_PAUSE_SECONDS << doublings).min(LONGEST_PAUSE_SECONDS);
        self.down_since.get_or_insert(now);
        self.try_at = Some(now.plus_seconds(pause));
    }

    /// Since when the server is down.
    pub const fn down_since(&self) -> Option<Timestamp> {
        self.down_since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_server_is_asked_ever_more_rarely_and_by_one_mail_at_a_time() {
        let mut circuit = Circuit::default();
        let mut now = Timestamp::from_micros(0);

        circuit.failed(now);
        circuit.failed(now);
        assert_eq!(circuit.admits(now, 4), 4, "two failures may be chance");

        let mut pauses = Vec::new();
        for _ in 0..6 {
            circuit.failed(now);
            assert_eq!(circuit.admits(now, 4), 0);
            let mut pause = 0;
            while circuit.admits(now, 4) == 0 {
                now = now.plus_seconds(1);
                pause += 1;
            }
            assert_eq!(circuit.admits(now, 4), 1);
            pauses.push(pause);
        }
        assert_eq!(pauses, [5, 10, 20, 40, 60, 60]);
        assert_eq!(circuit.down_since(), Some(Timestamp::from_micros(0)));

        circuit.answered();
        assert_eq!((circuit.admits(now, 4), circuit.down_since()), (4, None));
    }
}
