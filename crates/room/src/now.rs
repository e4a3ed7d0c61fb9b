//! The time, as a room is told it.

use std::time::Duration;

use kernel::Timestamp;

/// The time twice: an instant to store and show, and a steady count to measure with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The wall clock; it may jump when the machine's clock is set.
    pub wall: Timestamp,
    /// Since any fixed moment before the room was made; never goes backwards.
    pub run: Duration,
}

impl Now {
    /// The moment `ago` before this one.
    pub(crate) fn minus(self, ago: Duration) -> Self {
        Self { wall: self.wall - ago, run: self.run.saturating_sub(ago) }
    }

    /// Whichever is later, clock by clock: the wall clock may have been set back in between.
    pub(crate) fn max(self, other: Self) -> Self {
        Self { wall: self.wall.max(other.wall), run: self.run.max(other.run) }
    }
}
