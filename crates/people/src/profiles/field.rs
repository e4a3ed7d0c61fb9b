//! A field of profiles, and what may be filled in. Pure.

use std::fmt;

use jiff::civil::Date;
use kernel::{ProfileFieldId, Role};

/// Choices of one field.
pub const MOST_CHOICES: usize = 50;
const MAX_SHORT: usize = 200;
const MAX_LONG: usize = 4_000;

/// What is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Short,
    Long,
    Number,
    Date,
    YesNo,
    Choice,
}

impl Kind {
    pub const ALL: [Self; 6] = [Self::Short, Self::Long, Self::Number, Self::Date, Self::YesNo, Self::Choice];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Short => "short",
            Self::Long => "long",
            Self::Number => "number",
            Self::Date => "date",
            Self::YesNo => "yes or no",
            Self::Choice => "choice",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Short => "Short text",
            Self::Long => "Long text",
            Self::Number => "Number",
            Self::Date => "Date",
            Self::YesNo => "Yes or no",
            Self::Choice => "Choice of a list",
        }
    }
}

/// Who reads what is filled in: each of these, and whoever stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Readers {
    Admins,
    /// And the instructors who teach the student, or a student of the parent.
    Instructors,
    /// And the person, and a student's parents.
    Family,
    /// And whoever finds the instructor among the instructors.
    Everyone,
}

impl Readers {
    pub const ALL: [Self; 4] = [Self::Admins, Self::Instructors, Self::Family, Self::Everyone];

    /// The word stored and sent.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Admins => "admins",
            Self::Instructors => "instructors",
            Self::Family => "family",
            Self::Everyone => "everyone",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|readers| readers.word() == word)
    }

    /// Who reads a field of this role, in words; none where that is nobody else.
    pub const fn title(self, role: Role) -> Option<&'static str> {
        match (self, role) {
            (Self::Admins, _) => Some("Admins only"),
            (Self::Instructors, Role::Student) => Some("Admins and their instructors"),
            (Self::Instructors, Role::Parent) => Some("Admins and their students' instructors"),
            (Self::Instructors, Role::Admin | Role::Instructor) => None,
            (Self::Family, Role::Student) => Some("Admins, instructors, the student and the parents"),
            (Self::Family, Role::Parent) => Some("Admins, instructors and the parent"),
            (Self::Family, Role::Admin | Role::Instructor) => Some("Admins and the person"),
            (Self::Everyone, Role::Instructor) => Some("Everyone who finds them under Instructors"),
            (Self::Everyone, Role::Admin | Role::Student | Role::Parent) => None,
        }
    }
}

/// Something that is kept about everyone of a role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileField {
    pub id: ProfileFieldId,
    pub role: Role,
    pub label: String,
    pub kind: Kind,
    /// What is chosen from.
    pub choices: Vec<String>,
    pub required: bool,
    pub readers: Readers,
    pub is_archived: bool,
}

/// Why something cannot be filled in. `Display` is the sentence beside the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misfit {
    #[error("Fill this in.")]
    Missing,
    #[error("Use at most {MAX_SHORT} characters, on one line.")]
    NotShort,
    #[error("Use at most {MAX_LONG} characters.")]
    TooLong,
    #[error("Enter a number such as 12 or 7.5.")]
    NotANumber,
    #[error("Choose a day.")]
    NotADate,
    #[error("Choose yes or no.")]
    NotAnAnswer,
    #[error("Choose one of the list.")]
    NotOffered,
}

impl ProfileField {
    /// What was typed as it is kept; none for nothing. `before` may stay as it is, though it is not offered any more.
    ///
    /// # Errors
    /// Why it does not fit.
    pub fn read(&self, typed: &str, before: Option<&str>) -> Result<Option<String>, Misfit> {
        let text = typed.trim();
        if text.is_empty() {
            return if self.required { Err(Misfit::Missing) } else { Ok(None) };
        }
        let (letters, is_line) = (text.chars().count(), !text.chars().any(char::is_control));
        let is_text = text.chars().all(|letter| !letter.is_control() || "\r\n\t".contains(letter));
        let fits = match self.kind {
            Kind::Short if letters > MAX_SHORT || !is_line => Err(Misfit::NotShort),
            Kind::Long if letters > MAX_LONG || !is_text => Err(Misfit::TooLong),
            Kind::Number if !is_number(text) => Err(Misfit::NotANumber),
            Kind::Date if text.parse::<Date>().is_err() || text.len() != 10 => Err(Misfit::NotADate),
            Kind::YesNo if !matches!(text, "true" | "false") => Err(Misfit::NotAnAnswer),
            Kind::Choice if !self.offers(text) && before != Some(text) => Err(Misfit::NotOffered),
            _ => Ok(()),
        };
        fits.map(|()| Some(text.replace("\r\n", "\n")))
    }

    fn offers(&self, text: &str) -> bool {
        self.choices.iter().any(|choice| choice == text)
    }

    /// What was filled in, as people read it.
    pub fn shown(&self, value: &str) -> String {
        match (self.kind, value) {
            (Kind::YesNo, "true") => "Yes".to_owned(),
            (Kind::YesNo, "false") => "No".to_owned(),
            (Kind::Date, day) => day
                .parse::<Date>()
                .map_or_else(|_| day.to_owned(), |day| day.strftime("%-d %b %Y").to_string()),
            _ => value.to_owned(),
        }
    }
}

/// A whole or decimal number of at most 12 and 6 digits.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits =
        |text: &str, most| (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    are_digits(whole, 12) && are_digits(part, 6)
}

impl fmt::Display for ProfileField {
    /// `Grade (student, choice: 3 | 4, required, for instructors)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {}", self.label, self.role, self.kind.word())?;
        if self.kind == Kind::Choice {
            write!(f, ": {}", self.choices.join(" | "))?;
        }
        let required = if self.required { "required" } else { "optional" };
        write!(f, ", {required}, for {})", self.readers.word())
    }
}

#[cfg(test)]
mod tests {
    use kernel::Timestamp;

    use super::*;

    fn field(kind: Kind, required: bool) -> ProfileField {
        ProfileField {
            id: ProfileFieldId::fresh(Timestamp::from_micros(1_800_000_000_000_000)),
            role: Role::Student,
            label: "Grade".to_owned(),
            kind,
            choices: if kind == Kind::Choice { vec!["3".to_owned(), "4".to_owned()] } else { Vec::new() },
            required,
            readers: Readers::Instructors,
            is_archived: false,
        }
    }

    #[test]
    fn each_kind_takes_what_it_says() {
        let read = |kind, typed: &str| field(kind, false).read(typed, None);

        assert_eq!(read(Kind::Short, " Lake View "), Ok(Some("Lake View".to_owned())));
        assert_eq!(read(Kind::Short, "two\nlines"), Err(Misfit::NotShort));
        assert_eq!(read(Kind::Long, "two\r\nlines"), Ok(Some("two\nlines".to_owned())));
        assert_eq!(read(Kind::Long, &"x".repeat(4_001)), Err(Misfit::TooLong));
        for number in ["12", "-7.5", "0"] {
            assert_eq!(read(Kind::Number, number), Ok(Some(number.to_owned())));
        }
        for other in ["1,5", "1e9", "--1", ".5", "NaN", "1234567890123"] {
            assert_eq!(read(Kind::Number, other), Err(Misfit::NotANumber), "{other}");
        }
        assert_eq!(read(Kind::Date, "2026-11-26"), Ok(Some("2026-11-26".to_owned())));
        assert_eq!(read(Kind::Date, "2026-02-30"), Err(Misfit::NotADate));
        assert_eq!(read(Kind::YesNo, "perhaps"), Err(Misfit::NotAnAnswer));
        assert_eq!(read(Kind::Choice, "4"), Ok(Some("4".to_owned())));
        assert_eq!(read(Kind::Choice, "5"), Err(Misfit::NotOffered));
        assert_eq!(field(Kind::Choice, false).read("5", Some("5")), Ok(Some("5".to_owned())));
    }

    #[test]
    fn a_required_field_is_not_emptied() {
        assert_eq!(field(Kind::Short, true).read("  ", Some("old")), Err(Misfit::Missing));
        assert_eq!(field(Kind::Short, false).read("  ", Some("old")), Ok(None));
    }

    #[test]
    fn a_field_is_told_with_all_that_was_decided() {
        assert_eq!(
            field(Kind::Choice, true).to_string(),
            "Grade (student, choice: 3 | 4, required, for instructors)"
        );
        assert_eq!(field(Kind::YesNo, false).shown("true"), "Yes");
        assert_eq!(field(Kind::Date, false).shown("2026-11-26"), "26 Nov 2026");
    }
}
