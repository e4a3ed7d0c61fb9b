//! Sessions as a list to act on, and a week of them as a strip of days.

use kernel::{Timestamp, Zone};
use maud::{Markup, html};

use super::button::Button;
use super::icons::Icon;
use super::person::{avatar, several};
use super::status::Status;
use super::time::{When, time};

/// The time left is said when it is no more than this.
const COUNTED_MINUTES: i64 = 12 * 60;

/// A session as a list shows it.
pub struct AgendaItem<'a> {
    /// The session's details.
    pub href: &'a str,
    pub starts: Timestamp,
    pub zone: &'a Zone,
    /// Who else is in it.
    pub with: &'a str,
    /// Whose initials stand before them; none for several people.
    pub whose: Option<&'a str>,
    /// Program and subject.
    pub about: &'a str,
    pub status: Status,
    /// At the end of the row: usually `join_button`.
    pub action: Markup,
    /// The page that moves it to another day, for whoever may: a calendar lets it be dragged there.
    pub moves: Option<&'a str>,
}

/// Sessions below each other, as seen at `now`, the live ones marked.
pub fn agenda(items: &[AgendaItem<'_>], now: Timestamp) -> Markup {
    html! {
        ul class="agenda" {
            @for item in items {
                li class=(if is_live(item.status) { "agenda-item agenda-live" } else { "agenda-item" }) {
                    (item.whose.map_or_else(several, avatar))
                    a class="agenda-words" href=(item.href) {
                        span class="person-name" { (item.with) }
                        span class="person-below" { (item.about) }
                    }
                    span class="agenda-when" {
                        (time(item.starts, item.zone, When::Near(now)))
                        @if item.status != Status::Scheduled { (item.status) }
                    }
                    div class="agenda-action" { (item.action) }
                }
            }
        }
    }
}

/// Join, green from when the classroom `opens`; until then grey, with the time to the start counting down by itself, and
/// while that is far, with when it opens.
pub fn join_button(href: &str, (opens, starts): (Timestamp, Timestamp), now: Timestamp) -> Markup {
    let open = now >= opens;
    html! {
        @if open {
            (Button::link(href, "Join").live().small().icon(Icon::Join))
        } @else {
            span class="join-wait" {
                time class="time muted" datetime=(starts.to_string()) data-countdown=(opens.millis())
                    hidden[starts > now.plus_minutes(COUNTED_MINUTES)] {
                    "in " (minutes_left(starts, now))
                }
                span class="join-opens muted" { "Opens " (before_start(opens, starts)) }
                (Button::link(href, "Join").small().icon(Icon::Join).disabled(true))
            }
        }
    }
}

/// One day of a week strip.
pub struct WeekDay<'a> {
    /// The first instant of the day.
    pub starts: Timestamp,
    pub today: bool,
    /// Why the organization is closed on it.
    pub closed: Option<&'a str>,
    pub sessions: &'a [AgendaItem<'a>],
}

/// Days beside each other with a chip for each session.
pub fn week_strip(zone: &Zone, days: &[WeekDay<'_>]) -> Markup {
    html! {
        ol class="week" {
            @for day in days {
                li class="week-day" aria-current=[day.today.then_some("date")] data-drop=(day.starts.in_zone(zone).date()) {
                    h3 { (time(day.starts, zone, When::Day)) }
                    @if let Some(why) = day.closed { (closed_day(why)) }
                    @for item in day.sessions { (week_chip(item)) }
                    @if day.sessions.is_empty() && day.closed.is_none() { p class="week-free" { "Free" } }
                }
            }
        }
    }
}

/// Marks a day on which the organization is closed.
pub fn closed_day(why: &str) -> Markup {
    html! { p class="closed-day" { "Closed: " (why) } }
}

fn week_chip(item: &AgendaItem<'_>) -> Markup {
    html! {
        a class=(if is_live(item.status) { "week-chip week-chip-live" } else { "week-chip" }) href=(item.href)
            data-move=[item.moves] {
            span class="week-chip-when" { (time(item.starts, item.zone, When::Clock)) }
            span class="week-chip-with" { (item.with) }
            @if item.status != Status::Scheduled { (item.status) }
        }
        @if !item.action.0.is_empty() { div { (item.action) } }
    }
}

fn is_live(status: Status) -> bool {
    matches!(status, Status::Lobby | Status::Lesson)
}

/// `10 min before`, `at the start`.
fn before_start(opens: Timestamp, starts: Timestamp) -> String {
    match starts.since(opens).as_secs().div_ceil(60) {
        0 => "at the start".to_owned(),
        minutes => format!("{minutes} min before"),
    }
}

/// `53 min`, `2 h 5 min`, `3 days`.
fn minutes_left(starts: Timestamp, now: Timestamp) -> String {
    let minutes = starts.since(now).as_secs().div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours @ 1..48, 0) => format!("{hours} h"),
        (hours @ 1..48, minutes) => format!("{hours} h {minutes} min"),
        (hours, _) => format!("{} days", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_micros(0).plus_minutes(minutes)
    }

    #[test]
    fn join_turns_green_when_the_classroom_opens() {
        let early = join_button("/classroom/ses_1", (at(45), at(60)), at(44)).into_string();
        let due = join_button("/classroom/ses_1", (at(45), at(60)), at(45)).into_string();

        assert!(early.contains("aria-disabled") && !early.contains("href="));
        assert!(due.contains("btn-live") && due.contains(r#"href="/classroom/ses_1""#));
    }

    #[test]
    fn a_grey_join_says_when_it_opens() {
        let far = |opens| join_button("/classroom/ses_1", (at(opens), at(10_000)), at(0)).into_string();

        assert!(far(9_985).contains("Opens 15 min before"));
        assert!(far(10_000).contains("Opens at the start"));
    }

    #[test]
    fn the_wait_is_said_in_the_unit_that_matters() {
        assert_eq!(minutes_left(at(53), at(0)), "53 min");
        assert_eq!(minutes_left(at(125), at(0)), "2 h 5 min");
        assert_eq!(minutes_left(at(3 * 24 * 60 + 5), at(0)), "3 days");
    }
}
