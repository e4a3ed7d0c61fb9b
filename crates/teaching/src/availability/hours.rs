//! Hours, days that differ, and rules, as an instructor says them. Pure.

use std::fmt;

use jiff::civil::{Date, Weekday};
use kernel::{ExceptionId, Zone};

/// Hours come in steps of so many minutes, as the starts of sessions do.
pub const STEP_MINUTES: i64 = 15;
/// The minutes of a day on the wall clock.
const DAY_MINUTES: i64 = 24 * 60;

/// A span of a day on the wall clock, in minutes from midnight; 1,440 is the end of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours {
    from: i64,
    to: i64,
}

impl Hours {
    /// None when it is no span of a day in steps of 15 minutes.
    pub fn new(from: i64, to: i64) -> Option<Self> {
        let in_steps = from % STEP_MINUTES == 0 && to % STEP_MINUTES == 0;
        (0 <= from && from < to && to <= DAY_MINUTES && in_steps).then_some(Self { from, to })
    }

    pub const fn from(self) -> i64 {
        self.from
    }

    pub const fn to(self) -> i64 {
        self.to
    }

    pub const fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// Whether the step that begins at this minute lies in it.
    pub const fn has_step(self, minute: i64) -> bool {
        self.from <= minute && minute + STEP_MINUTES <= self.to
    }
}

impl fmt::Display for Hours {
    /// `15:00–18:30`; the end of the day is `24:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, to } = self;
        write!(f, "{:02}:{:02}–{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// Days that differ from every week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub id: ExceptionId,
    pub first_day: Date,
    pub last_day: Date,
    /// Hours of that one day instead of the week's; none for time off.
    pub hours: Option<Hours>,
}

impl Exception {
    pub fn is_on(&self, day: Date) -> bool {
        self.first_day <= day && day <= self.last_day
    }
}

impl fmt::Display for Exception {
    /// `2026-12-24 to 2027-01-01: off`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first_day)?;
        if self.last_day != self.first_day {
            write!(f, " to {}", self.last_day)?;
        }
        match self.hours {
            Some(hours) => write!(f, ": {hours}"),
            None => f.write_str(": off"),
        }
    }
}

/// What holds for every day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rules {
    /// How long before its start a session has to be booked.
    pub notice_hours: i64,
    /// A pause before and after each session.
    pub buffer_minutes: i64,
    /// The most sessions that start on one day; none for as many as fit.
    pub most_a_day: Option<i64>,
}

/// When an instructor can be booked.
#[derive(Debug, Clone, PartialEq)]
pub struct Availability {
    /// Whose wall clock and calendar everything else is on.
    pub zone: Zone,
    /// The hours of each weekday, Monday first; each in order and apart from each other.
    pub week: [Vec<Hours>; 7],
    /// In order of their first day.
    pub exceptions: Vec<Exception>,
    pub rules: Rules,
}

/// The weekdays, Monday first: short for forms and files, and as people read them.
pub const WEEKDAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

impl Availability {
    /// Of somebody who has said nothing yet.
    pub fn unsaid(zone: Zone) -> Self {
        Self { zone, week: Default::default(), exceptions: Vec::new(), rules: Rules::default() }
    }

    /// Whether there are any hours to be inside or outside of.
    pub fn has_hours(&self) -> bool {
        self.week.iter().any(|hours| !hours.is_empty())
    }

    pub fn is_off(&self, day: Date) -> bool {
        self.exceptions.iter().any(|exception| exception.hours.is_none() && exception.is_on(day))
    }

    /// The hours of a day: none on time off, the day's own where it has some, else those of its weekday.
    pub fn hours_on(&self, day: Date) -> Vec<Hours> {
        if self.is_off(day) {
            return Vec::new();
        }
        let own: Vec<Hours> = self
            .exceptions
            .iter()
            .filter(|exception| exception.is_on(day))
            .filter_map(|one| one.hours)
            .collect();
        if own.is_empty() { self.of_weekday(day.weekday()).to_vec() } else { own }
    }

    /// The hours of a weekday, whatever differs on a day.
    pub fn of_weekday(&self, weekday: Weekday) -> &[Hours] {
        let monday_zero = usize::try_from(weekday.to_monday_zero_offset()).unwrap_or_default();
        self.week.get(monday_zero).map_or(&[], Vec::as_slice)
    }
}

/// `09:00–12:00, 15:00–18:30`.
pub fn words(hours: &[Hours]) -> String {
    hours.iter().map(Hours::to_string).collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Availability {
    /// Hours and rules on one line, for the trail of changes: `America/Chicago; mon 15:00–18:00; notice 24 h, …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.zone.name())?;
        for ((short, _), hours) in WEEKDAYS.iter().zip(&self.week).filter(|(_, hours)| !hours.is_empty()) {
            write!(f, "; {short} {}", words(hours))?;
        }
        let Rules { notice_hours, buffer_minutes, most_a_day } = self.rules;
        write!(f, "; notice {notice_hours} h, pause {buffer_minutes} min")?;
        most_a_day.map_or(Ok(()), |most| write!(f, ", at most {most} a day"))
    }
}
