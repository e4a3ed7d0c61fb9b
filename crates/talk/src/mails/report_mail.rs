//! What is told about reports and surveys: shared answers to the family, low ratings to admins, and what is missing to whoever
//! has to write it.

use kernel::Zone;
use teaching::reports::{self, Answer};
use teaching::sessions::Session;
use web::show;

use super::mail::{Kind, Sheet};
use super::session_mail::Reader;
use super::wording::{Blank, Wording};

/// One telling: what about, to whom, on whose clock.
#[derive(Debug, Clone, Copy)]
pub struct ReportTelling<'a> {
    pub kind: Kind,
    pub session: &'a Session,
    pub reader: Option<Reader>,
    pub zone: &'a Zone,
}

impl ReportTelling<'_> {
    /// The subject of the mail and the line in the list.
    pub fn headline(&self) -> String {
        let Session { student_name, student_first_name, instructor_first_name, .. } = self.session;
        match (self.kind, self.reader) {
            (Kind::ReportShared, Some(Reader::Parent)) => {
                format!("Report on {student_first_name}'s session with {instructor_first_name}")
            }
            (Kind::ReportShared, _) => format!("Report on your session with {instructor_first_name}"),
            (Kind::ReportOverdue, _) => {
                format!("Report missing: your session with {student_name}, {}", self.when())
            }
            _ => format!("Low rating: {student_name} with {}", self.session.instructor_name),
        }
    }

    /// What happened, in a sentence.
    pub fn sentence(&self) -> String {
        let Session { instructor_first_name, instructor_name, student_name, .. } = self.session;
        match self.kind {
            Kind::ReportShared => {
                format!("{instructor_first_name} wrote about the session of {}.", self.when())
            }
            Kind::ReportOverdue => {
                let due = reports::attended_at(self.session).map(reports::due_at);
                let due = due.map(|due| show::date_time_zone(due, self.zone)).unwrap_or_default();
                format!("The report on your session with {student_name} was due on {due}.")
            }
            Kind::LowReport => format!(
                "{instructor_name} gave a low rating in the report on the session with {student_name} of {}.",
                self.when()
            ),
            _ => format!(
                "{student_name} gave a low rating after the session with {instructor_name} of {}.",
                self.when()
            ),
        }
    }

    fn when(&self) -> String {
        show::date_time_zone(self.session.starts_at, self.zone)
    }

    /// The mail's content, with these answers in it. `address` leads to the session.
    pub fn sheet(&self, greeting: String, answers: &[&Answer], address: String) -> Sheet {
        let (label, advice) = match self.kind {
            Kind::ReportShared => ("See the session", Vec::new()),
            Kind::ReportOverdue => (
                "Write the report",
                vec!["It takes a few minutes, and a draft is saved while you write.".to_owned()],
            ),
            _ => ("See the session", vec!["All admins are told.".to_owned()]),
        };
        Sheet {
            greeting,
            paragraphs: vec![self.sentence()],
            answers: answers.iter().map(|answer| (answer.question.words.clone(), answer.reads())).collect(),
            action: Some((label.to_owned(), address)),
            advice,
            ..Sheet::default()
        }
    }

    /// The subject and the sheet, beginning in the organization's own words if there are any.
    pub fn worded(&self, words: Option<&Wording>, organization: &str, sheet: Sheet) -> (String, Sheet) {
        let usual = (self.headline(), sheet);
        let Some(words) = words else { return usual };
        let filling = vec![
            (Blank::Student, self.session.student_first_name.clone()),
            (Blank::Instructor, self.session.instructor_first_name.clone()),
            (Blank::Program, self.session.program_title.clone()),
            (Blank::When, self.when()),
            (Blank::Organization, organization.to_owned()),
        ];
        words.begin(usual, &filling, self.kind.keeps_sentence())
    }
}
