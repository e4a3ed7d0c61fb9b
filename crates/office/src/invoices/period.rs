//! The days a list of sessions is about. Pure.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Timestamp, Zone};

/// From one day to another, both whole days on the wall clock of the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    to: Date,
}

/// The last day is before the first, or the calendar ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a period ends on or after the day it begins")]
pub struct Backwards;

impl Period {
    /// # Errors
    /// `Backwards` when `to` is before `from`.
    pub fn new(from: Date, to: Date) -> Result<Self, Backwards> {
        if from <= to { Ok(Self { from, to }) } else { Err(Backwards) }
    }

    /// The month that `today` is in.
    pub fn this_month(today: Date) -> Self {
        Self { from: today.first_of_month(), to: today.last_of_month() }
    }

    /// The whole month before the one that `today` is in.
    pub fn last_month(today: Date) -> Self {
        Self::this_month(today.first_of_month().saturating_sub(1.day()))
    }

    /// The whole quarter of the year before the one that `today` is in.
    pub fn last_quarter(today: Date) -> Self {
        let into_quarter = (today.month() - 1) % 3;
        let end = today.first_of_month().saturating_sub(into_quarter.months()).saturating_sub(1.day());
        Self { from: end.first_of_month().saturating_sub(2.months()), to: end }
    }

    pub const fn from(&self) -> Date {
        self.from
    }

    pub const fn to(&self) -> Date {
        self.to
    }

    /// The first instant of the period, and the first after it.
    ///
    /// # Errors
    /// `Backwards` when the days are outside of what a clock can tell.
    pub fn instants(&self, zone: &Zone) -> Result<(Timestamp, Timestamp), Backwards> {
        let midnight = |day: Date| {
            let start = day.to_zoned_datetime(zone.jiff().clone()).map_err(|_| Backwards)?;
            Ok(Timestamp::from_jiff(start.timestamp()))
        };
        Ok((midnight(self.from)?, midnight(self.to.tomorrow().map_err(|_| Backwards)?)?))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn days(period: Period) -> (Date, Date) {
        (period.from(), period.to())
    }

    #[test]
    fn the_usual_periods_are_whole_months() {
        assert_eq!(days(Period::this_month(date(2026, 2, 11))), (date(2026, 2, 1), date(2026, 2, 28)));
        assert_eq!(days(Period::last_month(date(2026, 1, 31))), (date(2025, 12, 1), date(2025, 12, 31)));
        assert_eq!(days(Period::last_quarter(date(2026, 2, 11))), (date(2025, 10, 1), date(2025, 12, 31)));
        assert_eq!(days(Period::last_quarter(date(2026, 12, 31))), (date(2026, 7, 1), date(2026, 9, 30)));
    }

    #[test]
    fn a_day_begins_at_midnight_where_the_organization_is_even_when_the_clocks_change() {
        let chicago = Zone::named("America/Chicago").unwrap();
        let day_of_change = Period::new(date(2026, 3, 8), date(2026, 3, 8)).unwrap();

        let (first, after) = day_of_change.instants(&chicago).unwrap();

        assert_eq!(first.to_string(), "2026-03-08T06:00:00Z");
        assert_eq!(after.to_string(), "2026-03-09T05:00:00Z");
        assert_eq!(Period::new(date(2026, 3, 8), date(2026, 3, 7)), Err(Backwards));
    }
}
