//! When each person was in the classroom with media alive. Minutes, attendance and the outcome follow from it.
//!
//! Intervals are written as they happen: opened by [`enter`], kept alive about once a second, closed by [`leave`].
//! What a crash leaves open is closed at the last sign of life, so the gap does not count.

mod interval;
mod store;

pub use interval::{Attendance, Interval, attendance};
pub use store::{close_orphans, enter, intervals, keep, leave, leave_all};
