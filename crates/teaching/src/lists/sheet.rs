//! Sessions as a CSV file (RFC 4180): what its columns are, and what they say of one session.

use kernel::{Role, Timestamp, Zone};
use web::{Viewer, show};

use crate::requests::Request;
use crate::sessions::attendance::Mark;
use crate::sessions::{Outcome, Session};

/// Who finds a column in their file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    Everyone,
    Staff,
    Admins,
}

/// One column: its name never changes its meaning, and new ones are added at the end.
pub struct Column {
    pub name: &'static str,
    pub means: &'static str,
    pub of: For,
    value: fn(&Session) -> String,
}

const fn column(name: &'static str, of: For, means: &'static str, value: fn(&Session) -> String) -> Column {
    Column { name, means, of, value }
}

fn word(mark: Option<&Mark>) -> String {
    mark.map_or_else(String::new, |mark| mark.word().to_owned())
}

fn reason(mark: Option<&Mark>) -> String {
    mark.and_then(Mark::reason).unwrap_or_default().to_owned()
}

/// The data dictionary.
pub const COLUMNS: &[Column] = &[
    column("session_id", For::Everyone, "Names this session and no other, for good.", |s| s.id.to_string()),
    column(
        "status",
        For::Everyone,
        "scheduled, lobby, lesson, completed, missed or cancelled, when the file was made; pending confirmation: a request.",
        |s| s.state().word().to_owned(),
    ),
    column("missed_by", For::Everyone, "instructor or student, where the status is missed.", |s| {
        match s.outcome {
            Some(Outcome::MissedByInstructor) => "instructor",
            Some(Outcome::MissedByStudent) => "student",
            Some(Outcome::Completed | Outcome::Cancelled) | None => "",
        }
        .to_owned()
    }),
    column("planned_start_utc", For::Everyone, "When it is planned to start: ISO 8601, in UTC.", |s| {
        s.starts_at.to_string()
    }),
    column("planned_end_utc", For::Everyone, "When it is planned to end: ISO 8601, in UTC.", |s| {
        s.ends_at.to_string()
    }),
    column("zone", For::Everyone, "The time zone it was planned in, by its IANA name.", |s| {
        s.zone.name().to_owned()
    }),
    column(
        "planned_start_local",
        For::Everyone,
        "The start on the wall clock of that zone, with its distance from UTC.",
        |s| local(s.starts_at, &s.zone),
    ),
    column("planned_minutes", For::Everyone, "Its planned length in whole minutes.", |s| {
        s.minutes().to_string()
    }),
    column("opened_utc", For::Everyone, "When the classroom opened; empty if it never did.", |s| {
        instant(s.opened_at)
    }),
    column("together_utc", For::Everyone, "When both were in the classroom for the first time.", |s| {
        instant(s.together_at)
    }),
    column("ended_utc", For::Everyone, "When it ended; empty for sessions that were not held.", |s| {
        instant(s.ended_at)
    }),
    column("together_seconds", For::Everyone, "How long both were in the classroom, in seconds.", |s| {
        s.together_seconds.to_string()
    }),
    column("instructor_seconds", For::Everyone, "How long the instructor was in.", |s| {
        s.instructor_seconds.to_string()
    }),
    column("student_seconds", For::Everyone, "How long the student was in.", |s| {
        s.student_seconds.to_string()
    }),
    column("instructor_id", For::Everyone, "Names the instructor and nobody else, for good.", |s| {
        s.instructor.to_string()
    }),
    column("instructor", For::Everyone, "The instructor's name today.", |s| s.instructor_name.clone()),
    column("student_id", For::Everyone, "Names the student and nobody else, for good.", |s| {
        s.student.to_string()
    }),
    column("student", For::Everyone, "The student's name today.", |s| s.student_name.clone()),
    column("program_id", For::Everyone, "Names the program and no other, for good.", |s| {
        s.program.to_string()
    }),
    column("program", For::Everyone, "The program's title today.", |s| s.program_title.clone()),
    column("subject", For::Everyone, "As its instructor wrote it.", |s| s.subject.clone()),
    column("origin", For::Everyone, "instant or booked.", |s| {
        if s.instant { "instant" } else { "booked" }.to_owned()
    }),
    column("created_utc", For::Everyone, "When it was written down.", |s| s.created_at.to_string()),
    column("cancelled_utc", For::Everyone, "When it was cancelled.", |s| instant(s.cancelled_at)),
    column("cancelled_by", For::Everyone, "Who cancelled it, by name; empty for the server.", |s| {
        s.cancelled_by_name.clone().unwrap_or_default()
    }),
    column("cancel_reason", For::Everyone, "The reason given.", |s| {
        s.cancel_reason.clone().unwrap_or_default()
    }),
    column("billable", For::Staff, "yes or no.", |s| if s.billable { "yes" } else { "no" }.to_owned()),
    column(
        "money",
        For::Staff,
        "How the organization was paid when the session was made: credits, invoicing or neither.",
        |s| s.money.word().to_owned(),
    ),
    column("session_fee_minor", For::Admins, "The fee in the smallest unit of the currency (cents).", |s| {
        s.session_fee.to_string()
    }),
    column("instructor_fee_minor", For::Admins, "The instructor's fee, likewise.", |s| {
        s.instructor_fee.to_string()
    }),
    column("fee_per", For::Admins, "session or hour: what both fees are for.", |s| s.fee_per.clone()),
    column("currency", For::Admins, "The fees' currency, by ISO 4217.", |s| s.currency.clone()),
    column(
        "instructor_attendance",
        For::Everyone,
        "attended, late or missed; empty while it is not recorded.",
        |s| word(s.instructor_mark.as_ref()),
    ),
    column("instructor_absence_reason", For::Everyone, "Why the instructor missed it.", |s| {
        reason(s.instructor_mark.as_ref())
    }),
    column(
        "student_attendance",
        For::Everyone,
        "attended, late or missed; empty while it is not recorded.",
        |s| word(s.student_mark.as_ref()),
    ),
    column("student_absence_reason", For::Everyone, "Why the student missed it.", |s| {
        reason(s.student_mark.as_ref())
    }),
    column(
        "series_id",
        For::Everyone,
        "Names the series it was booked with, for good; empty for a session booked alone.",
        |s| s.series.as_ref().map_or_else(String::new, |part| part.series.to_string()),
    ),
    column(
        "series_position",
        For::Everyone,
        "Which session of its series it is, from 1, by the order they were booked in.",
        |s| s.series.as_ref().map_or_else(String::new, |part| part.position.to_string()),
    ),
    column("series_total", For::Everyone, "How many sessions the series was booked with.", |s| {
        s.series.as_ref().map_or_else(String::new, |part| part.total.to_string())
    }),
    column(
        "series_changed",
        For::Everyone,
        "yes when it was changed by itself and no longer follows its series, else no; empty without a series.",
        |s| s.series.as_ref().map_or("", |part| if part.is_changed { "yes" } else { "no" }).to_owned(),
    ),
    column(
        "group_session_id",
        For::Staff,
        "The same in every line of one session of several students; empty for a session of one.",
        |s| s.shared.as_ref().map_or_else(String::new, |shared| shared.id.to_string()),
    ),
    column(
        "request_id",
        For::Everyone,
        "Names the request, where a line is one that waits for an answer; it has no session_id, and its preferred time.",
        |_| String::new(),
    ),
];

/// What the columns say of a request that waits for an answer; those that are about a session say nothing.
fn of_request(column: &Column, request: &Request) -> String {
    let start = request.options().first().copied();
    match column.name {
        "status" => "pending confirmation".to_owned(),
        "planned_start_utc" => instant(start),
        "planned_end_utc" => instant(start.map(|start| request.ends(start))),
        "zone" => request.zone.name().to_owned(),
        "planned_start_local" => start.map_or_else(String::new, |start| local(start, &request.zone)),
        "planned_minutes" => request.minutes.get().to_string(),
        "instructor_id" => request.instructor.to_string(),
        "instructor" => request.instructor_name.clone(),
        "student_id" => request.student.to_string(),
        "student" => request.student_name.clone(),
        "program_id" => request.program.to_string(),
        "program" => request.program_title.clone(),
        "subject" => request.subject.clone(),
        "created_utc" => request.asked_at.to_string(),
        "request_id" => request.id.to_string(),
        _ => String::new(),
    }
}

fn local(at: Timestamp, zone: &Zone) -> String {
    at.in_zone(zone).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The columns of this viewer's files.
pub fn columns_of(viewer: &Viewer) -> impl Iterator<Item = &'static Column> {
    let (admin, staff) = (viewer.is(Role::Admin), viewer.is(Role::Admin) || viewer.is(Role::Instructor));
    COLUMNS.iter().filter(move |column| match column.of {
        For::Everyone => true,
        For::Staff => staff,
        For::Admins => admin,
    })
}

/// The file, its first line the names of the columns.
///
/// # Errors
/// Never in practice: the file is text in memory.
pub fn write(viewer: &Viewer, sessions: &[Session], pending: &[Request]) -> Result<Vec<u8>, csv::Error> {
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    sheet.write_record(columns_of(viewer).map(|column| column.name))?;
    for session in sessions {
        sheet.write_record(columns_of(viewer).map(|column| show::cell((column.value)(session))))?;
    }
    for request in pending {
        sheet.write_record(columns_of(viewer).map(|column| show::cell(of_request(column, request))))?;
    }
    sheet.into_inner().map_err(|error| csv::Error::from(std::io::Error::from(error.into_error().kind())))
}

fn instant(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_stands_twice_in_the_dictionary() {
        let mut names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        names.sort_unstable();
        names.dedup();

        assert_eq!(names.len(), COLUMNS.len());
    }
}
