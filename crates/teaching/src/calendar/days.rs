//! Days and weeks on a reader's wall clock. Pure.

use jiff::civil::{Date, Weekday};
use kernel::{Timestamp, Zone};

/// A day of a calendar, as the instants it spans in the reader's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    pub from: Timestamp,
    /// The first instant of the next day.
    pub to: Timestamp,
}

/// The day `date` in `zone`; it has 23 or 25 hours when the clocks change.
pub fn day(date: Date, zone: &Zone) -> Day {
    Day { date, from: start(date, zone), to: start(date.tomorrow().unwrap_or(date), zone) }
}

fn start(date: Date, zone: &Zone) -> Timestamp {
    date.to_zoned_datetime(zone.jiff().clone())
        .map_or(Timestamp::from_micros(0), |midnight| Timestamp::from_jiff(midnight.timestamp()))
}

/// The seven days, Monday first, of the week that `at` is in.
pub fn week_of(at: Timestamp, zone: &Zone) -> Vec<Day> {
    week_from(monday_of(at.in_zone(zone).date()), zone)
}

/// What a calendar shows at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    Month,
    Week,
    /// A week as a list.
    List,
    Day,
}

impl View {
    pub const ALL: [Self; 4] = [Self::Month, Self::Week, Self::List, Self::Day];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Week => "week",
            Self::List => "list",
            Self::Day => "day",
        }
    }

    /// The view of that word; the month for any other.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|view| view.word() == word).unwrap_or(Self::Month)
    }

    /// The days it shows around `on`.
    pub fn days(self, on: Date, zone: &Zone) -> Vec<Day> {
        match self {
            Self::Month => month_of(on, zone),
            Self::Week | Self::List => week_from(monday_of(on), zone),
            Self::Day => vec![day(on, zone)],
        }
    }

    /// The same day a month, a week or a day earlier and later.
    pub fn neighbours(self, on: Date) -> (Date, Date) {
        let step = match self {
            Self::Month => jiff::Span::new().months(1),
            Self::Week | Self::List => jiff::Span::new().days(7),
            Self::Day => jiff::Span::new().days(1),
        };
        (on.checked_sub(step).unwrap_or(on), on.checked_add(step).unwrap_or(on))
    }
}

fn week_from(monday: Date, zone: &Zone) -> Vec<Day> {
    (0..7)
        .filter_map(|n| monday.checked_add(jiff::Span::new().days(n)).ok())
        .map(|date| day(date, zone))
        .collect()
}

/// The whole weeks that cover the month of `date`.
pub fn month_of(date: Date, zone: &Zone) -> Vec<Day> {
    let first = monday_of(date.first_of_month());
    let last = date.last_of_month();
    let mut days = Vec::with_capacity(42);
    let mut next = first;
    while next <= last || next.weekday() != Weekday::Monday {
        days.push(day(next, zone));
        match next.tomorrow() {
            Ok(tomorrow) => next = tomorrow,
            Err(_) => break,
        }
    }
    days
}

fn monday_of(date: Date) -> Date {
    let back = date.weekday().since(Weekday::Monday);
    date.checked_sub(jiff::Span::new().days(i64::from(back))).unwrap_or(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_starts_on_monday_and_has_a_short_day_when_clocks_go_forward() {
        let chicago = Zone::named("America/Chicago").unwrap();
        let at = Timestamp::from_jiff("2027-03-11T12:00:00Z".parse().unwrap());

        let week = week_of(at, &chicago);

        let hours: Vec<_> = week.iter().map(|d| d.to.since(d.from).as_secs() / 3600).collect();
        assert_eq!(week[0].date.to_string(), "2027-03-08");
        assert_eq!(hours, [24, 24, 24, 24, 24, 24, 23]);
    }

    #[test]
    fn the_month_before_a_long_one_keeps_within_its_days() {
        let (before, after) = View::Month.neighbours(jiff::civil::date(2026, 3, 31));

        assert_eq!((before.to_string(), after.to_string()), ("2026-02-28".into(), "2026-04-30".into()));
    }

    #[test]
    fn a_month_is_whole_weeks() {
        let days = month_of(jiff::civil::date(2026, 11, 23), &Zone::UTC);

        assert_eq!((days.len(), days[0].date.to_string()), (42, "2026-10-26".to_owned()));
    }
}
