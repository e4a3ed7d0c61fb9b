//! The form of a change by hand, as it is typed and as it is meant.

use ledger::Credits;
use serde::Deserialize;
use web::Errors;

use super::{Gift, Giving};

/// Characters of a reason: one line of a statement.
pub const MOST_REASON: usize = 200;
/// A key made with the form has 43; more is not ours.
const MOST_KEY: usize = 64;

/// A change by hand as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GiftForm {
    /// Made with the form: presses with the same key are one press.
    pub key: String,
    pub giving: String,
    pub credits: String,
    pub reason: String,
}

impl GiftForm {
    /// The form as it opens.
    pub fn fresh(key: String) -> Self {
        Self { key, giving: Giving::Grant.word().to_owned(), ..Self::default() }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<Gift, Errors> {
        let mut errors = Errors::new();
        if self.key.is_empty() || self.key.len() > MOST_KEY {
            errors.add("", "The form was not complete. Reload the page and try again.");
        }
        let giving = Giving::from_word(&self.giving);
        if giving.is_none() {
            errors.add("giving", "Choose what to do.");
        }
        let credits = self.credits.trim().parse().ok().and_then(|credits| Credits::new(credits).ok());
        if credits.is_none() {
            errors.add("credits", "Enter whole credits from 1 to 1000.");
        }
        let reason = self.reason.split_whitespace().collect::<Vec<_>>().join(" ");
        match reason.chars().count() {
            0 => errors.add("reason", "Say why: the student reads it in the ledger."),
            1..=MOST_REASON => {}
            _ => errors.add("reason", "Shorten the reason to 200 characters."),
        }
        match (giving, credits) {
            (Some(giving), Some(credits)) if errors.is_empty() => Ok(Gift { giving, credits, reason }),
            _ => Err(errors),
        }
    }

    /// All that decides what is written, for the comparison of presses.
    pub fn essence(&self, student: kernel::UserId) -> String {
        format!("{student}\n{}\n{}\n{}", self.giving, self.credits.trim(), self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(giving: &str, credits: &str, reason: &str) -> GiftForm {
        let own = str::to_owned;
        GiftForm { key: own("k"), giving: own(giving), credits: own(credits), reason: own(reason) }
    }

    #[test]
    fn a_change_by_hand_is_whole_credits_and_a_reason() {
        let gift = form("take-back", " 3 ", " paid\r\n twice ").read().unwrap();

        assert_eq!(
            gift,
            Gift {
                giving: Giving::TakeBack,
                credits: Credits::new(3).unwrap(),
                reason: "paid twice".to_owned()
            }
        );
    }

    #[test]
    fn every_field_that_does_not_fit_has_its_message() {
        let fields = |form: GiftForm| -> Vec<&str> {
            form.read().unwrap_err().iter().map(|(field, _)| field).collect()
        };

        assert_eq!(fields(form("steal", "0", "")), ["credits", "giving", "reason"]);
        for credits in ["1001", "-5", "2.5", "", "ten"] {
            assert_eq!(fields(form("grant", credits, "paid")), ["credits"], "{credits:?}");
        }
        assert_eq!(fields(GiftForm { key: String::new(), ..form("grant", "1", "paid") }), [""]);
    }
}
