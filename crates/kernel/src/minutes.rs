//! The length of a session.

/// Length of a session in whole minutes, 5 to 480.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionMinutes(u16);

/// A length outside 5 to 480 minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session lasts 5 to 480 minutes, not {minutes}")]
pub struct OutOfRange {
    pub minutes: i64,
}

impl SessionMinutes {
    pub fn new(minutes: i64) -> Result<Self, OutOfRange> {
        match u16::try_from(minutes) {
            Ok(whole @ 5..=480) => Ok(Self(whole)),
            _ => Err(OutOfRange { minutes }),
        }
    }

    pub fn get(self) -> i64 {
        i64::from(self.0)
    }
}

impl std::fmt::Display for SessionMinutes {
    /// As people say it: `45 minutes`, `1 hour`, `1 hour 30 minutes`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plural = |n: u16| if n == 1 { "" } else { "s" };
        let (hours, minutes) = (self.0 / 60, self.0 % 60);
        match (hours, minutes) {
            (0, m) => write!(f, "{m} minute{}", plural(m)),
            (h, 0) => write!(f, "{h} hour{}", plural(h)),
            (h, m) => write!(f, "{h} hour{} {m} minute{}", plural(h), plural(m)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_sensible_lengths_exist() {
        assert_eq!(SessionMinutes::new(90).map(|m| m.to_string()), Ok("1 hour 30 minutes".to_owned()));
        for bad in [i64::MIN, -5, 0, 4, 481, 100_000] {
            assert_eq!(SessionMinutes::new(bad), Err(OutOfRange { minutes: bad }));
        }
    }
}
