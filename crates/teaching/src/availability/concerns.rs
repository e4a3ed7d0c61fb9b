//! What speaks against a time that somebody chose all the same. Pure.

use kernel::Timestamp;

use super::hours::{Availability, Hours};
use super::slots::{Busy, OpenSteps, starting_on};

/// Something to be said before a session is booked. It forbids nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Concern {
    /// The day is time off.
    Off,
    /// With the hours of the day it starts on; none when nothing is taught then.
    OutsideHours { hours: Vec<Hours> },
    /// Less than so many hours ahead.
    WithinNotice { hours: i64 },
    /// Less than so many minutes from another session.
    TooClose { minutes: i64 },
    /// So many sessions start on that day already, which is the most.
    OverMost { most: i64 },
}

/// What there is to say about a session in `from..to`, booked `now`. `busy` holds the sessions around it, at least those of
/// the day it starts on and of the day before and after.
pub fn concerns(
    availability: &Availability,
    busy: &[Busy],
    (from, to): (Timestamp, Timestamp),
    now: Timestamp,
) -> Vec<Concern> {
    let mut found = Vec::new();
    let day = from.in_zone(&availability.zone).date();
    // time off is said of days, and holds also for somebody without hours
    let last = to.plus_minutes(-1).in_zone(&availability.zone).date();
    if availability.is_off(day) || availability.is_off(last) {
        found.push(Concern::Off);
    }
    if !availability.has_hours() {
        return found;
    }
    let minutes = i64::try_from(to.since(from).as_secs().div_ceil(60)).unwrap_or(i64::MAX);
    if found.is_empty() && !OpenSteps::new(availability, &[]).covers(from, minutes) {
        found.push(Concern::OutsideHours { hours: availability.hours_on(day) });
    }
    let rules = availability.rules;
    if from < now.plus_minutes(rules.notice_hours * 60) {
        found.push(Concern::WithinNotice { hours: rules.notice_hours });
    }
    let pause = rules.buffer_minutes;
    if busy.iter().any(|one| one.from.plus_minutes(-pause) < to && from < one.to.plus_minutes(pause)) {
        found.push(Concern::TooClose { minutes: pause });
    }
    if let Some(most) = rules.most_a_day.filter(|most| starting_on(availability, busy, day) >= *most) {
        found.push(Concern::OverMost { most });
    }
    found
}
