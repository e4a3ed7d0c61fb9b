//! A run of closed days. Pure.

use std::fmt;

use jiff::civil::Date;

/// Closed from the first day to the last, both included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    pub first_day: Date,
    pub last_day: Date,
    pub name: String,
}

impl fmt::Display for Closure {
    /// `Winter break (2026-12-24 to 2027-01-01)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.first_day == self.last_day {
            write!(f, "{} ({})", self.name, self.first_day)
        } else {
            write!(f, "{} ({} to {})", self.name, self.first_day, self.last_day)
        }
    }
}
