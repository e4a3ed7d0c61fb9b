//! Attendance as it is typed.

use kernel::Seat;
use people::absence_reasons::Reason;
use serde::Deserialize;
use web::Errors;

use super::record::{Mark, Record};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttendanceForm {
    pub instructor: String,
    pub instructor_reason: String,
    pub student: String,
    pub student_reason: String,
    /// Pressed instead of choosing: both attended.
    pub both: String,
    /// Where the page came from: a day of the list, `todo`, or empty for the session's own page.
    pub back: String,
}

impl AttendanceForm {
    /// What is noted already, to be changed.
    pub fn of(record: Option<&Record>, back: &str) -> Self {
        let (word, reason) = (
            |mark: &Mark| mark.word().to_owned(),
            |mark: &Mark| mark.reason().unwrap_or_default().to_owned(),
        );
        let back = back.to_owned();
        match record {
            Some(record) => Self {
                instructor: word(record.instructor()),
                instructor_reason: reason(record.instructor()),
                student: word(record.student()),
                student_reason: reason(record.student()),
                both: String::new(),
                back,
            },
            None => Self { back, ..Self::default() },
        }
    }

    /// With what is noted of the instructor already, in a session of several students.
    pub fn taught_by(mut self, instructor: Option<&Mark>) -> Self {
        if let (Some(mark), true) = (instructor, self.instructor.is_empty()) {
            mark.word().clone_into(&mut self.instructor);
            mark.reason().unwrap_or_default().clone_into(&mut self.instructor_reason);
        }
        self
    }

    pub fn says_both_attended(&self) -> bool {
        !self.both.is_empty()
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, reasons: &[Reason]) -> Result<Record, Errors> {
        if !self.both.is_empty() {
            return Record::new(Mark::Attended, Mark::Attended).map_err(|_| Errors::new());
        }
        let mut errors = Errors::new();
        let instructor =
            mark(&self.instructor, &self.instructor_reason, Seat::Instructor, reasons, &mut errors);
        // without its instructor there was no session: nothing is to be said of the student
        if let Some(Mark::Missed { reason, counts }) = &instructor
            && matches!(self.student.as_str(), "" | "missed")
        {
            return if errors.is_empty() {
                Ok(Record::without_instructor(reason.clone(), *counts))
            } else {
                Err(errors)
            };
        }
        let student = mark(&self.student, &self.student_reason, Seat::Student, reasons, &mut errors);
        match (instructor, student) {
            (Some(instructor), Some(student)) if errors.is_empty() => Record::new(instructor, student)
                .map_err(|_| {
                    Errors::new().with(
                        "student",
                        "Without its instructor there was no session to attend: choose missed here too.",
                    )
                }),
            _ => Err(errors),
        }
    }
}

fn mark(word: &str, reason: &str, seat: Seat, reasons: &[Reason], errors: &mut Errors) -> Option<Mark> {
    let (field, reason_field) = match seat {
        Seat::Instructor => ("instructor", "instructor_reason"),
        Seat::Student => ("student", "student_reason"),
    };
    match word {
        "attended" => Some(Mark::Attended),
        "late" => Some(Mark::Late),
        "missed" => {
            let known = reasons.iter().find(|known| known.name == reason && known.concerns.includes(seat));
            if known.is_none() {
                errors.add(reason_field, "Choose why.");
            }
            let (name, counts) = known.map(|known| (known.name.clone(), known.counts)).unzip();
            Some(Mark::Missed { reason: name, counts: counts.unwrap_or(true) })
        }
        _ => {
            errors.add(field, "Choose attended, late or missed.");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use people::absence_reasons::Concerns;

    fn read(instructor: (&str, &str), student: (&str, &str)) -> Result<String, Vec<&'static str>> {
        let reason = |name: &str, concerns, counts| Reason { name: name.to_owned(), concerns, counts };
        let reasons =
            [reason("Sick", Concerns::Both, true), reason("School event", Concerns::Student, false)];
        let form = AttendanceForm {
            instructor: instructor.0.to_owned(),
            instructor_reason: instructor.1.to_owned(),
            student: student.0.to_owned(),
            student_reason: student.1.to_owned(),
            ..AttendanceForm::default()
        };
        form.read(&reasons)
            .map(|record| record.words())
            .map_err(|errors| errors.iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn each_of_the_two_is_marked_and_each_absence_has_a_reason_of_the_list() {
        let there = ("attended", "");
        assert_eq!(read(there, ("late", "")), Ok("instructor attended, student late".to_owned()));
        assert_eq!(
            read(there, ("missed", "School event")),
            Ok("instructor attended, student missed (School event)".to_owned())
        );
        // a reason left standing of who was there says nothing
        assert_eq!(read(there, ("attended", "Sick")), Ok("instructor attended, student attended".to_owned()));
        assert_eq!(read(("", ""), ("", "")), Err(vec!["instructor", "student"]));
        assert_eq!(read(there, ("missed", "")), Err(vec!["student_reason"]));
        assert_eq!(read(there, ("missed", "Bored")), Err(vec!["student_reason"]));
        assert_eq!(read(("missed", "School event"), ("", "")), Err(vec!["instructor_reason"]));
    }

    #[test]
    fn what_cannot_have_been_is_refused() {
        assert_eq!(read(("missed", "Sick"), ("attended", "")), Err(vec!["student"]));
        assert_eq!(
            read(("missed", "Sick"), ("missed", "School event")),
            Ok("instructor missed (Sick), student missed (Instructor absent)".to_owned())
        );
    }
}
