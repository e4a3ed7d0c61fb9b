//! A line of a statement in words anyone can check. Pure.

use std::collections::BTreeMap;

use kernel::{SessionId, Timestamp, UserId, Zone};
use ledger::{Balance, Entry, Movement, Place};
use teaching::sessions::Outcome;
use teaching::sessions::attendance::CORRECTED;
use web::show;

/// What a line says of the session it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionFacts {
    /// Its subject, else its program.
    pub title: String,
    pub instructor_first_name: String,
    pub starts_at: Timestamp,
    /// None while it is not over.
    pub outcome: Option<Outcome>,
    pub together_seconds: i64,
}

/// What the sentences of a statement are made from, besides its entries.
#[derive(Debug, Default)]
pub struct Facts {
    pub sessions: BTreeMap<SessionId, SessionFacts>,
    /// Names of those who wrote entries.
    pub people: BTreeMap<UserId, String>,
}

/// A line as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub at: Timestamp,
    pub sentence: String,
    pub session: Option<SessionId>,
    /// What it did to the credits that can be used: negative when it took some.
    pub change: i64,
    pub after: Balance,
}

/// The line of `entry`, for a reader in `zone`.
pub fn line(entry: &Entry, facts: &Facts, zone: &Zone) -> Line {
    Line {
        at: entry.at,
        sentence: sentence(entry, facts, zone),
        session: entry.session,
        change: entry.movement.gain(Place::Available, entry.credits),
        after: entry.after,
    }
}

fn sentence(entry: &Entry, facts: &Facts, zone: &Zone) -> String {
    let session = entry.session.and_then(|id| facts.sessions.get(&id));
    let name = session.map_or_else(|| "a session".to_owned(), |session| named(session, zone));
    let credits = entry.credits;
    match entry.movement {
        Movement::Grant => by_hand(&format!("{credits} granted"), entry, facts),
        Movement::CorrectUp => by_hand(&format!("{credits} added as a correction"), entry, facts),
        Movement::CorrectDown => by_hand(&format!("{credits} taken back as a correction"), entry, facts),
        Movement::Hold => format!("Held for {name}"),
        Movement::Consume => format!("Used: {name}, {}", how_it_ended(session)),
        Movement::Release => format!("Given back: {name}, {}", why_it_does_not_count(session)),
        Movement::Charge if entry.reason == CORRECTED => by_hand(&format!("Used: {name}"), entry, facts),
        Movement::Charge => by_hand(&format!("Used: {name} was made billable afterwards"), entry, facts),
        Movement::Refund if entry.reason == CORRECTED => {
            by_hand(&format!("Given back: {name}"), entry, facts)
        }
        Movement::Refund => {
            by_hand(&format!("Given back: {name} was made non-billable afterwards"), entry, facts)
        }
    }
}

/// `Algebra with Ada, Mon 23 Nov, 16:07`.
fn named(session: &SessionFacts, zone: &Zone) -> String {
    let SessionFacts { title, instructor_first_name, starts_at, .. } = session;
    format!("{title} with {instructor_first_name}, {}", show::date_time(*starts_at, zone))
}

fn by_hand(what: &str, entry: &Entry, facts: &Facts) -> String {
    let by = entry.by.and_then(|by| facts.people.get(&by)).map_or_else(String::new, |by| format!(" by {by}"));
    if entry.reason.is_empty() { format!("{what}{by}") } else { format!("{what}{by}: {}", entry.reason) }
}

fn how_it_ended(session: Option<&SessionFacts>) -> String {
    match session.map(|session| (session.outcome, session.together_seconds)) {
        Some((Some(Outcome::MissedByStudent), _)) => "missed by the student".to_owned(),
        Some((_, seconds)) => format!("session completed, {} together", show::seconds(seconds)),
        None => "session completed".to_owned(),
    }
}

fn why_it_does_not_count(session: Option<&SessionFacts>) -> &'static str {
    match session.and_then(|session| session.outcome) {
        Some(Outcome::Cancelled) => "cancelled",
        Some(Outcome::MissedByInstructor) => "missed by the instructor",
        // a session that counts gives its credit back only when somebody said so before it ended
        Some(Outcome::Completed | Outcome::MissedByStudent) | None => "made non-billable",
    }
}

#[cfg(test)]
mod tests {
    use ledger::Credits;

    use super::*;

    const AT: Timestamp = Timestamp::from_micros(1_795_449_600_000_000);

    fn entry(movement: Movement, session: Option<SessionId>, reason: &str, by: Option<UserId>) -> Entry {
        let (credits, after) = (Credits::ONE, Balance { available: 2, held: 1 });
        Entry { seq: 1, movement, credits, after, session, reason: reason.to_owned(), by, at: AT }
    }

    #[test]
    fn every_line_of_a_statement_explains_itself() {
        let (algebra, nadia) = (SessionId::fresh(AT), UserId::fresh(AT));
        let starts_at = Timestamp::from_jiff("2026-11-23T22:07:00Z".parse().unwrap());
        let facts = |outcome| Facts {
            sessions: BTreeMap::from([(
                algebra,
                SessionFacts {
                    title: "Algebra".to_owned(),
                    instructor_first_name: "Ada".to_owned(),
                    starts_at,
                    outcome,
                    together_seconds: 24 * 60,
                },
            )]),
            people: BTreeMap::from([(nadia, "Nadia Haddad".to_owned())]),
        };
        let chicago = Zone::named("America/Chicago").unwrap();
        let says = |movement, outcome, reason: &str| {
            let entry = entry(movement, Some(algebra), reason, Some(nadia));
            line(&entry, &facts(outcome), &chicago).sentence
        };
        let session = "Algebra with Ada, Mon 23 Nov, 16:07";

        assert_eq!(
            line(&entry(Movement::Grant, None, "paid in cash", Some(nadia)), &facts(None), &chicago).sentence,
            "1 credit granted by Nadia Haddad: paid in cash"
        );
        assert_eq!(says(Movement::Hold, None, ""), format!("Held for {session}"));
        assert_eq!(
            says(Movement::Consume, Some(Outcome::Completed), ""),
            format!("Used: {session}, session completed, 24 min together")
        );
        assert_eq!(
            says(Movement::Consume, Some(Outcome::MissedByStudent), ""),
            format!("Used: {session}, missed by the student")
        );
        assert_eq!(
            says(Movement::Release, Some(Outcome::Cancelled), ""),
            format!("Given back: {session}, cancelled")
        );
        assert_eq!(
            says(Movement::Release, Some(Outcome::Completed), ""),
            format!("Given back: {session}, made non-billable")
        );
        assert_eq!(
            says(Movement::Refund, Some(Outcome::Completed), "first lesson is free"),
            format!(
                "Given back: {session} was made non-billable afterwards by Nadia Haddad: first lesson is free"
            )
        );
    }

    #[test]
    fn a_line_shows_what_it_did_to_the_credits_that_can_be_used() {
        let change = |movement| line(&entry(movement, None, "", None), &Facts::default(), &Zone::UTC).change;

        assert_eq!(change(Movement::Grant), 1);
        assert_eq!(change(Movement::Hold), -1);
        assert_eq!(change(Movement::Consume), 0);
        assert_eq!(change(Movement::Release), 1);
    }
}
