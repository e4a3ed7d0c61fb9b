//! Times as the reader's clock shows them, with the instant for machines and the zone on hover.

use jiff::ZonedDateTime;
use jiff::fmt::strtime;
use kernel::{Timestamp, Zone};
use maud::{Markup, html};

/// How much of a time the reader needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// `15:07`
    Clock,
    /// `Mon 23 Nov`
    Day,
    /// `Mon 23 Nov, 15:07`
    DayAndClock,
    /// `15:07` today, `Tomorrow 15:07`, `Thu 15:07` in the next days, else the day and the clock: what comes soon,
    /// as seen at this instant.
    Near(Timestamp),
    /// `Monday 23 November 2026, 15:07 (Chicago)`: where it could be doubted.
    Whole,
}

/// `at` on the wall clock of `zone`.
pub fn time(at: Timestamp, zone: &Zone, when: When) -> Markup {
    let local = at.in_zone(zone);
    let text = match when {
        When::Clock => local.strftime("%H:%M").to_string(),
        When::Day => local.strftime("%a %-d %b").to_string(),
        When::DayAndClock => local.strftime("%a %-d %b, %H:%M").to_string(),
        When::Near(now) => near(&local, &now.in_zone(zone)),
        When::Whole => whole(&local.strftime("%A %-d %B %Y, %H:%M"), zone),
    };
    let title = whole(&local.strftime("%A %-d %B %Y, %H:%M"), zone);
    html! { time class="time" datetime=(at.to_string()) title=(title) { (text) } }
}

/// The zone as people say it: `Chicago` for `America/Chicago`.
pub fn zone_name(zone: &Zone) -> String {
    zone.name().rsplit('/').next().unwrap_or("UTC").replace('_', " ")
}

fn near(local: &ZonedDateTime, now: &ZonedDateTime) -> String {
    let days = now.date().until(local.date()).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => local.strftime("%H:%M").to_string(),
        1 => local.strftime("Tomorrow %H:%M").to_string(),
        2..7 => local.strftime("%a %H:%M").to_string(),
        _ => local.strftime("%a %-d %b, %H:%M").to_string(),
    }
}

fn whole(local: &strtime::Display<'_>, zone: &Zone) -> String {
    format!("{local} ({})", zone_name(zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_shown_on_the_readers_clock_and_names_its_zone() {
        let at = Timestamp::from_jiff("2026-11-23T21:07:00Z".parse().unwrap());
        let chicago = Zone::named("America/Chicago").unwrap();

        assert_eq!(
            time(at, &chicago, When::DayAndClock).into_string(),
            r#"<time class="time" datetime="2026-11-23T21:07:00Z" title="Monday 23 November 2026, 15:07 (Chicago)">Mon 23 Nov, 15:07</time>"#
        );
        assert!(
            time(at, &chicago, When::Whole)
                .into_string()
                .contains(">Monday 23 November 2026, 15:07 (Chicago)<")
        );
    }

    #[test]
    fn what_comes_soon_is_named_as_people_say_it() {
        let at = |text: &str| Timestamp::from_jiff(text.parse().unwrap());
        let chicago = Zone::named("America/Chicago").unwrap();
        let now = at("2026-11-24T04:30:00Z"); // 22:30 on Monday in Chicago
        let shown = |text: &str| time(at(text), &chicago, When::Near(now)).into_string();

        assert!(shown("2026-11-24T05:45:00Z").contains(">23:45<"));
        assert!(shown("2026-11-24T06:15:00Z").contains(">Tomorrow 00:15<"));
        assert!(shown("2026-11-26T21:30:00Z").contains(">Thu 15:30<"));
        assert!(shown("2026-12-07T21:30:00Z").contains(">Mon 7 Dec, 15:30<"));
        assert!(shown("2026-11-21T21:30:00Z").contains(">Sat 21 Nov, 15:30<"));
    }
}
