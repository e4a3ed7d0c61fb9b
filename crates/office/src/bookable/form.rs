//! What may be booked, as it is ticked and typed.

use people::organizations::Bookable;
use serde::Deserialize;
use web::Errors;

/// The most days back that sessions are logged, and the earliest that a classroom opens.
pub const MOST_LOG_DAYS: i64 = 365;
pub const MOST_EARLY_MINUTES: i64 = 60;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BookableForm {
    pub classroom: String,
    pub in_person: String,
    pub only_listed: String,
    pub link: String,
    pub log_days: String,
    pub needs_subject: String,
    pub needs_description: String,
    pub early_minutes: String,
}

impl BookableForm {
    pub fn of(rules: &Bookable) -> Self {
        let tick = |on: bool| if on { "true" } else { "" }.to_owned();
        Self {
            classroom: tick(rules.classroom),
            in_person: tick(rules.in_person),
            only_listed: tick(rules.only_listed),
            link: tick(rules.link),
            log_days: rules.log_days.to_string(),
            needs_subject: tick(rules.needs_subject),
            needs_description: tick(rules.needs_description),
            early_minutes: rules.early_minutes.to_string(),
        }
    }

    /// `nowhere` when the organization's list has no places.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, nowhere: bool) -> Result<Bookable, Errors> {
        let mut errors = Errors::new();
        let number = |typed: &str, most: i64| typed.trim().parse().ok().filter(|n| (0..=most).contains(n));
        let (log_days, early_minutes) =
            (number(&self.log_days, MOST_LOG_DAYS), number(&self.early_minutes, MOST_EARLY_MINUTES));
        if log_days.is_none() {
            errors.add("log_days", "Enter whole days from 0 to 365.");
        }
        if early_minutes.is_none() {
            errors.add("early_minutes", "Enter whole minutes from 0 to 60.");
        }
        let ticked = |typed: &str| typed == "true";
        let rules = Bookable {
            classroom: ticked(&self.classroom),
            in_person: ticked(&self.in_person),
            only_listed: ticked(&self.only_listed),
            link: ticked(&self.link),
            log_days: log_days.unwrap_or_default(),
            needs_subject: ticked(&self.needs_subject),
            needs_description: ticked(&self.needs_description),
            early_minutes: early_minutes.unwrap_or_default(),
        };
        if !(rules.classroom || rules.in_person || rules.link) {
            errors.add("classroom", "Tick at least one place: sessions take place somewhere.");
        }
        if rules.in_person && rules.only_listed && nowhere {
            errors.add("only_listed", "Your list has no places yet. Add one under Locations first.");
        }
        if errors.is_empty() { Ok(rules) } else { Err(errors) }
    }
}
