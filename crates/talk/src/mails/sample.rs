//! A mail with people who do not exist, to see how an organization's words read. Pure.

use kernel::{ProgramId, SessionId, Timestamp, UserId, Zone};
use teaching::sessions::{Moved, Outcome, OutcomeRules, Place, Session};
use web::{Money, Organization};

use super::account_mail;
use super::mail::{Kind, Sheet};
use super::report_mail::ReportTelling;
use super::session_mail::{Reader, Telling};
use super::wording::Wording;

const GREETING: &str = "Hello Jamie,";
const INSTRUCTOR: &str = "Maria";
const HOUR: i64 = 60;

/// Where the links of a sample lead.
pub struct Addresses {
    pub way_in: String,
    pub check: String,
}

/// The subject and the sheet of a mail of `kind` to the parent of a student, written at `now` on the clock of `zone`.
pub fn sample(
    kind: Kind,
    words: Option<&Wording>,
    organization: &Organization,
    Addresses { way_in, check }: Addresses,
    (now, zone): (Timestamp, &Zone),
) -> (String, Sheet) {
    let name = &organization.name;
    let session = session(kind, now, zone);
    let link = (way_in, session.ends_at);
    match kind {
        Kind::Invitation => {
            let sheet = account_mail::sheet(kind, name, GREETING.to_owned(), link, zone);
            account_mail::worded(kind, words, name, sheet)
        }
        Kind::ReportShared => {
            let telling = ReportTelling { kind, session: &session, reader: Some(Reader::Parent), zone };
            let sheet = telling.sheet(GREETING.to_owned(), &[], link.0);
            telling.worded(words, name, sheet)
        }
        _ => {
            let telling = Telling {
                kind,
                session: &session,
                whole: None,
                instructor_first_name: INSTRUCTOR,
                reader: Reader::Parent,
                zone,
                late_minutes: 0,
            };
            let join = (kind != Kind::SessionCancelled).then_some(link);
            let sheet = telling.sheet(GREETING.to_owned(), join, check);
            telling.worded(words, name, sheet)
        }
    }
}

/// Alex's session with Maria, tomorrow.
fn session(kind: Kind, now: Timestamp, zone: &Zone) -> Session {
    let starts_at = now.plus_minutes(24 * HOUR);
    let ends_at = starts_at.plus_minutes(HOUR);
    let (instructor, is_cancelled) = (UserId::fresh(now), kind == Kind::SessionCancelled);
    Session {
        id: SessionId::fresh(now),
        instructor,
        instructor_name: "Maria Santos".to_owned(),
        instructor_first_name: INSTRUCTOR.to_owned(),
        student: UserId::fresh(now),
        student_name: "Alex Reed".to_owned(),
        student_first_name: "Alex".to_owned(),
        program: ProgramId::fresh(now),
        program_title: "Algebra".to_owned(),
        instant: kind == Kind::SessionStarted,
        place: Place::Classroom,
        subject: "Quadratic equations".to_owned(),
        description: String::new(),
        billable: false,
        money: Money::Neither,
        session_fee: 0,
        instructor_fee: 0,
        fee_per: String::new(),
        currency: String::new(),
        starts_at,
        ends_at,
        zone: zone.clone(),
        moved: (kind == Kind::SessionRescheduled).then(|| Moved {
            starts_at: starts_at.plus_minutes(-2 * HOUR),
            ends_at: ends_at.plus_minutes(-2 * HOUR),
            at: now,
        }),
        rules: OutcomeRules { minimum_minutes: 5, no_show_minutes: 15 },
        early_minutes: 15,
        created_by: instructor,
        created_at: now,
        opened_at: None,
        together_at: None,
        ended_at: None,
        ended_by_server: false,
        together_seconds: 0,
        instructor_seconds: 0,
        student_seconds: 0,
        cancelled_at: is_cancelled.then_some(now),
        cancelled_by_name: is_cancelled.then(|| "Maria Santos".to_owned()),
        cancel_reason: is_cancelled.then(|| "I am ill".to_owned()),
        cancelled_for: None,
        credit_kept: false,
        outcome: is_cancelled.then_some(Outcome::Cancelled),
        calendar_sequence: 0,
        instructor_mark: None,
        student_mark: None,
        series: None,
        shared: None,
    }
}
