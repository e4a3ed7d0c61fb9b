//! The dates of a series: from a rhythm on one zone's wall clock to instants. Pure.
//!
//! A series keeps its wall clock: four o'clock in Chicago stays four o'clock in Chicago, and whoever reads it elsewhere sees
//! it move when only one of the two changes its clocks. A time that the clocks leave out moves on by what they leave out; of
//! one they show twice the first is meant.

use std::fmt;
use std::str::FromStr;

use jiff::Span;
use jiff::civil::{Date, Time, Weekday};
use kernel::{SessionMinutes, Timestamp, Zone};
use people::closures::Closure;

/// The most sessions of one series.
pub const MOST_SESSIONS: usize = 200;
/// How far a series reaches from its first day.
pub const MOST_MONTHS: i32 = 12;

/// Weekday, the word stored and sent by forms, the word people read. Monday first.
pub const WEEKDAYS: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "mon", "Monday"),
    (Weekday::Tuesday, "tue", "Tuesday"),
    (Weekday::Wednesday, "wed", "Wednesday"),
    (Weekday::Thursday, "thu", "Thursday"),
    (Weekday::Friday, "fri", "Friday"),
    (Weekday::Saturday, "sat", "Saturday"),
    (Weekday::Sunday, "sun", "Sunday"),
];

/// The word of a weekday that people read.
pub fn weekday_name(weekday: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(day, _, _)| *day == weekday).map_or("", |(_, _, name)| name)
}

/// How many weeks lie between two weeks with sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    Week,
    TwoWeeks,
}

impl Every {
    pub const fn weeks(self) -> i64 {
        match self {
            Self::Week => 1,
            Self::TwoWeeks => 2,
        }
    }

    pub const fn from_weeks(weeks: i64) -> Option<Self> {
        match weeks {
            1 => Some(Self::Week),
            2 => Some(Self::TwoWeeks),
            _ => None,
        }
    }
}

/// A weekday of a series, with its own time and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub weekday: Weekday,
    pub time: Time,
    pub minutes: SessionMinutes,
}

/// On which days a series takes place: at least one slot, one a weekday, Monday first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    pub every: Every,
    slots: Vec<Slot>,
}

impl Rhythm {
    /// None without a slot, or with two on one weekday.
    pub fn new(every: Every, mut slots: Vec<Slot>) -> Option<Self> {
        slots.sort_by_key(|slot| slot.weekday.to_monday_zero_offset());
        let is_double = slots.windows(2).any(|pair| pair[0].weekday == pair[1].weekday);
        (!slots.is_empty() && !is_double).then_some(Self { every, slots })
    }

    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// `Every Monday and Wednesday`, `Every two weeks on Monday`.
    pub fn words(&self) -> String {
        let names: Vec<&str> = self.slots.iter().map(|slot| weekday_name(slot.weekday)).collect();
        let days = match names.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        };
        match self.every {
            Every::Week if self.slots.len() == WEEKDAYS.len() => "Every day".to_owned(),
            Every::Week => format!("Every {days}"),
            Every::TwoWeeks => format!("Every two weeks on {days}"),
        }
    }

    /// The rhythm that [`fmt::Display`] wrote.
    pub fn from_text(every: Every, text: &str) -> Option<Self> {
        Self::new(every, text.split(", ").map(|slot| slot.parse().ok()).collect::<Option<Vec<Slot>>>()?)
    }
}

impl fmt::Display for Rhythm {
    /// The slots as they are stored: `mon 16:00 60, wed 17:30 30`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, slot) in self.slots.iter().enumerate() {
            let comma = if n == 0 { "" } else { ", " };
            let word =
                WEEKDAYS.iter().find(|(day, _, _)| *day == slot.weekday).map_or("", |(_, word, _)| word);
            write!(f, "{comma}{word} {} {}", slot.time.strftime("%H:%M"), slot.minutes.get())?;
        }
        Ok(())
    }
}

/// The text is no slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSlot;

impl FromStr for Slot {
    type Err = NoSlot;

    fn from_str(text: &str) -> Result<Self, NoSlot> {
        let mut parts = text.split(' ');
        let (Some(day), Some(time), Some(minutes), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NoSlot);
        };
        let weekday = WEEKDAYS.iter().find(|(_, word, _)| *word == day).map(|(weekday, _, _)| *weekday);
        let minutes = minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
        match (weekday, time.parse(), minutes) {
            (Some(weekday), Ok(time), Some(minutes)) => Ok(Self { weekday, time, minutes }),
            _ => Err(NoSlot),
        }
    }
}

/// Where a series ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this day.
    On(Date),
    /// After so many sessions that take place: a day that is skipped does not count, and one more follows at the end.
    After(usize),
}

/// What is to be planned.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    pub zone: Zone,
    /// No session before this day. Of every two weeks the first is the one, Monday to Sunday, that it lies in.
    pub first_day: Date,
    pub rhythm: Rhythm,
    pub end: End,
}

/// A session of a series, as its zone's calendar and clock have it, and as an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    pub date: Date,
    /// The time that was asked for; the clocks may leave it out on that day.
    pub time: Time,
    pub starts_at: Timestamp,
    pub minutes: SessionMinutes,
}

impl Occurrence {
    /// A slot's time on `date`. None only at the end of the calendar.
    pub fn at(date: Date, time: Time, minutes: SessionMinutes, zone: &Zone) -> Option<Self> {
        let zoned = date.to_datetime(time).to_zoned_datetime(zone.jiff().clone()).ok()?;
        Some(Self { date, time, starts_at: Timestamp::from_jiff(zoned.timestamp()), minutes })
    }

    pub fn ends_at(&self) -> Timestamp {
        self.starts_at.plus_minutes(self.minutes.get())
    }

    /// Whether the clocks leave its time out on that day, so that it starts later.
    pub fn is_put_forward(&self, zone: &Zone) -> bool {
        self.starts_at.in_zone(zone).time() != self.time
    }
}

/// What becomes of a day of the rhythm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    Held,
    /// The organization is closed.
    Closed(Closure),
    /// Whoever books leaves it out.
    LeftOut,
}

/// A day of the rhythm and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub occurrence: Occurrence,
    pub fate: Fate,
}

impl Planned {
    pub fn is_held(&self) -> bool {
        self.fate == Fate::Held
    }
}

/// Why a pattern has no dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    #[error("the series ends before its first session")]
    EndsBeforeItBegins,
    #[error("a series reaches 12 months from its first day, until {last}")]
    TooLong { last: Date },
    #[error("a series has at most 200 sessions")]
    TooMany,
    /// Within 12 months there are fewer days than sessions asked for.
    #[error("only {fit} sessions fit into 12 months")]
    FewerFit { fit: usize },
    #[error("every day of the series is skipped")]
    NothingLeft,
    /// Of two sessions in a row the first is not over when the second starts, on that day.
    #[error("the sessions of the series run into each other on {on}")]
    RunsIntoItself { on: Date },
}

/// Every day of the pattern in order, those that are skipped among them. Closed days and days left out are skipped; a
/// number of sessions counts those that are held, so that "12 sessions" are twelve.
///
/// # Errors
/// As [`PatternError`] says.
pub fn plan(
    pattern: &Pattern,
    closures: &[Closure],
    left_out: &[Date],
) -> Result<Vec<Planned>, PatternError> {
    let limit = pattern.first_day.saturating_add(Span::new().months(MOST_MONTHS));
    let (last, count) = match pattern.end {
        End::On(last) if last > limit => return Err(PatternError::TooLong { last: limit }),
        End::On(last) => (last, MOST_SESSIONS + 1),
        End::After(count) if count > MOST_SESSIONS => return Err(PatternError::TooMany),
        End::After(count) => (limit, count),
    };
    let mut planned = Vec::new();
    let mut held = 0;
    for occurrence in occurrences(pattern, last) {
        if held == count {
            break;
        }
        let fate = fate_of(occurrence.date, closures, left_out);
        held += usize::from(fate == Fate::Held);
        planned.push(Planned { occurrence, fate });
    }
    match pattern.end {
        End::On(_) if planned.is_empty() => Err(PatternError::EndsBeforeItBegins),
        End::On(_) if held > MOST_SESSIONS => Err(PatternError::TooMany),
        End::After(count) if held < count => Err(PatternError::FewerFit { fit: held }),
        _ if held == 0 => Err(PatternError::NothingLeft),
        _ => runs_into_itself(&planned).map_or(Ok(planned), |on| Err(PatternError::RunsIntoItself { on })),
    }
}

/// The days of the rhythm from the first to `last`, whatever becomes of them.
fn occurrences(pattern: &Pattern, last: Date) -> impl Iterator<Item = Occurrence> {
    let monday = monday_of(pattern.first_day);
    let weeks = pattern.rhythm.every.weeks();
    monday
        .series(Span::new().weeks(weeks))
        .take_while(move |monday| *monday <= last)
        .flat_map(move |monday| pattern.rhythm.slots.iter().map(move |slot| (monday, slot)))
        .filter_map(move |(monday, slot)| {
            let offset = i64::from(slot.weekday.to_monday_zero_offset());
            let date = monday.checked_add(Span::new().days(offset)).ok()?;
            Occurrence::at(date, slot.time, slot.minutes, &pattern.zone)
        })
        .filter(move |occurrence| pattern.first_day <= occurrence.date && occurrence.date <= last)
}

fn monday_of(date: Date) -> Date {
    date.saturating_sub(Span::new().days(i64::from(date.weekday().to_monday_zero_offset())))
}

fn fate_of(date: Date, closures: &[Closure], left_out: &[Date]) -> Fate {
    let closed = closures.iter().find(|closure| closure.first_day <= date && date <= closure.last_day);
    match closed {
        Some(closure) => Fate::Closed(closure.clone()),
        None if left_out.contains(&date) => Fate::LeftOut,
        None => Fate::Held,
    }
}

/// The day on which a session starts before the one before it is over.
fn runs_into_itself(planned: &[Planned]) -> Option<Date> {
    let held: Vec<&Occurrence> =
        planned.iter().filter(|day| day.is_held()).map(|day| &day.occurrence).collect();
    held.windows(2).find(|pair| pair[0].ends_at() > pair[1].starts_at).map(|pair| pair[1].date)
}
