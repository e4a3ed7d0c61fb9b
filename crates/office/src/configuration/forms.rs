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

    /// `shortest` is the shortest length on offer.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, shortest: SessionMinutes) -> Result<BookingRules, Errors> {
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
        if errors.is_empty() {
            contradictions(&rules, shortest, &mut errors);
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }
}

/// Minutes that no session of the shortest length could come to, or that would make somebody late who is missed already.
fn contradictions(rules: &BookingRules, shortest: SessionMinutes, errors: &mut Errors) {
    if rules.minimum_minutes > shortest.get() {
        errors.add(
            "minimum_minutes",
            format!("Your shortest session lasts {shortest}, and would never be completed. Enter no more than that."),
        );
    }
    if rules.no_show_minutes > shortest.get() {
        errors.add(
            "no_show_minutes",
            format!("Your shortest session lasts {shortest}: nobody waits longer. Enter no more than that."),
        );
    }
    if rules.late_minutes > rules.no_show_minutes {
        errors.add(
            "late_minutes",
            format!(
                "After {} minutes a student has missed the session already. Enter no more than that.",
                rules.no_show_minutes
            ),
        );
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
    /// A message for the field: also for a length in which the minutes of `rules` find no room.
    pub fn read(&self, rules: &BookingRules) -> Result<SessionMinutes, Errors> {
        let refuse = |words: String| Err(Errors::new().with("minutes", words));
        let typed = self.minutes.trim().parse().ok();
        let Some(minutes) = typed.and_then(|minutes| SessionMinutes::new(minutes).ok()) else {
            return refuse("Enter whole minutes from 5 to 480.".to_owned());
        };
        let least = rules.minimum_minutes.max(rules.no_show_minutes);
        if minutes.get() < least {
            return refuse(format!(
                "Enter at least {least}: your rules need {} minutes together and {} of waiting.",
                rules.minimum_minutes, rules.no_show_minutes
            ));
        }
        Ok(minutes)
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

        let errors = form.read(minutes_of(15)).unwrap_err();

        let fields: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["billable_default", "late_minutes", "minimum_minutes", "no_show_minutes"]);
    }

    #[test]
    fn minutes_that_contradict_each_other_are_refused_at_their_field() {
        let wrong = |minimum, no_show, late| {
            let errors = typed(minimum, no_show, late).read(minutes_of(15)).err().unwrap_or_default();
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };

        assert!(wrong("15", "15", "15").is_empty(), "as long as the shortest session");
        assert_eq!(wrong("16", "15", "5"), ["minimum_minutes"]);
        assert_eq!(wrong("5", "16", "5"), ["no_show_minutes"]);
        assert_eq!(wrong("5", "10", "11"), ["late_minutes"]);
    }

    #[test]
    fn a_length_shorter_than_the_rules_need_is_not_offered() {
        let rules = typed("5", "15", "5").read(minutes_of(15)).unwrap();
        let read = |typed: &str| DurationForm { minutes: typed.to_owned() }.read(&rules).is_ok();

        assert!(read("15") && !read("14"));
    }

    fn minutes_of(minutes: i64) -> SessionMinutes {
        SessionMinutes::new(minutes).unwrap()
    }

    fn typed(minimum: &str, no_show: &str, late: &str) -> BookingForm {
        BookingForm {
            minimum_minutes: minimum.to_owned(),
            no_show_minutes: no_show.to_owned(),
            late_minutes: late.to_owned(),
            billable_default: "true".to_owned(),
            ..BookingForm::default()
        }
    }

    #[test]
    fn a_duration_is_five_minutes_to_eight_hours() {
        let rules = typed("1", "1", "1").read(minutes_of(15)).unwrap();
        let read =
            |typed: &str| DurationForm { minutes: typed.to_owned() }.read(&rules).map(SessionMinutes::get);

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
