//! How many frames a browser may send, and how many bytes for the boards.

use tokio::time::Instant;

/// Frames a second that are fine for ever: ink thirty times, a pointer fifteen times, and a lesson's words.
const FRAMES_PER_SECOND: f64 = 80.0;
/// Frames at once that are fine: a page that wakes up sends what it kept.
const FRAMES_AT_ONCE: f64 = 160.0;
/// Bytes a second: a hand writes two or three thousand.
const BYTES_PER_SECOND: f64 = 64.0 * 1024.0;
/// Bytes at once: an hour offline, or a large drawing pasted in pieces.
const BYTES_AT_ONCE: f64 = 6.0 * 1024.0 * 1024.0;

/// The allowance of one connection.
#[derive(Debug)]
pub struct Allowance {
    frames: f64,
    bytes: f64,
    at: Instant,
}

impl Allowance {
    pub const fn full(now: Instant) -> Self {
        Self { frames: FRAMES_AT_ONCE, bytes: BYTES_AT_ONCE, at: now }
    }

    /// Takes one frame with so many bytes for the boards; false when it was too much.
    #[expect(clippy::cast_precision_loss, reason = "a frame has at most a megabyte")]
    pub fn take(&mut self, now: Instant, bytes: usize) -> bool {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        let bytes = bytes as f64;
        self.at = now;
        self.frames = seconds.mul_add(FRAMES_PER_SECOND, self.frames).min(FRAMES_AT_ONCE);
        self.bytes = seconds.mul_add(BYTES_PER_SECOND, self.bytes).min(BYTES_AT_ONCE);
        if self.frames < 1.0 || self.bytes < bytes {
            return false;
        }
        self.frames -= 1.0;
        self.bytes -= bytes;
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

        let burst = (0..160).all(|_| allowance.take(start, 0));
        let flood = allowance.take(start, 0);
        let later = start + Duration::from_secs(1);
        let steady = (0..80).all(|_| allowance.take(later, 0));

        assert!(burst && !flood && steady);
        assert!(!allowance.take(later, 0));
    }

    #[test]
    fn an_hour_of_drawing_passes_at_once_and_not_again() {
        let start = Instant::now();
        let mut allowance = Allowance::full(start);
        let megabyte = 1024 * 1024;

        assert!((0..6).all(|_| allowance.take(start, megabyte)));
        assert!(!allowance.take(start, megabyte));
        assert!(allowance.take(start + Duration::from_secs(16), megabyte));
    }
}
