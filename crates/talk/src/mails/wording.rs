//! An organization's own words at the beginning of a kind of mail: what may be filled in, and where they stand. Pure.

use super::mail::{Kind, Sheet};

/// A name in braces, in whose place stands what it means in each mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blank {
    Student,
    Instructor,
    Program,
    When,
    Organization,
}

impl Blank {
    /// The word between the braces.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Instructor => "instructor",
            Self::Program => "program",
            Self::When => "when",
            Self::Organization => "organization",
        }
    }
}

/// What the blanks of one mail mean.
pub type Filling = Vec<(Blank, String)>;

/// The words of an organization for one kind of mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// None: the usual one.
    pub subject: Option<String>,
    /// Empty lines part its paragraphs.
    pub opening: String,
}

impl Kind {
    /// What may be filled into an organization's own words for mails of this kind. None: they have the usual words always,
    /// as their sentences differ with what happened, or are about safety.
    pub const fn blanks(self) -> &'static [Blank] {
        match self {
            Self::SessionStarted
            | Self::SessionBooked
            | Self::SessionCancelled
            | Self::SessionRescheduled
            | Self::InstructorChanged
            | Self::ReminderOfDay
            | Self::ReminderOfHour
            | Self::ReportShared => {
                &[Blank::Student, Blank::Instructor, Blank::Program, Blank::When, Blank::Organization]
            }
            Self::Invitation => &[Blank::Organization],
            Self::InstructorReplaced
            | Self::InstructorLate
            | Self::StudentLate
            | Self::NotThereYet
            | Self::Message
            | Self::Daily
            | Self::Reset
            | Self::SetPassword
            | Self::PasskeyAdded
            | Self::ReportOverdue
            | Self::LowReport
            | Self::LowSurvey
            | Self::RequestReceived
            | Self::RequestProposed
            | Self::RequestAnswered => &[],
        }
    }

    pub const fn takes_own_words(self) -> bool {
        !self.blanks().is_empty()
    }

    /// Whether the usual sentence stays below an organization's own words, because it tells what stands nowhere else in the
    /// mail: who cancelled and why, who takes over, which session was written about.
    pub const fn keeps_sentence(self) -> bool {
        matches!(self, Self::SessionCancelled | Self::InstructorChanged | Self::ReportShared)
    }

    /// The first braces in `text` in whose place nothing would stand.
    pub fn unknown_blank(self, text: &str) -> Option<String> {
        text.split('{').skip(1).find_map(|rest| {
            let name = rest.split_once('}').map(|(name, _)| name);
            let is_known = name.is_some_and(|name| self.blanks().iter().any(|blank| blank.word() == name));
            (!is_known).then(|| match name {
                Some(name) => format!("{{{name}}}"),
                None => format!("{{{rest}"),
            })
        })
    }
}

impl Wording {
    /// The subject and the sheet of a mail in these words. The usual sentence is its first paragraph; it stays below them
    /// where `keeps_sentence`.
    pub fn begin(
        &self,
        (headline, mut sheet): (String, Sheet),
        filling: &Filling,
        keeps_sentence: bool,
    ) -> (String, Sheet) {
        let opening: Vec<String> = paragraphs(&self.opening).map(|text| filled(text, filling)).collect();
        let replaced = usize::from(!keeps_sentence).min(sheet.paragraphs.len());
        sheet.paragraphs.splice(..replaced, opening);
        let subject = self.subject.as_deref().map(|subject| one_line(&filled(subject, filling)));
        (subject.unwrap_or(headline), sheet)
    }
}

fn paragraphs(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty())
}

/// Each blank is filled once: braces in a name stay as they are.
fn filled(text: &str, filling: &Filling) -> String {
    let mut parts = text.split('{');
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let known = part.split_once('}').and_then(|(name, rest)| {
            let (_, value) = filling.iter().find(|(blank, _)| blank.word() == name)?;
            Some((value, rest))
        });
        match known {
            Some((value, rest)) => {
                whole.push_str(value);
                whole.push_str(rest);
            }
            None => {
                whole.push('{');
                whole.push_str(part);
            }
        }
    }
    whole
}

/// A subject is a header: whatever a value holds, it does not begin another one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> (String, Sheet) {
        let paragraphs = vec!["It is planned.".to_owned(), "Free times:".to_owned()];
        ("Planned".to_owned(), Sheet { paragraphs, ..Sheet::default() })
    }

    #[test]
    fn words_stand_in_the_place_of_the_usual_sentence_or_before_it() {
        let words = Wording { subject: None, opening: "Dear family,\n\nsee you {when}.\n\n\n".to_owned() };
        let filling = vec![(Blank::When, "at four".to_owned())];

        let (subject, sheet) = words.begin(usual(), &filling, false);
        let (_, kept) = words.begin(usual(), &filling, true);

        assert_eq!(subject, "Planned");
        assert_eq!(sheet.paragraphs, ["Dear family,", "see you at four.", "Free times:"]);
        assert_eq!(kept.paragraphs[2..], ["It is planned.", "Free times:"]);
    }

    #[test]
    fn a_value_is_neither_filled_in_again_nor_a_second_line_of_the_subject() {
        let words =
            Wording { subject: Some("{student}: {program}".to_owned()), opening: "{student}!".to_owned() };
        let filling =
            vec![(Blank::Student, "{program}".to_owned()), (Blank::Program, "A\r\nBcc: x@y.test".to_owned())];

        let (subject, sheet) = words.begin(usual(), &filling, false);

        assert_eq!(subject, "{program}: A Bcc: x@y.test");
        assert_eq!(sheet.paragraphs[0], "{program}!");
    }

    #[test]
    fn braces_with_nothing_to_stand_in_them_are_found() {
        let kind = Kind::SessionBooked;
        assert_eq!(kind.unknown_blank("{student} and {when}, 5 } 3"), None);
        assert_eq!(kind.unknown_blank("{student} of {parent}"), Some("{parent}".to_owned()));
        assert_eq!(kind.unknown_blank("{Student}"), Some("{Student}".to_owned()));
        assert_eq!(kind.unknown_blank("see {when"), Some("{when".to_owned()));
        assert_eq!(Kind::Invitation.unknown_blank("{student}"), Some("{student}".to_owned()));
    }
}
