//! Tells a sender how much the receiver's line can take.
//!
//! The estimate of the receiver's line follows what is sent over it, so a cap taken from it alone would spiral
//! down. The cap is therefore our own slow AIMD above the estimate: cut when the line is full, then feel upwards.

use std::time::{Duration, Instant};

use crate::message::Transmit;

/// How often the cap is reconsidered and told.
pub(crate) const STEP: Duration = Duration::from_millis(500);

/// Never ask for less: speech and a small picture need this much.
const FLOOR_BPS: f64 = 100_000.0;

/// The cap may always grow to this, so that a camera that was off starts with a usable picture.
const START_BPS: f64 = 300_000.0;

/// A full line is one whose estimate is below this share of what is sent.
const FULL: f64 = 0.95;
const CUT: f64 = 0.85;
const GROW: f64 = 1.04;

/// After this long without a cut growth is steeper.
const CLEAN: Duration = Duration::from_secs(5);
const GROW_WHEN_CLEAN: f64 = 1.08;

/// The cap on what is sent to one receiver, in bits per second.
#[derive(Debug)]
pub(crate) struct Cap {
    max_bps: f64,
    cap_bps: f64,
    estimate_bps: Option<f64>,
    rate_bps: f64,
    sent_bytes: usize,
    stepped_at: Instant,
    cut_at: Instant,
}

impl Cap {
    pub(crate) fn new(max_bps: u64, now: Instant) -> Self {
        let max_bps = max_bps as f64;
        Self {
            max_bps,
            cap_bps: max_bps,
            estimate_bps: None,
            rate_bps: 0.0,
            sent_bytes: 0,
            stepped_at: now,
            cut_at: now,
        }
    }

    /// What the receiver's line can take, as estimated from its feedback.
    pub(crate) fn estimated(&mut self, bps: f64) {
        self.estimate_bps = Some(bps);
    }

    pub(crate) fn sent(&mut self, transmit: &Transmit) {
        self.sent_bytes += transmit.bytes.len();
    }

    /// The cap to tell the sender, when it is time for it.
    pub(crate) fn step(&mut self, now: Instant) -> Option<u64> {
        let passed = now.saturating_duration_since(self.stepped_at);
        if passed < STEP {
            return None;
        }
        let rate_bps = self.sent_bytes as f64 * 8.0 / passed.as_secs_f64();
        // A key frame is a burst; the average over two steps is what loads the line.
        self.rate_bps = (self.rate_bps + rate_bps) / 2.0;
        self.sent_bytes = 0;
        self.stepped_at = now;
        self.adjust(now);
        Some(self.cap_bps as u64)
    }

    pub(crate) fn next_wake(&self) -> Instant {
        self.stepped_at + STEP
    }

    fn adjust(&mut self, now: Instant) {
        let full = self.estimate_bps.filter(|estimate| *estimate < FULL * self.rate_bps);
        if let Some(estimate_bps) = full {
            self.cap_bps = (CUT * estimate_bps).min(self.cap_bps).max(FLOOR_BPS);
            self.cut_at = now;
            return;
        }
        let is_clean = now.saturating_duration_since(self.cut_at) >= CLEAN;
        let grown = self.cap_bps * if is_clean { GROW_WHEN_CLEAN } else { GROW };
        let useful = (2.0 * self.rate_bps).max(START_BPS).min(self.max_bps);
        self.cap_bps = self.cap_bps.max(grown.min(useful));
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "any instant will do as the start of a test")]
mod tests {
    use super::*;
    use crate::Transport;

    /// A line of `line_bps` under a sender who sends what the cap allows, up to `wanted_bps`.
    fn run(cap: &mut Cap, from: Instant, steps: u32, line_bps: f64, wanted_bps: f64) -> (Instant, f64) {
        let mut now = from;
        for _ in 0..steps {
            let rate_bps = cap.cap_bps.min(wanted_bps);
            let sent_bytes = (rate_bps * STEP.as_secs_f64() / 8.0) as usize;
            let anywhere = ([127, 0, 0, 1], 9).into();
            let bytes = vec![0; sent_bytes];
            cap.sent(&Transmit { transport: Transport::Udp, from: anywhere, to: anywhere, bytes });
            cap.estimated(if rate_bps > line_bps { 0.9 * line_bps } else { line_bps.min(2.0 * rate_bps) });
            now += STEP;
            cap.step(now);
        }
        (now, cap.cap_bps)
    }

    #[test]
    fn a_narrow_line_brings_the_sender_down_and_a_wide_one_up_again() {
        let start = Instant::now();
        let mut cap = Cap::new(2_500_000, start);

        let (later, narrow_bps) = run(&mut cap, start, 60, 900_000.0, 1_700_000.0);
        assert!((500_000.0..1_000_000.0).contains(&narrow_bps), "{narrow_bps}");

        let (_, wide_bps) = run(&mut cap, later, 40, 5_000_000.0, 1_700_000.0);
        assert!(wide_bps > 1_700_000.0, "{wide_bps}");
    }

    #[test]
    fn a_pause_of_the_sender_does_not_lower_the_cap() {
        let start = Instant::now();
        let mut cap = Cap::new(2_500_000, start);

        let (_, cap_bps) = run(&mut cap, start, 20, 5_000_000.0, 0.0);

        assert_eq!(cap_bps, 2_500_000.0);
    }
}
