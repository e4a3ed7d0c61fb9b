//! A program and the form that makes one. Pure.

use kernel::{ProgramId, Timestamp};
use web::Errors;

pub const MAX_TITLE: usize = 80;
pub const MAX_NOTES: usize = 2_000;
/// The dearest session: a typing slip, not a price, beyond this many minor units.
const MAX_FEE: i64 = 10_000_000;

/// Whether a fee is for a session or for each of its hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeePer {
    Session,
    Hour,
}

impl FeePer {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Hour => "hour",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "session" => Some(Self::Session),
            "hour" => Some(Self::Hour),
            _ => None,
        }
    }
}

/// A stored program.
#[derive(Debug, Clone)]
pub struct Program {
    pub id: ProgramId,
    pub title: String,
    pub is_default: bool,
    /// None: as the organization says.
    pub billable_default: Option<bool>,
    /// In minor units of the currency.
    pub session_fee: i64,
    pub instructor_fee: i64,
    pub fee_per: FeePer,
    pub currency: String,
    pub notes: String,
    pub archived_at: Option<Timestamp>,
}

/// A program as an admin wrote it, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub title: String,
    pub billable_default: Option<bool>,
    pub session_fee: i64,
    pub instructor_fee: i64,
    pub fee_per: FeePer,
    pub currency: String,
    pub notes: String,
}

/// The words of the form.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProgramForm {
    pub title: String,
    pub billable_default: String,
    pub session_fee: String,
    pub instructor_fee: String,
    pub fee_per: String,
    pub currency: String,
    pub notes: String,
}

impl ProgramForm {
    pub fn of(program: &Program) -> Self {
        Self {
            title: program.title.clone(),
            billable_default: program
                .billable_default
                .map_or("", |yes| if yes { "yes" } else { "no" })
                .to_owned(),
            session_fee: amount(program.session_fee),
            instructor_fee: amount(program.instructor_fee),
            fee_per: program.fee_per.word().to_owned(),
            currency: program.currency.clone(),
            notes: program.notes.clone(),
        }
    }
}

fn amount(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

/// Checks the form. Someone who may not see fees sends none, and `kept` keeps them.
///
/// # Errors
/// A message for each field that does not fit.
pub fn parse(form: &ProgramForm, kept: Option<&Program>, with_fees: bool) -> Result<Draft, Errors> {
    let mut errors = Errors::new();
    let title = form.title.trim().to_owned();
    if title.is_empty() {
        errors.add("title", "Give the program a title.");
    } else if title.chars().count() > MAX_TITLE || title.chars().any(char::is_control) {
        errors.add("title", "A title has at most 80 characters on one line.");
    }
    let billable_default = match form.billable_default.as_str() {
        "" => None,
        "yes" => Some(true),
        "no" => Some(false),
        _ => {
            errors.add("billable_default", "Choose one of the answers.");
            None
        }
    };
    let mut draft = Draft {
        title,
        billable_default,
        session_fee: kept.map_or(0, |program| program.session_fee),
        instructor_fee: kept.map_or(0, |program| program.instructor_fee),
        fee_per: kept.map_or(FeePer::Session, |program| program.fee_per),
        currency: kept.map_or_else(|| "USD".to_owned(), |program| program.currency.clone()),
        notes: kept.map_or_else(String::new, |program| program.notes.clone()),
    };
    if with_fees {
        draft.session_fee = fee(&form.session_fee, "session_fee", &mut errors);
        draft.instructor_fee = fee(&form.instructor_fee, "instructor_fee", &mut errors);
        draft.fee_per = FeePer::from_word(&form.fee_per).unwrap_or_else(|| {
            errors.add("fee_per", "Choose per session or per hour.");
            FeePer::Session
        });
        draft.currency = form.currency.trim().to_ascii_uppercase();
        if draft.currency.len() != 3 || !draft.currency.bytes().all(|b| b.is_ascii_uppercase()) {
            errors.add("currency", "A currency has three letters, such as USD.");
        }
        draft.notes = form.notes.trim().to_owned();
        if draft.notes.chars().count() > MAX_NOTES {
            errors.add("notes", "Notes have at most 2,000 characters.");
        }
    }
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

/// `45`, `45.5` and `45.50` as minor units; empty is none.
fn fee(text: &str, field: &'static str, errors: &mut Errors) -> i64 {
    let text = text.trim().replace(',', ".");
    let (whole, cents) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let minor = match (whole, cents) {
        ("", "") => Some(0),
        _ if !digits(whole) || !digits(cents) || cents.len() > 2 => None,
        _ => {
            let cents: i64 = format!("{cents:0<2}").parse().unwrap_or(0);
            whole.parse::<i64>().ok().and_then(|whole| whole.checked_mul(100)?.checked_add(cents))
        }
    };
    match minor {
        Some(minor) if minor <= MAX_FEE => minor,
        _ => {
            errors.add(field, "Write an amount such as 45 or 45.50.");
            0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ProgramForm {
        ProgramForm {
            title: " Algebra ".into(),
            session_fee: "45.5".into(),
            fee_per: "hour".into(),
            currency: "usd".into(),
            ..ProgramForm::default()
        }
    }

    #[test]
    fn fees_are_whole_minor_units() {
        let draft = parse(&form(), None, true).unwrap();

        assert_eq!(
            (draft.title.as_str(), draft.session_fee, draft.currency.as_str()),
            ("Algebra", 4_550, "USD")
        );
    }

    #[test]
    fn what_does_not_fit_is_said_beside_its_field() {
        let broken = ProgramForm { title: String::new(), session_fee: "12.345".into(), ..form() };

        let errors = parse(&broken, None, true).unwrap_err();

        assert!(errors.get("title").is_some() && errors.get("session_fee").is_some());
    }

    #[test]
    fn who_may_not_see_fees_cannot_change_them() {
        let sent = ProgramForm { session_fee: "1".into(), ..form() };

        assert_eq!(parse(&sent, None, false).unwrap().session_fee, 0);
    }
}
