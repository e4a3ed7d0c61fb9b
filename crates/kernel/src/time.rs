//! Instants in UTC microseconds, and the time zones they are shown in.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use jiff::tz::TimeZone;

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// The start of the minute this instant is in.
    pub const fn floor_minute(self) -> Self {
        Self(self.0 - self.0.rem_euclid(60_000_000))
    }

    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0 + minutes * 60_000_000)
    }

    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0 + millis * 1_000)
    }

    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    /// How long after `earlier` this is; zero when it is not.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }

    /// This instant on the wall clock of `zone`.
    pub fn in_zone(self, zone: &Zone) -> jiff::ZonedDateTime {
        self.jiff().to_zoned_datetime(zone.0.clone())
    }

    pub fn jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::MAX)
    }

    pub fn from_jiff(at: jiff::Timestamp) -> Self {
        Self(at.as_microsecond())
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, more: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(more.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, less: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(less.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.jiff(), f)
    }
}

/// A time zone by its IANA name, such as `America/Chicago`.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    pub const UTC: Self = Self(TimeZone::UTC);

    /// The zone of that name, when the zone database has it.
    pub fn named(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    pub fn jiff(&self) -> &TimeZone {
        &self.0
    }

    /// Every name a person may choose, sorted.
    pub fn all_names() -> Vec<String> {
        let mut names: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.to_string())
            .filter(|name| name.contains('/') && !name.starts_with("Etc/") && !name.starts_with("SystemV/"))
            .collect();
        names.push("UTC".to_owned());
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_starts_at_the_minute_not_the_quarter_hour() {
        let pressed: jiff::Timestamp = "2026-11-23T10:07:42.5Z".parse().unwrap();

        let start = Timestamp::from_jiff(pressed).floor_minute();

        assert_eq!(start.to_string(), "2026-11-23T10:07:00Z");
    }
}
