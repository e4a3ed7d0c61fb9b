//! The three things a seat can send: a voice, a face, a screen.

use std::time::Duration;

/// A media line of the offer. The order is the same in every connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Track {
    /// Microphone, Opus.
    Audio,
    /// Camera, VP8.
    Camera,
    /// Shared screen, VP8.
    Screen,
}

impl Track {
    /// All tracks in the order of the offer.
    pub const ALL: [Self; 3] = [Self::Audio, Self::Camera, Self::Screen];

    /// Position of the media line in the offer, 0 to 2.
    pub const fn index(self) -> usize {
        self as usize
    }

    pub const fn is_video(self) -> bool {
        !matches!(self, Self::Audio)
    }

    /// RTP clock ticks in `span`, wrapping like the timestamps they are added to.
    pub(crate) fn ticks(self, span: Duration) -> u32 {
        let per_second: u64 = if self.is_video() { 90_000 } else { 48_000 };
        let micros = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        (micros.wrapping_mul(per_second) / 1_000_000) as u32
    }

    /// Microseconds in a difference of RTP timestamps, which may be backwards.
    pub(crate) const fn micros(self, ticks: u32) -> i64 {
        let per_second = if self.is_video() { 90_000 } else { 48_000 };
        ticks.cast_signed() as i64 * 1_000_000 / per_second
    }
}
