//! What the classroom saw, as attendance. Pure.

use kernel::{Seat, Timestamp};

use super::record::{Mark, Record};
use crate::presence::Interval;
use crate::sessions::{Outcome, Session};

/// What is noted of both when the classroom ends a session with this outcome; none for one that was cancelled.
pub fn measured(
    session: &Session,
    stays: &[Interval],
    outcome: Outcome,
    late_minutes: i64,
) -> Option<Record> {
    // an instant session begins when it is started: whoever is invited comes when they have read it
    let late_from = (!session.instant).then(|| session.starts_at.plus_minutes(late_minutes));
    let mark = |seat: Seat| match (first_entry(stays, seat), late_from) {
        (Some(came), Some(limit)) if came > limit => Mark::Late,
        _ => Mark::Attended,
    };
    let told = Record::of_outcome(outcome)?;
    let or_told = |seat: Seat, told: &Mark| if told.was_there() { mark(seat) } else { told.clone() };
    Record::new(or_told(Seat::Instructor, told.instructor()), or_told(Seat::Student, told.student())).ok()
}

fn first_entry(stays: &[Interval], seat: Seat) -> Option<Timestamp> {
    stays.iter().filter(|stay| stay.seat == seat).map(|stay| stay.from).min()
}
