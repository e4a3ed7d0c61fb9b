//! A closure as it is typed.

use jiff::civil::Date;
use kernel::is_title;
use people::closures::Closure;
use serde::Deserialize;
use web::Errors;

/// The longest name.
pub const MAX_NAME: usize = 80;
/// The longest closure, in days: a year without a lesson is a mistake.
const MOST_DAYS: i32 = 366;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClosureForm {
    pub name: String,
    pub first_day: String,
    /// Empty for a single day.
    pub last_day: String,
}

impl ClosureForm {
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<Closure, Errors> {
        let mut errors = Errors::new();
        let name = self.name.trim().to_owned();
        if !is_title(&name, MAX_NAME) {
            errors.add("name", "Give it a name of at most 80 characters, such as Winter break.");
        }
        let first_day = self.first_day.parse::<Date>().ok();
        if first_day.is_none() {
            errors.add("first_day", "Choose the first day.");
        }
        let last_day = if self.last_day.is_empty() { first_day } else { self.last_day.parse().ok() };
        if let (Some(first), last) = (first_day, last_day)
            && !last.is_some_and(|last| follows(first, last))
        {
            errors.add("last_day", "Choose a last day that is not before the first, within a year.");
        }
        match (first_day, last_day) {
            (Some(first_day), Some(last_day)) if errors.is_empty() => {
                Ok(Closure { first_day, last_day, name })
            }
            _ => Err(errors),
        }
    }
}

fn follows(first: Date, last: Date) -> bool {
    first <= last && first.until(last).is_ok_and(|span| span.get_days() <= MOST_DAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, first: &str, last: &str) -> Result<String, Vec<&'static str>> {
        let form =
            ClosureForm { name: name.to_owned(), first_day: first.to_owned(), last_day: last.to_owned() };
        let fields = |errors: Errors| errors.iter().map(|(field, _)| field).collect();
        form.read().map(|closure| closure.to_string()).map_err(fields)
    }

    #[test]
    fn a_closure_is_one_day_or_some_in_their_order() {
        assert_eq!(read(" Thanksgiving ", "2026-11-26", ""), Ok("Thanksgiving (2026-11-26)".to_owned()));
        assert_eq!(
            read("Winter break", "2026-12-24", "2027-01-01"),
            Ok("Winter break (2026-12-24 to 2027-01-01)".to_owned())
        );
        assert_eq!(read("", "soon", ""), Err(vec!["first_day", "name"]));
        for last in ["2026-12-23", "2028-01-01", "later"] {
            assert_eq!(read("Winter break", "2026-12-24", last), Err(vec!["last_day"]), "{last}");
        }
    }
}
