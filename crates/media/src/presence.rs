//! Whether a person is still there, judged by the authentic packets of their browser. Minutes come from this.

use std::time::{Duration, Instant};

/// A connection that does not come about in this time is given up.
pub(crate) const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// How long a connection may be silent.
struct Patience {
    stalled_after: Duration,
    gone_after: Duration,
}

/// Media comes at least every 100 ms while a microphone or camera is on.
const WHILE_SENDING: Patience =
    Patience { stalled_after: Duration::from_secs(1), gone_after: Duration::from_secs(10) };

/// With everything switched off a browser only proves its path: Chromium every 2.5 s, Firefox every 4 to 6 s (RFC 7675).
const WHILE_IDLE: Patience =
    Patience { stalled_after: Duration::from_secs(7), gone_after: Duration::from_secs(20) };

/// Signs of life of one connection.
#[derive(Debug)]
pub(crate) struct Presence {
    created: Instant,
    heard: Option<Instant>,
    media_heard: Option<Instant>,
    stalled: bool,
}

/// A turn in the presence of a connection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    TimedOut,
    Stalled(Duration),
    Gone(Duration),
}

impl Presence {
    pub(crate) fn new(now: Instant) -> Self {
        Self { created: now, heard: None, media_heard: None, stalled: false }
    }

    /// The connection is up, or a proof of its path came. True when this ends a stall.
    pub(crate) fn hear(&mut self, now: Instant) -> bool {
        self.heard = Some(now);
        std::mem::take(&mut self.stalled)
    }

    /// Media came. True when this ends a stall.
    pub(crate) fn hear_media(&mut self, now: Instant) -> bool {
        self.media_heard = Some(now);
        self.hear(now)
    }

    /// What the silence up to `now` means, if it means something new.
    pub(crate) fn turn(&mut self, now: Instant) -> Option<Turn> {
        let Some(heard) = self.heard else {
            return (now >= self.created + CONNECT_WITHIN).then_some(Turn::TimedOut);
        };
        let (patience, silent_for) = (self.patience(), now.saturating_duration_since(heard));
        if silent_for >= patience.gone_after {
            Some(Turn::Gone(silent_for))
        } else if silent_for >= patience.stalled_after && !self.stalled {
            self.stalled = true;
            Some(Turn::Stalled(silent_for))
        } else {
            None
        }
    }

    /// When silence will next mean something.
    pub(crate) fn next_wake(&self) -> Instant {
        match self.heard {
            None => self.created + CONNECT_WITHIN,
            Some(heard) if self.stalled => heard + self.patience().gone_after,
            Some(heard) => heard + self.patience().stalled_after,
        }
    }

    /// Sending is what was last seen: media within the second before the last sign of life.
    fn patience(&self) -> &'static Patience {
        let was_sending = match (self.heard, self.media_heard) {
            (Some(heard), Some(media)) => {
                heard.saturating_duration_since(media) < WHILE_SENDING.stalled_after
            }
            _ => false,
        };
        if was_sending { &WHILE_SENDING } else { &WHILE_IDLE }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as the start of a test")]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_sender_who_falls_silent_stalls_after_a_second_and_is_gone_after_ten() {
        let start = Instant::now();
        let mut presence = Presence::new(start);
        presence.hear_media(start);

        assert_eq!(presence.turn(start + SECOND / 2), None);
        assert_eq!(presence.turn(start + SECOND), Some(Turn::Stalled(SECOND)));
        assert_eq!(presence.turn(start + 2 * SECOND), None);
        assert_eq!(presence.next_wake(), start + 10 * SECOND);
        assert_eq!(presence.turn(start + 10 * SECOND), Some(Turn::Gone(10 * SECOND)));
    }

    #[test]
    fn a_stall_ends_with_the_next_sign_of_life() {
        let start = Instant::now();
        let mut presence = Presence::new(start);
        presence.hear_media(start);
        presence.turn(start + SECOND);

        assert!(presence.hear_media(start + 2 * SECOND));
        assert!(!presence.hear_media(start + 2 * SECOND));
    }

    #[test]
    fn somebody_with_everything_switched_off_is_present_between_two_proofs_of_their_path() {
        let start = Instant::now();
        let mut presence = Presence::new(start);
        presence.hear_media(start);
        presence.hear(start + 3 * SECOND);

        assert_eq!(presence.turn(start + 9 * SECOND), None);
        assert_eq!(presence.turn(start + 10 * SECOND), Some(Turn::Stalled(7 * SECOND)));
    }

    #[test]
    fn a_connection_that_never_comes_about_times_out() {
        let start = Instant::now();
        let mut presence = Presence::new(start);

        assert_eq!(presence.turn(start + 29 * SECOND), None);
        assert_eq!(presence.turn(start + 30 * SECOND), Some(Turn::TimedOut));
    }
}
