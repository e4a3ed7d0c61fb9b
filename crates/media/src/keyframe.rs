//! Asks a sender for a key frame, neither too often nor in vain.

use std::time::{Duration, Instant};

/// Wishes closer together than this are one request; encoders answer each with a large frame.
const THROTTLE: Duration = Duration::from_millis(150);

/// A request or its key frame may be lost: ask again after this long.
const RETRY: Duration = Duration::from_millis(500);

/// A sender with its camera off never answers.
const TRIES: u8 = 4;

/// An open wish for a key frame of one incoming track.
#[derive(Debug, Default)]
pub(crate) struct KeyframeWish {
    next_at: Option<Instant>,
    asked_at: Option<Instant>,
    tries_left: u8,
}

impl KeyframeWish {
    /// Somebody needs a key frame.
    pub(crate) fn want(&mut self, now: Instant) {
        let soonest = self.asked_at.map_or(now, |at| now.max(at + THROTTLE));
        self.next_at = Some(self.next_at.map_or(soonest, |at| at.min(soonest)));
        self.tries_left = TRIES;
    }

    /// A key frame came.
    pub(crate) fn fulfil(&mut self) {
        self.next_at = None;
    }

    /// Whether a request is to be sent now; it then counts as sent.
    pub(crate) fn take_due(&mut self, now: Instant) -> bool {
        if self.next_at.is_none_or(|at| now < at) {
            return false;
        }
        self.asked_at = Some(now);
        self.tries_left -= 1;
        self.next_at = (self.tries_left > 0).then_some(now + RETRY);
        true
    }

    pub(crate) fn next_wake(&self) -> Option<Instant> {
        self.next_at
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as the start of a test")]
mod tests {
    use super::*;

    #[test]
    fn many_wishes_are_one_request_until_the_throttle_has_passed() {
        let (mut wish, start) = (KeyframeWish::default(), Instant::now());
        wish.want(start);
        assert!(wish.take_due(start));

        wish.want(start + Duration::from_millis(10));

        assert!(!wish.take_due(start + Duration::from_millis(149)));
        assert!(wish.take_due(start + THROTTLE));
    }

    #[test]
    fn an_unanswered_wish_is_repeated_and_then_given_up() {
        let (mut wish, mut now) = (KeyframeWish::default(), Instant::now());
        wish.want(now);

        let mut asked = 0;
        while let Some(at) = wish.next_wake() {
            now = at;
            asked += u8::from(wish.take_due(now));
        }

        assert_eq!(asked, TRIES);
    }

    #[test]
    fn a_key_frame_ends_the_wish() {
        let (mut wish, now) = (KeyframeWish::default(), Instant::now());
        wish.want(now);

        wish.fulfil();

        assert!(!wish.take_due(now));
    }
}
