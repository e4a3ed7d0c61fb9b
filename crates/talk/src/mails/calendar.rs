//! The calendar file of a session's mail.

use icalendar::{Calendar, Component as _, Property};
use kernel::{Email, Timestamp};
use teaching::calendar::{self, Words};
use teaching::sessions::{Session, Whole};
use web::Organization;

use super::session_mail::Reader;
use crate::post::Appointment;

/// What a calendar needs to show the sessions, or to take them out again; one is enough, all are of the same state. A
/// session of several students is one entry of its instructor's calendar, the whole.
pub fn appointment(
    sessions: &[(Session, Option<Whole>)],
    reader: Reader,
    organization: &Organization,
    sender: &Email,
    at: Timestamp,
) -> Appointment {
    let stands = |(session, whole): &(Session, Option<Whole>)| {
        let whole = whole.as_ref().filter(|_| reader == Reader::Instructor);
        whole.map_or(session.cancelled_at.is_none(), |whole| whole.stays)
    };
    let is_cancelled = !sessions.iter().any(stands);
    let method = if is_cancelled { "CANCEL" } else { "PUBLISH" };
    let description = format!("Join with the link in the mail from {}.", organization.name);
    let mut file = Calendar::new();
    file.append_property(Property::new("METHOD", method));
    for (session, whole) in sessions {
        let whole = whole.as_ref().filter(|_| reader == Reader::Instructor);
        let student = whole.map_or(&session.student_name, |whole| &whole.first_names);
        let words = Words { student, description: &description, whole };
        let mut event = calendar::entry(session, reader.into(), &words, organization, at);
        event.append_property(
            Property::new("ORGANIZER", format!("mailto:{sender}"))
                .add_parameter("CN", &parameter(&organization.name))
                .done(),
        );
        file.push(event);
    }
    Appointment { method, text: file.to_string() }
}

impl From<Reader> for calendar::Reader {
    fn from(reader: Reader) -> Self {
        match reader {
            Reader::Instructor => Self::Instructor,
            Reader::Student => Self::Student,
            Reader::Parent => Self::Parent,
        }
    }
}

/// A parameter's value holds no quotes and no control characters (RFC 5545, section 3.1).
fn parameter(text: &str) -> String {
    text.chars().filter(|letter| *letter != '"' && !letter.is_control()).collect()
}
