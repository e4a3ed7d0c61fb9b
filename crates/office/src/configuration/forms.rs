//! The forms of the configuration, as they are typed and as they are meant.

use kernel::SessionMinutes;
use people::organizations::{BelowZero, BookingRules, Rules};
use serde::Deserialize;
use web::{Errors, Money};

/// Characters of the terms; longer ones nobody reads.
pub const MOST_TERMS: usize = 20_000;
/// Waiting and being together are counted in whole minutes up to two hours.
const MINUTES: std::ops::RangeInclusive<i64> = 1..=120;

/// Booking & Sessions as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BookingForm {
    pub minimum_minutes: String,
    pub no_show_minutes: String,
    pub late_minutes: String,
    pub instructors_may_invite: String,
    pub instructors_may_manage_programs: String,
    pub families_may_browse: String,
    pub billable_default: String,
    pub consent_under_13: String,
}

impl BookingForm {
    pub fn of(rules: &Rules) -> Self {
        let tick = |on: bool| if on { "true" } else { "" }.to_owned();
        Self {
            minimum_minutes: rules.minimum_minutes.to_string(),
            no_show_minutes: rules.no_show_minutes.to_string(),
            late_minutes: rules.late_minutes.to_string(),
            instructors_may_invite: tick(rules.instructors_may_invite),
            instructors_may_manage_programs: tick(rules.instructors_may_manage_programs),
            families_may_browse: tick(rules.families_may_browse),
            billable_default: if rules.billable_default { "true" } else { "false" }.to_owned(),
            consent_under_13: tick(rules.consent_under_13),
        }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<BookingRules, Errors> {
        let mut errors = Errors::new();
        let rules = BookingRules {
            minimum_minutes: minutes(&self.minimum_minutes, "minimum_minutes", &mut errors),
            no_show_minutes: minutes(&self.no_show_minutes, "no_show_minutes", &mut errors),
            late_minutes: minutes(&self.late_minutes, "late_minutes", &mut errors),
            instructors_may_invite: self.instructors_may_invite == "true",
            instructors_may_manage_programs: self.instructors_may_manage_programs == "true",
            families_may_browse: self.families_may_browse == "true",
            billable_default: yes_or_no(&self.billable_default, &mut errors),
            consent_under_13: self.consent_under_13 == "true",
        };
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }
}

fn minutes(typed: &str, field: &'static str, errors: &mut Errors) -> i64 {
    let read = typed.trim().parse().ok().filter(|minutes| MINUTES.contains(minutes));
    read.unwrap_or_else(|| {
        errors.add(field, "Enter whole minutes from 1 to 120.");
        0
    })
}

fn yes_or_no(typed: &str, errors: &mut Errors) -> bool {
    if !matches!(typed, "true" | "false") {
        errors.add("billable_default", "Choose yes or no.");
    }
    typed == "true"
}

/// A duration to offer, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DurationForm {
    pub minutes: String,
}

impl DurationForm {
    /// # Errors
    /// A message for the field.
    pub fn read(&self) -> Result<SessionMinutes, Errors> {
        let typed = self.minutes.trim().parse().ok();
        typed
            .and_then(|minutes| SessionMinutes::new(minutes).ok())
            .ok_or_else(|| Errors::new().with("minutes", "Enter whole minutes from 5 to 480."))
    }
}

/// A new version of the terms, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TermsForm {
    pub body: String,
}

impl TermsForm {
    /// # Errors
    /// A message for the field.
    pub fn read(&self) -> Result<String, Errors> {
        // a browser sends line ends as the mail of old did
        let body = self.body.trim().replace("\r\n", "\n");
        match body.chars().count() {
            0 => Err(Errors::new().with("body", "The terms cannot be empty.")),
            1..=MOST_TERMS => Ok(body),
            _ => Err(Errors::new().with("body", "Shorten the terms to 20,000 characters.")),
        }
    }
}

/// How sessions are paid, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MoneyForm {
    pub money: String,
    pub below_zero: String,
}

impl MoneyForm {
    pub fn of(rules: &Rules) -> Self {
        Self { money: rules.money.word().to_owned(), below_zero: rules.below_zero.word().to_owned() }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<(Money, BelowZero), Errors> {
        match (Money::from_word(&self.money), BelowZero::from_word(&self.below_zero)) {
            (Some(money), Some(below_zero)) => Ok((money, below_zero)),
            (money, below_zero) => {
                let mut errors = Errors::new();
                if money.is_none() {
                    errors.add("money", "Choose how sessions are paid.");
                }
                if below_zero.is_none() {
                    errors.add("below_zero", "Choose what happens when credits run out.");
                }
                Err(errors)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_outside_of_two_hours_are_refused_at_their_field() {
        let form = BookingForm {
            minimum_minutes: "0".to_owned(),
            no_show_minutes: "121".to_owned(),
            late_minutes: "0".to_owned(),
            billable_default: "perhaps".to_owned(),
            ..BookingForm::default()
        };

        let errors = form.read().unwrap_err();

        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["billable_default", "late_minutes", "minimum_minutes", "no_show_minutes"]);
    }

    #[test]
    fn a_duration_is_five_minutes_to_eight_hours() {
        let read = |typed: &str| DurationForm { minutes: typed.to_owned() }.read().map(SessionMinutes::get);

        assert_eq!(read(" 50 "), Ok(50));
        for bad in ["", "4", "481", "1.5", "-30", "99999999999999999999"] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn terms_keep_their_words_and_lose_the_line_ends_of_forms() {
        let form = TermsForm { body: "  Be kind.\r\n\r\nBe on time. ".to_owned() };

        assert_eq!(form.read(), Ok("Be kind.\n\nBe on time.".to_owned()));
        assert!(TermsForm { body: " \r\n ".to_owned() }.read().is_err());
    }
}
