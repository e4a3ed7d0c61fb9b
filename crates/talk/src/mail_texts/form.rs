//! Words for the beginning of a mail, as they are typed.

use serde::Deserialize;
use web::Errors;

use crate::mails::{Kind, Wording};

/// Letters of a subject.
pub const MOST_SUBJECT: usize = 120;
/// Letters of an opening.
pub const MOST_OPENING: usize = 600;
/// Letters of braces that are told back.
const TOLD: usize = 30;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextForm {
    pub subject: String,
    pub opening: String,
    /// `true` by the button that shows the mail without keeping the words.
    pub preview: String,
}

impl TextForm {
    /// What is there, as it would be typed.
    pub fn of(words: Option<&Wording>) -> Self {
        words.map_or_else(Self::default, |words| Self {
            subject: words.subject.clone().unwrap_or_default(),
            opening: words.opening.clone(),
            preview: String::new(),
        })
    }

    /// The words, for mails of `kind`.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, kind: Kind) -> Result<Wording, Errors> {
        let mut errors = Errors::new();
        let subject = self.subject.trim();
        let opening = self.opening.trim().replace("\r\n", "\n");
        if subject.chars().any(char::is_control) {
            errors.add("subject", "Give a subject on one line.");
        } else if subject.chars().count() > MOST_SUBJECT {
            errors.add("subject", format!("Give a subject of at most {MOST_SUBJECT} letters."));
        }
        if opening.is_empty() {
            errors.add("opening", "Say how the mail begins, or go back to the usual words.");
        } else if opening.chars().any(|letter| letter.is_control() && letter != '\n') {
            errors.add("opening", "Write letters and line breaks alone.");
        } else if opening.chars().count() > MOST_OPENING {
            errors.add("opening", format!("Say it in at most {MOST_OPENING} letters."));
        }
        for (field, text) in [("subject", subject), ("opening", opening.as_str())] {
            if let Some(unknown) = kind.unknown_blank(text) {
                errors.add(field, refusal(kind, &unknown));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let subject = (!subject.is_empty()).then(|| subject.to_owned());
        Ok(Wording { subject, opening })
    }
}

fn refusal(kind: Kind, unknown: &str) -> String {
    let told: String = unknown.chars().take(TOLD).collect();
    format!("“{told}” is not filled in. In braces may stand {}.", blanks(kind))
}

/// `{student}, {when}`: what may stand in braces in mails of `kind`.
pub fn blanks(kind: Kind) -> String {
    kind.blanks().iter().map(|blank| format!("{{{}}}", blank.word())).collect::<Vec<_>>().join(", ")
}
