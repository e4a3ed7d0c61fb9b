//! The machine's clock: the one place where it is read.

use std::time::{SystemTime, UNIX_EPOCH};

use kernel::{Clock, Timestamp};

/// The clock of this machine.
pub fn system() -> Clock {
    Clock::reading(now)
}

#[expect(clippy::disallowed_methods, reason = "the program reads the clock here and hands it on")]
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
