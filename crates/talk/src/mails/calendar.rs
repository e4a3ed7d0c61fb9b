//! The calendar file of a session's mail.

use icalendar::{Calendar, Component as _, Event, EventLike as _, EventStatus, Property};
use kernel::{Email, Timestamp};
use teaching::sessions::{Place, Session};
use web::Organization;

use super::session_mail::Reader;
use crate::post::Appointment;

/// What a calendar needs to show the session, or to take it out again. Times are in UTC, so that every calendar shows
/// its own zone. It holds no join link: calendars are shared more freely than mail. The place of a session elsewhere, or
/// its link, is what a calendar is looked at for.
pub fn appointment(
    session: &Session,
    reader: Reader,
    instructor_first_name: &str,
    organization: &Organization,
    sender: &Email,
    at: Timestamp,
) -> Appointment {
    let (method, status) = match session.cancelled_at {
        None => ("PUBLISH", EventStatus::Confirmed),
        Some(_) => ("CANCEL", EventStatus::Cancelled),
    };
    let mut event = Event::new();
    match &session.place {
        Place::Classroom => {
            event.description(&format!("Join with the link in the mail from {}.", organization.name));
        }
        Place::InPerson { location } => {
            event.location(location);
        }
        Place::Link { address } => {
            event.location(address);
        }
    }
    let event = event
        .uid(&format!("{}@{}", session.id, organization.host))
        .sequence(u32::try_from(session.calendar_sequence).unwrap_or(u32::MAX))
        .status(status)
        .summary(&summary(session, reader, instructor_first_name))
        .add_property("DTSTAMP", utc(at))
        .add_property("DTSTART", utc(session.starts_at))
        .add_property("DTEND", utc(session.ends_at))
        .append_property(
            Property::new("ORGANIZER", format!("mailto:{sender}"))
                .add_parameter("CN", &parameter(&organization.name))
                .done(),
        )
        .done();
    let calendar = Calendar::new().append_property(Property::new("METHOD", method)).push(event).done();
    Appointment { method, text: calendar.to_string() }
}

fn summary(session: &Session, reader: Reader, ada: &str) -> String {
    let what = session.title();
    match reader {
        Reader::Instructor => format!("{what} with {}", session.student_name),
        Reader::Student => format!("{what} with {ada}"),
        Reader::Parent => format!("{}: {what} with {ada}", session.student_first_name),
    }
}

/// `20261123T220700Z` (RFC 5545, section 3.3.5, form 2).
fn utc(at: Timestamp) -> String {
    at.jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A parameter's value holds no quotes and no control characters (RFC 5545, section 3.1).
fn parameter(text: &str) -> String {
    text.chars().filter(|letter| *letter != '"' && !letter.is_control()).collect()
}
