//! A group and a member's days as they are typed.

use jiff::civil::Date;
use kernel::UserId;
use serde::Deserialize;
use web::Errors;

use super::{Days, Draft, Group, Member};

pub const MAX_NAME: usize = 80;
pub const MAX_SCHOOL: usize = 120;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupForm {
    pub name: String,
    pub program: String,
    pub school: String,
    pub instructor: String,
}

impl GroupForm {
    pub fn of(group: &Group) -> Self {
        Self {
            name: group.name.clone(),
            program: group.program.as_ref().map(|program| program.id.to_string()).unwrap_or_default(),
            school: group.school.clone(),
            instructor: group.instructor.as_ref().map(|tutor| tutor.id.to_string()).unwrap_or_default(),
        }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<Draft, Errors> {
        let mut errors = Errors::new();
        let (name, school) = (self.name.trim().to_owned(), self.school.trim().to_owned());
        if name.is_empty() || !fits(&name, MAX_NAME) {
            errors.add("name", "Give it a name of at most 80 characters, such as Tuesday Algebra.");
        }
        if !fits(&school, MAX_SCHOOL) {
            errors.add("school", "Use at most 120 characters, on one line.");
        }
        let program = chosen(&self.program);
        if program.is_none() {
            errors.add("program", "Choose a program of the list.");
        }
        let instructor = chosen(&self.instructor);
        if instructor.is_none() {
            errors.add("instructor", "Choose an instructor of the list.");
        }
        match (program, instructor) {
            (Some(program), Some(instructor)) if errors.is_empty() => {
                Ok(Draft { name, program, school, instructor })
            }
            _ => Err(errors),
        }
    }
}

fn fits(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

/// None within for an empty choice, none without for something that is no id.
fn chosen<T: std::str::FromStr>(text: &str) -> Option<Option<T>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemberForm {
    pub student: String,
    pub from: String,
    pub to: String,
}

impl MemberForm {
    pub fn from_today(today: Date) -> Self {
        Self { from: today.to_string(), ..Self::default() }
    }

    pub fn of(member: &Member) -> Self {
        Self {
            student: member.student.to_string(),
            from: member.days.from.to_string(),
            to: member.days.to.map(|day| day.to_string()).unwrap_or_default(),
        }
    }

    /// The student and the days.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<(UserId, Days), Errors> {
        let (student, days) = (self.student.parse().ok(), self.days());
        match (student, days) {
            (Some(student), Ok(days)) => Ok((student, days)),
            (None, days) => {
                Err(days.err().unwrap_or_default().with("student", "Choose a student of the list."))
            }
            (Some(_), Err(errors)) => Err(errors),
        }
    }

    /// The days alone.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn days(&self) -> Result<Days, Errors> {
        let from = self.from.parse::<Date>().ok();
        let to = if self.to.is_empty() { Some(None) } else { self.to.parse::<Date>().ok().map(Some) };
        let mut errors = Errors::new();
        if from.is_none() {
            errors.add("from", "Choose the first day.");
        }
        match (from, to) {
            (_, None) => errors.add("to", "Choose a day, or leave it empty."),
            (Some(from), Some(Some(to))) if to < from => {
                errors.add("to", "Choose a last day that is not before the first.");
            }
            _ => {}
        }
        match (from, to) {
            (Some(from), Some(to)) if errors.is_empty() => Ok(Days { from, to }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(student: &str, from: &str, to: &str) -> Result<String, Vec<&'static str>> {
        let form = MemberForm { student: student.to_owned(), from: from.to_owned(), to: to.to_owned() };
        form.read()
            .map(|(_, days)| days.to_string())
            .map_err(|errors| errors.iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn a_member_has_a_student_and_days_in_their_order() {
        let ben = format!("usr_{}", "1".repeat(32));

        assert_eq!(member(&ben, "2026-11-26", ""), Ok("from 2026-11-26".to_owned()));
        assert_eq!(member(&ben, "2026-11-26", "2026-11-26"), Ok("2026-11-26 to 2026-11-26".to_owned()));
        assert_eq!(member(&ben, "2026-11-26", "2026-11-25"), Err(vec!["to"]));
        assert_eq!(member("Ben", "soon", "later"), Err(vec!["from", "student", "to"]));
    }

    #[test]
    fn a_group_needs_a_name_and_choices_of_the_lists() {
        let form = |name: &str, program: &str| GroupForm {
            name: name.to_owned(),
            program: program.to_owned(),
            ..GroupForm::default()
        };
        let fields =
            |form: GroupForm| form.read().unwrap_err().iter().map(|(field, _)| field).collect::<Vec<_>>();

        assert_eq!(form(" Tuesday Algebra ", "").read().unwrap().name, "Tuesday Algebra");
        assert_eq!(fields(form("", "algebra")), ["name", "program"]);
        assert_eq!(fields(form("two\nlines", "")), ["name"]);
    }
}
