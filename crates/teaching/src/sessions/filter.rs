//! What lists of sessions and the calendar are narrowed to, as it stands in their address.

use jiff::civil::Date;
use kernel::{ProgramId, Timestamp, Zone};
use serde::Deserialize;
use web::query_value;

/// What is asked for and not answered yet, in the address: a request, not a session.
pub const PENDING: &str = "pending";

/// The states that can be asked for: the word in the address, and the word people read.
pub const STATES: [(&str, &str); 6] = [
    (PENDING, "Pending confirmation"),
    ("scheduled", "Scheduled"),
    ("live", "Live now"),
    ("completed", "Completed"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
];

/// The most letters of a name or of words that are looked for.
pub const MAX_WORDS: usize = 80;

/// The narrowing part of an address. Words that are not known narrow nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Filter {
    pub status: String,
    pub program: String,
    /// Part of the instructor's name.
    pub instructor: String,
    /// Part of the student's name.
    pub student: String,
    /// Words of a subject, a program or a name: lists only.
    pub q: String,
    /// The first day, `2026-11-26`: lists only.
    pub from: String,
    /// The last day: lists only.
    pub to: String,
}

/// A [`Filter`] as the store takes it.
#[derive(Debug, Clone)]
pub struct Narrowing {
    pub(super) status: String,
    pub(super) any_program: bool,
    pub(super) program: ProgramId,
    pub(super) instructor: String,
    pub(super) student: String,
    pub(super) words: String,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

impl Filter {
    /// What the store narrows by, for a reader whose days are those of `zone`.
    pub fn narrowing(&self, zone: &Zone) -> Narrowing {
        let status = STATES.iter().map(|(word, _)| *word).find(|word| *word == self.status);
        let program = self.program.parse::<ProgramId>().ok();
        let midnight = |date: Date| {
            date.to_zoned_datetime(zone.jiff().clone()).map(|at| Timestamp::from_jiff(at.timestamp())).ok()
        };
        let last = day(&self.to).and_then(|date| date.tomorrow().ok()).and_then(midnight);
        Narrowing {
            status: status.unwrap_or_default().to_owned(),
            any_program: program.is_none(),
            program: program.unwrap_or(ProgramId::fresh(Timestamp::from_micros(0))),
            instructor: pattern(&self.instructor),
            student: pattern(&self.student),
            words: pattern(&self.q),
            from: day(&self.from).and_then(midnight).unwrap_or(Timestamp::from_micros(0)),
            to: last.unwrap_or(Timestamp::from_micros(i64::MAX)),
        }
    }

    /// Whether it asks for what is pending alone.
    pub fn asks_for_pending(&self) -> bool {
        self.status == PENDING
    }

    pub fn narrows(&self) -> bool {
        !self.query().is_empty()
    }

    /// What an address carries of it: `status=missed&student=Ben`, or nothing.
    pub fn query(&self) -> String {
        let parts = [
            ("status", &self.status),
            ("program", &self.program),
            ("instructor", &self.instructor),
            ("student", &self.student),
            ("q", &self.q),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let told = parts.iter().filter(|(_, value)| !value.trim().is_empty());
        told.map(|(name, value)| format!("{name}={}", query_value(value.trim())))
            .collect::<Vec<_>>()
            .join("&")
    }
}

impl Narrowing {
    /// Lets everything through.
    pub fn none() -> Self {
        Filter::default().narrowing(&Zone::UTC)
    }

    /// Whether that instant lies in its days.
    pub fn includes(&self, at: Timestamp) -> bool {
        self.from <= at && at < self.to
    }
}

fn day(text: &str) -> Option<Date> {
    text.parse().ok()
}

/// A pattern of LIKE that finds `words` anywhere, in lower case; empty for no words.
fn pattern(words: &str) -> String {
    let words: String = words.trim().to_lowercase().chars().take(MAX_WORDS).collect();
    if words.is_empty() {
        return String::new();
    }
    let escaped = words.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_anywhere_and_their_signs_mean_nothing() {
        assert_eq!(pattern("  Ben_100%! "), "%ben!_100!%!!%");
        assert_eq!(pattern("  "), "");
    }

    #[test]
    fn an_address_carries_what_narrows_and_nothing_else() {
        let filter = Filter { status: "missed".into(), student: "Ben & Mia".into(), ..Filter::default() };

        assert_eq!(filter.query(), "status=missed&student=Ben%20%26%20Mia");
        assert!(!Filter { q: "  ".into(), ..Filter::default() }.narrows());
    }

    #[test]
    fn the_last_day_is_whole_on_the_readers_clock() {
        let filter = Filter { from: "2026-11-23".into(), to: "2026-11-23".into(), ..Filter::default() };
        let narrowing = filter.narrowing(&Zone::named("America/Chicago").unwrap());

        assert_eq!(narrowing.from.to_string(), "2026-11-23T06:00:00Z");
        assert_eq!(narrowing.to.to_string(), "2026-11-24T06:00:00Z");
    }
}
