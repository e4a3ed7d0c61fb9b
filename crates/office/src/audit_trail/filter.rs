//! What of the trail is shown, as it stands in the page's address. Pure.

use jiff::civil::Date;
use kernel::{Timestamp, Zone};
use people::accounts::like_pattern;
use people::audit::Asked;
use serde::Deserialize;
use web::query_value;

/// The longest words that are searched for.
pub const MAX_WORDS: usize = 80;

/// Lines that belong together.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// As it stands in an address.
    pub word: &'static str,
    /// What their `what` begins with.
    pub area: &'static str,
    pub title: &'static str,
}

const fn kind(word: &'static str, area: &'static str, title: &'static str) -> Kind {
    Kind { word, area, title }
}

/// In the order of the select.
pub const KINDS: &[Kind] = &[
    kind("people", "person ", "People"),
    kind("imports", "people imported", "Imports"),
    kind("passwords", "password ", "Passwords"),
    kind("groups", "group ", "Groups"),
    kind("sessions", "session ", "Sessions"),
    kind("availability", "availability ", "Availability"),
    kind("reports", "report ", "Reports"),
    kind("messages", "thread ", "Messages"),
    kind("recordings", "recording", "Recordings"),
    kind("organization", "organization ", "Organization"),
    kind("look", "look ", "Look"),
    kind("mail-texts", "mail text ", "Mail texts"),
    kind("booking", "booking ", "Booking & Sessions"),
    kind("booking-rules", "sessions ", "Booking rules"),
    kind("locations", "location ", "Locations"),
    kind("closed-days", "closed days", "Closed days"),
    kind("absence-reasons", "absence ", "Reasons for absences"),
    kind("cancellation", "cancellation ", "Cancellation"),
    kind("forms", "form ", "Reports & surveys"),
    kind("profile-fields", "profile field", "Profile fields"),
    kind("requests", "requests ", "Requests"),
    kind("files", "files ", "Files"),
    kind("money", "money ", "Money"),
];

/// The query of the page. Words that are not known narrow nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words of the name of who acted.
    pub who: String,
    pub kind: String,
    /// The first day, `2026-11-26`.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The number of the last line of the page before.
    pub before: String,
}

/// A [`Filter`] as the trail takes it.
pub struct Narrowed {
    who: String,
    area: &'static str,
    from: Timestamp,
    until: Timestamp,
    before: Option<i64>,
}

impl Filter {
    /// For a reader whose days are those of `zone`.
    pub fn narrowed(&self, zone: &Zone) -> Narrowed {
        let words: String = self.who.chars().take(MAX_WORDS).collect();
        let midnight = |date: Date| {
            date.to_zoned_datetime(zone.jiff().clone()).map(|at| Timestamp::from_jiff(at.timestamp())).ok()
        };
        let after_last = day(&self.to).and_then(|date| date.tomorrow().ok()).and_then(midnight);
        Narrowed {
            who: like_pattern(&words),
            area: self.kind().map_or("", |kind| kind.area),
            from: day(&self.from).and_then(midnight).unwrap_or(Timestamp::from_micros(0)),
            until: after_last.unwrap_or(Timestamp::from_micros(i64::MAX)),
            before: self.before.parse().ok(),
        }
    }

    fn kind(&self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.word == self.kind)
    }

    pub fn is_first_page(&self) -> bool {
        self.before.parse::<i64>().is_err()
    }

    pub fn narrows(&self) -> bool {
        !self.query().is_empty()
    }

    /// `path`, narrowed as this is; on the page behind the line `before`, or the first one.
    pub fn address(&self, path: &str, before: Option<i64>) -> String {
        let mut query = self.query();
        if let Some(number) = before {
            query.push(format!("before={number}"));
        }
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    fn query(&self) -> Vec<String> {
        let parts = [("who", &self.who), ("kind", &self.kind), ("from", &self.from), ("to", &self.to)];
        let told = parts.iter().filter(|(_, value)| !value.trim().is_empty());
        told.map(|(name, value)| format!("{name}={}", query_value(value.trim()))).collect()
    }
}

impl Narrowed {
    /// At most `limit` lines, from the page that is asked for on.
    pub fn asked(&self, limit: i64) -> Asked<'_> {
        let before = self.before.unwrap_or(i64::MAX);
        Asked { who: &self.who, area: self.area, from: self.from, until: self.until, before, limit }
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_what_narrows_and_the_page() {
        let filter =
            Filter { who: "Ada & Ben".into(), kind: "money".into(), before: "7".into(), ..Filter::default() };

        assert_eq!(filter.address("/a", Some(3)), "/a?who=Ada%20%26%20Ben&kind=money&before=3");
        assert_eq!(Filter::default().address("/a", None), "/a");
        assert!(!filter.is_first_page() && !Filter { who: " ".into(), ..Filter::default() }.narrows());
    }

    #[test]
    fn the_last_day_is_whole_and_unknown_words_narrow_nothing() {
        let filter = Filter { kind: "else".into(), to: "2026-11-23".into(), ..Filter::default() };
        let narrowed = filter.narrowed(&Zone::named("America/Chicago").unwrap());

        let asked = narrowed.asked(50);

        assert_eq!((asked.area, asked.who, asked.before), ("", "%", i64::MAX));
        assert_eq!(asked.until.to_string(), "2026-11-24T06:00:00Z");
    }
}
