//! The rules of cancelling as they are typed.

use kernel::is_title;
use people::organizations::CancellationRules;
use serde::Deserialize;
use web::Errors;

/// Two weeks; who plans further ahead than that is not asked to pay.
pub const MOST_HOURS: i64 = 336;
/// The longest reason.
const MAX_REASON: usize = 80;
/// Reasons of one list.
const MOST_REASONS: usize = 20;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CancellationForm {
    pub free_hours: String,
    /// One a line.
    pub reasons: String,
}

impl CancellationForm {
    pub fn of(rules: &CancellationRules) -> Self {
        Self { free_hours: rules.free_hours.to_string(), reasons: rules.reasons.join("\n") }
    }

    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<CancellationRules, Errors> {
        let mut errors = Errors::new();
        let free_hours = self.free_hours.trim().parse().ok().filter(|hours| (0..=MOST_HOURS).contains(hours));
        if free_hours.is_none() {
            errors.add("free_hours", "Enter whole hours from 0 to 336.");
        }
        let mut reasons: Vec<String> = Vec::new();
        for line in self.reasons.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if !reasons.iter().any(|reason| reason == line) {
                reasons.push(line.to_owned());
            }
        }
        let fit = |reason: &String| is_title(reason, MAX_REASON);
        if reasons.len() > MOST_REASONS || !reasons.iter().all(fit) {
            errors.add("reasons", "Give at most 20 reasons, one a line, of at most 80 characters each.");
        }
        match free_hours {
            Some(free_hours) if errors.is_empty() => Ok(CancellationRules { free_hours, reasons }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(free_hours: &str, reasons: &str) -> Result<CancellationRules, Vec<&'static str>> {
        let form = CancellationForm { free_hours: free_hours.to_owned(), reasons: reasons.to_owned() };
        form.read().map_err(|errors| errors.iter().map(|(field, _)| field).collect())
    }

    #[test]
    fn reasons_are_lines_and_hours_a_number() {
        let rules = read(" 48 ", "Illness\r\n\r\n  A trip \r\nIllness").unwrap();

        assert_eq!((rules.free_hours, rules.reasons), (48, vec!["Illness".to_owned(), "A trip".to_owned()]));
        assert_eq!(read("337", &"x".repeat(81)), Err(vec!["free_hours", "reasons"]));
        assert_eq!(read("-1", ""), Err(vec!["free_hours"]));
        assert_eq!(
            read("0", "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\nu"),
            Err(vec!["reasons"])
        );
    }
}
