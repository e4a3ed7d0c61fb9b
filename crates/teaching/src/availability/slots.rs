//! Free starts, from hours, rules and what is taken. Pure.
//!
//! A step of 15 minutes is open when the wall clock of the instructor's zone shows a time within the hours from its
//! beginning to its end. That holds on every day: an hour that the clocks leave out is not there, one that they show twice
//! is open twice.

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::{Timestamp, Zone};
use people::closures::Closure;

use super::hours::{Availability, STEP_MINUTES};

/// A time that is taken by a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Busy {
    pub from: Timestamp,
    pub to: Timestamp,
}

/// What is looked for: starts of sessions of this length, from the first day to the last of the instructor's calendar.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub first_day: Date,
    pub last_day: Date,
    pub minutes: i64,
    pub now: Timestamp,
}

/// Every free start in order, each once. `busy` holds every session that starts, ends or goes on in these days.
pub fn free(
    availability: &Availability,
    closures: &[Closure],
    busy: &[Busy],
    wanted: &Wanted,
) -> Vec<Timestamp> {
    let taken = Taken::of(busy, availability.rules.buffer_minutes);
    let earliest = wanted.now.plus_minutes(availability.rules.notice_hours * 60);
    let mut open = OpenSteps::new(availability, closures);
    let mut found = Vec::new();
    let mut day = wanted.first_day;
    while day <= wanted.last_day {
        let Ok(next) = day.checked_add(1.day()) else { break };
        if open.is_open_day(day) && !is_full(availability, busy, day) {
            let (from, to) = (midnight(day, &availability.zone), midnight(next, &availability.zone));
            found.extend(steps(from, to).filter(|start| {
                *start >= earliest
                    && taken.is_free(*start, start.plus_minutes(wanted.minutes))
                    && open.covers(*start, wanted.minutes)
            }));
        }
        day = next;
    }
    found
}

/// Whether as many sessions start on that day as may.
fn is_full(availability: &Availability, busy: &[Busy], day: Date) -> bool {
    availability.rules.most_a_day.is_some_and(|most| starting_on(availability, busy, day) >= most)
}

/// How many sessions start on that day of the instructor's calendar.
pub fn starting_on(availability: &Availability, busy: &[Busy], day: Date) -> i64 {
    let from = midnight(day, &availability.zone);
    let to = day.checked_add(1.day()).map_or(from, |next| midnight(next, &availability.zone));
    let count = busy.iter().filter(|busy| from <= busy.from && busy.from < to).count();
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// When a day begins, which is not at midnight where the clocks leave that out.
fn midnight(day: Date, zone: &Zone) -> Timestamp {
    let begins = day.to_zoned_datetime(zone.jiff().clone()).map(|zoned| zoned.timestamp());
    Timestamp::from_jiff(begins.unwrap_or(jiff::Timestamp::MAX))
}

/// The beginnings of steps in `from..to`. Every zone's clock is whole quarters of an hour from UTC.
fn steps(from: Timestamp, to: Timestamp) -> impl Iterator<Item = Timestamp> {
    let first = floor(from);
    let first = if first < from { first.plus_minutes(STEP_MINUTES) } else { first };
    (0..).map(move |step| first.plus_minutes(step * STEP_MINUTES)).take_while(move |start| *start < to)
}

fn floor(at: Timestamp) -> Timestamp {
    Timestamp::from_micros(at.micros() - at.micros().rem_euclid(STEP_MINUTES * 60_000_000))
}

/// Sessions with their pauses, in order and run together where they meet.
struct Taken(Vec<Busy>);

impl Taken {
    fn of(busy: &[Busy], pause_minutes: i64) -> Self {
        let mut padded: Vec<Busy> = busy
            .iter()
            .map(|busy| Busy {
                from: busy.from.plus_minutes(-pause_minutes),
                to: busy.to.plus_minutes(pause_minutes),
            })
            .collect();
        padded.sort();
        let mut apart: Vec<Busy> = Vec::with_capacity(padded.len());
        for next in padded {
            match apart.last_mut() {
                Some(last) if next.from <= last.to => last.to = last.to.max(next.to),
                _ => apart.push(next),
            }
        }
        Self(apart)
    }

    fn is_free(&self, from: Timestamp, to: Timestamp) -> bool {
        let next = self.0.partition_point(|taken| taken.to <= from);
        self.0.get(next).is_none_or(|taken| taken.from >= to)
    }
}

/// Answers for one step after the other whether it is open.
pub struct OpenSteps<'a> {
    availability: &'a Availability,
    closures: &'a [Closure],
    /// The day asked for last, and its hours.
    day: Option<(Date, Vec<super::Hours>)>,
}

impl<'a> OpenSteps<'a> {
    pub const fn new(availability: &'a Availability, closures: &'a [Closure]) -> Self {
        Self { availability, closures, day: None }
    }

    fn is_open_day(&mut self, day: Date) -> bool {
        !self.hours_on(day).is_empty()
    }

    fn hours_on(&mut self, day: Date) -> &[super::Hours] {
        if self.day.as_ref().is_none_or(|(known, _)| *known != day) {
            let closed = self.closures.iter().any(|one| one.first_day <= day && day <= one.last_day);
            let hours = if closed { Vec::new() } else { self.availability.hours_on(day) };
            self.day = Some((day, hours));
        }
        self.day.as_ref().map_or(&[], |(_, hours)| hours.as_slice())
    }

    /// Whether every step that a session touches is open.
    pub fn covers(&mut self, start: Timestamp, minutes: i64) -> bool {
        let end = start.plus_minutes(minutes);
        let mut step = floor(start);
        while step < end {
            let shown = step.in_zone(&self.availability.zone);
            let minute = i64::from(shown.hour()) * 60 + i64::from(shown.minute());
            if !self.hours_on(shown.date()).iter().any(|hours| hours.has_step(minute)) {
                return false;
            }
            step = step.plus_minutes(STEP_MINUTES);
        }
        true
    }
}
