//! Preferences as they are typed.

use std::collections::BTreeMap;

use kernel::{Roles, Zone};
use serde::Deserialize;
use web::Errors;

use super::preference::{Preferences, Quiet};
use crate::mails::{Kind, Way};

const DAY_MINUTES: i64 = 24 * 60;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct PreferencesForm {
    /// `22:00`, or nothing.
    pub quiet_from: String,
    pub quiet_until: String,
    pub daily_at: String,
    /// How news of each kind come, by [`way_field`].
    #[serde(flatten)]
    pub ways: BTreeMap<String, String>,
}

/// The name of the field for news of `kind`.
pub fn way_field(kind: Kind) -> String {
    format!("way_{}", kind.word().replace(' ', "_"))
}

/// The kinds that somebody with these roles chooses.
pub fn chosen_kinds(roles: Roles) -> impl Iterator<Item = Kind> {
    Kind::ALL.into_iter().filter(move |kind| kind.is_chosen() && kind.concerns(roles))
}

impl PreferencesForm {
    /// What is there, as it would be typed.
    pub fn of(preferences: &Preferences, roles: Roles) -> Self {
        let quiet = |minute: fn(Quiet) -> i64| {
            preferences.quiet.map(|quiet| clock(minute(quiet))).unwrap_or_default()
        };
        Self {
            quiet_from: quiet(|quiet| quiet.from),
            quiet_until: quiet(|quiet| quiet.until),
            daily_at: clock(preferences.daily_at),
            ways: chosen_kinds(roles)
                .map(|kind| (way_field(kind), preferences.way(kind).word().to_owned()))
                .collect(),
        }
    }

    pub fn way(&self, kind: Kind) -> &str {
        self.ways.get(&way_field(kind)).map_or("", String::as_str)
    }

    /// Whether every field, and every way, is one that the form offers.
    pub fn is_whole(&self, roles: Roles) -> bool {
        self.ways.keys().all(|name| chosen_kinds(roles).any(|kind| way_field(kind) == *name))
            && chosen_kinds(roles).all(|kind| self.chosen_way(kind).is_some())
    }

    fn chosen_way(&self, kind: Kind) -> Option<Way> {
        Way::from_word(self.way(kind)).filter(|way| kind.ways().contains(way))
    }

    /// The preferences, for a person with these roles on the wall clock of `zone`.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, roles: Roles, zone: &Zone) -> Result<Preferences, Errors> {
        let mut errors = Errors::new();
        let mut preferences = Preferences::usual(zone.clone());
        preferences.ways =
            chosen_kinds(roles).filter_map(|kind| Some((kind, self.chosen_way(kind)?))).collect();
        match (self.quiet_from.trim(), self.quiet_until.trim()) {
            ("", "") => {}
            (from, until) => match (minute(from), minute(until)) {
                (Some(from), Some(until)) if from == until => {
                    errors.add("quiet_until", "Quiet hours end at another time than they begin.");
                }
                (Some(from), Some(until)) => preferences.quiet = Some(Quiet { from, until }),
                (None, _) => errors.add("quiet_from", "Give a time such as 22:00, or leave both empty."),
                (_, None) => errors.add("quiet_until", "Give a time such as 07:00, or leave both empty."),
            },
        }
        match minute(self.daily_at.trim()) {
            Some(daily_at) => preferences.daily_at = daily_at,
            None => errors.add("daily_at", "Give a time such as 17:00."),
        }
        if errors.is_empty() { Ok(preferences) } else { Err(errors) }
    }
}

/// The minute of the day, of `22:00`.
fn minute(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = hours * 60 + minutes;
    ((0..60).contains(&minutes) && (0..DAY_MINUTES).contains(&minute)).then_some(minute)
}

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
