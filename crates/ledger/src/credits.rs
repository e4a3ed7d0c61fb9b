//! Amounts of session credits.

use std::fmt;

/// A whole number of credits to move: 1 to 1000, never zero, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credits(i64);

/// A number outside 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("1 to 1000 whole credits move at a time, not {credits}")]
pub struct OutOfRange {
    pub credits: i64,
}

impl Credits {
    /// What one billable session takes.
    pub const ONE: Self = Self(1);

    /// # Errors
    /// `OutOfRange` for a number that no single entry moves.
    pub const fn new(credits: i64) -> Result<Self, OutOfRange> {
        match credits {
            1..=1000 => Ok(Self(credits)),
            _ => Err(OutOfRange { credits }),
        }
    }

    pub const fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Credits {
    /// As people say it: `1 credit`, `3 credits`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} credit{}", self.0, if self.0 == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_to_a_thousand_credits_move_at_a_time() {
        assert_eq!(Credits::new(1), Ok(Credits::ONE));
        assert_eq!(Credits::new(1000).map(|c| c.to_string()), Ok("1000 credits".to_owned()));
        for bad in [i64::MIN, -1, 0, 1001] {
            assert_eq!(Credits::new(bad), Err(OutOfRange { credits: bad }));
        }
    }
}
