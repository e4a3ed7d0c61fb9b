//! A session as an entry of a calendar file (RFC 5545): the same in mails and in feeds, so that each replaces the other.

use icalendar::{Component as _, Event, EventLike as _, EventStatus};
use kernel::{Timestamp, UserId};
use web::Organization;

use crate::sessions::{Place, Session, Whole};

/// Whose calendar it goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Instructor,
    Student,
    Parent,
}

impl Reader {
    /// What a person is to a session they take part in: who has no seat in it is a parent.
    pub fn of(person: UserId, session: &Session) -> Self {
        if person == session.instructor {
            Self::Instructor
        } else if person == session.student {
            Self::Student
        } else {
            Self::Parent
        }
    }
}

/// What an entry says beside the session's times.
pub struct Words<'a> {
    /// The student, as the instructor's calendar names them.
    pub student: &'a str,
    /// Of a session in the classroom: the way to it.
    pub description: &'a str,
    /// Of several students: the whole, which is one entry of the instructor's calendar.
    pub whole: Option<&'a Whole>,
}

/// What a calendar needs to show the session, to move it, or to take it out again: one name for good, a number that
/// grows with each change, and the state. Times are in UTC, so that every calendar shows its own zone. It holds no join
/// link: calendars are shared more freely than mail. The place of a session elsewhere, or its link, is what a calendar is
/// looked at for.
pub fn entry(
    session: &Session,
    reader: Reader,
    words: &Words<'_>,
    organization: &Organization,
    stamp: Timestamp,
) -> Event {
    let mut event = Event::new();
    match &session.place {
        Place::Classroom => {
            event.description(words.description);
        }
        Place::InPerson { location } => {
            event.location(location);
        }
        Place::Link { address } => {
            event.location(address);
        }
    }
    let whole = words.whole.filter(|_| reader == Reader::Instructor);
    let stands = whole.map_or(session.cancelled_at.is_none(), |whole| whole.stays);
    let status = if stands { EventStatus::Confirmed } else { EventStatus::Cancelled };
    let (name, sequence) = match whole {
        Some(whole) => (whole.id.to_string(), whole.sequence),
        None => (session.id.to_string(), session.calendar_sequence),
    };
    event
        .uid(&format!("{name}@{}", organization.host))
        .sequence(u32::try_from(sequence).unwrap_or(u32::MAX))
        .status(status)
        .summary(&summary(session, reader, words.student))
        .add_property("DTSTAMP", utc(stamp))
        .add_property("DTSTART", utc(session.starts_at))
        .add_property("DTEND", utc(session.ends_at))
        .done()
}

fn summary(session: &Session, reader: Reader, student: &str) -> String {
    let (what, ada) = (session.title(), &session.instructor_first_name);
    match reader {
        Reader::Instructor => format!("{what} with {student}"),
        Reader::Student => format!("{what} with {ada}"),
        Reader::Parent => format!("{}: {what} with {ada}", session.student_first_name),
    }
}

/// `20261123T220700Z` (RFC 5545, section 3.3.5, form 2).
fn utc(at: Timestamp) -> String {
    at.jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}
