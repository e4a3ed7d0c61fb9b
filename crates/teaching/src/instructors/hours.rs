//! An instructor's hours of a week on the clock of whoever reads them. Pure.

use jiff::ToSpan;
use jiff::civil::{Date, Time};
use kernel::{Timestamp, Zone};

use crate::availability::{Availability, WEEKDAYS};
use crate::sessions;

/// A weekday that has hours, and these in words.
pub type OfWeekday = (&'static str, String);

/// The hours of the seven days from `today` of the instructor's calendar, by weekdays of `zone`, Monday first. Hours that
/// pass midnight there stand on the day on which they begin.
pub fn on_clock(availability: &Availability, today: Date, zone: &Zone) -> Vec<OfWeekday> {
    let mut spans = Vec::new();
    for day in today.series(1.day()).take(7) {
        for hours in availability.of_weekday(day.weekday()) {
            let ends = [hours.from(), hours.to()].map(|minute| instant(day, minute, &availability.zone));
            if let [Some(from), Some(to)] = ends {
                let (from, to) = (from.in_zone(zone), to.in_zone(zone));
                let words = format!("{}–{}", from.strftime("%H:%M"), to.strftime("%H:%M"));
                spans.push((from.date().weekday().to_monday_zero_offset(), from.time(), words));
            }
        }
    }
    spans.sort();
    let of = |weekday: usize| {
        let here = spans.iter().filter(|(day, ..)| usize::try_from(*day) == Ok(weekday));
        here.map(|(.., words)| words.as_str()).collect::<Vec<_>>().join(", ")
    };
    let week = WEEKDAYS.iter().enumerate().map(|(weekday, (_, name))| (*name, of(weekday)));
    week.filter(|(_, words)| !words.is_empty()).collect()
}

fn instant(day: Date, minute: i64, zone: &Zone) -> Option<Timestamp> {
    let wall = day.to_datetime(Time::midnight()).checked_add(minute.minutes()).ok()?;
    sessions::instant_of(wall, zone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::Hours;

    #[test]
    fn hours_stand_on_the_readers_clock_and_on_its_weekday() {
        let zone = |name: &str| Zone::named(name).unwrap();
        let mut availability = Availability::unsaid(zone("America/Chicago"));
        let hours = |from: i64, to: i64| Hours::new(from * 60, to * 60).unwrap();
        availability.week[0] = vec![hours(9, 12), hours(15, 24)];
        availability.week[6] = vec![hours(20, 22)];
        let today = "2026-11-25".parse().unwrap();

        assert_eq!(
            on_clock(&availability, today, &zone("America/Chicago")),
            [("Monday", "09:00–12:00, 15:00–00:00".to_owned()), ("Sunday", "20:00–22:00".to_owned())]
        );
        assert_eq!(
            on_clock(&availability, today, &zone("Europe/Berlin")),
            [("Monday", "03:00–05:00, 16:00–19:00, 22:00–07:00".to_owned())]
        );
    }
}
