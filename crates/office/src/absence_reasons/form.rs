//! A reason as it is typed.

use kernel::is_title;
use people::absence_reasons::{Concerns, Reason};
use serde::Deserialize;
use web::Errors;

/// The longest name.
pub const MAX_NAME: usize = 60;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReasonForm {
    pub name: String,
    pub concerns: String,
    pub counts: String,
}

impl ReasonForm {
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<Reason, Errors> {
        let mut errors = Errors::new();
        let name = self.name.trim().to_owned();
        if !is_title(&name, MAX_NAME) {
            errors.add("name", "Give it a name of at most 60 characters, such as School event.");
        }
        let concerns = Concerns::from_word(&self.concerns);
        if concerns.is_none() {
            errors.add("concerns", "Choose whose absences it explains.");
        }
        if !matches!(self.counts.as_str(), "true" | "false") {
            errors.add("counts", "Choose yes or no.");
        }
        match concerns {
            Some(concerns) if errors.is_empty() => {
                Ok(Reason { name, concerns, counts: self.counts == "true" })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_a_name_a_person_and_a_weight() {
        let form = |name: &str, concerns: &str, counts: &str| ReasonForm {
            name: name.to_owned(),
            concerns: concerns.to_owned(),
            counts: counts.to_owned(),
        };
        let fields =
            |form: ReasonForm| form.read().unwrap_err().iter().map(|(field, _)| field).collect::<Vec<_>>();

        let read = form(" Fire drill ", "both", "false").read().unwrap();

        assert_eq!(read.to_string(), "Fire drill (both, does not count)");
        assert_eq!(fields(form(" ", "parent", "perhaps")), ["concerns", "counts", "name"]);
        assert_eq!(fields(form(&"x".repeat(61), "student", "true")), ["name"]);
    }
}
