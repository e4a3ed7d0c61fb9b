//! The clock as a value, so that rules and tests never read the machine's.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::Timestamp;

/// Tells the time. The program passes one that reads the machine's clock, tests one they set.
#[derive(Clone)]
pub struct Clock(Inner);

#[derive(Clone)]
enum Inner {
    Read(fn() -> Timestamp),
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that asks `read` each time.
    pub fn reading(read: fn() -> Timestamp) -> Self {
        Self(Inner::Read(read))
    }

    /// A clock that stands at `now` until it is moved. Clones move together.
    pub fn standing_at(now: Timestamp) -> Self {
        Self(Inner::Set(Arc::new(AtomicI64::new(now.micros()))))
    }

    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Inner::Read(read) => read(),
            Inner::Set(micros) => Timestamp::from_micros(micros.load(Ordering::SeqCst)),
        }
    }

    /// Moves a standing clock forward; a reading clock is left alone.
    pub fn advance(&self, by: Duration) {
        if let Inner::Set(micros) = &self.0 {
            micros.fetch_add(i64::try_from(by.as_micros()).unwrap_or(i64::MAX), Ordering::SeqCst);
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}
