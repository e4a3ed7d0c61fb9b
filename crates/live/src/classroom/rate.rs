//! How many frames a browser may send.

use tokio::time::Instant;

/// Frames a second that are fine for ever; a lesson needs about two.
const PER_SECOND: f64 = 40.0;
/// Frames at once that are fine: a page that wakes up sends what it kept.
const BURST: f64 = 80.0;

/// The allowance of one connection.
#[derive(Debug)]
pub struct Allowance {
    left: f64,
    at: Instant,
}

impl Allowance {
    pub const fn full(now: Instant) -> Self {
        Self { left: BURST, at: now }
    }

    /// Takes one frame; false when there were too many.
    pub fn take(&mut self, now: Instant) -> bool {
        let earned = now.saturating_duration_since(self.at).as_secs_f64() * PER_SECOND;
        self.left = (self.left + earned).min(BURST);
        self.at = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let start = Instant::now();
        let mut allowance = Allowance::full(start);

        let burst = (0..80).all(|_| allowance.take(start));
        let flood = allowance.take(start);
        let later = start + Duration::from_secs(1);
        let steady = (0..40).all(|_| allowance.take(later));

        assert!(burst && !flood && steady);
        assert!(!allowance.take(later));
    }
}
