//! The dates of series: every change of the clocks of every zone, and patterns at random.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time, Weekday, date, time};
use kernel::{SessionMinutes, Zone};
use people::closures::Closure;
use proptest::prelude::*;

use super::plan::{
    End, Every, Fate, MOST_SESSIONS, Occurrence, Pattern, PatternError, Planned, Rhythm, Slot, WEEKDAYS, plan,
};

fn minutes(minutes: i64) -> SessionMinutes {
    SessionMinutes::new(minutes).unwrap()
}

fn slot(weekday: Weekday, time: Time, length: i64) -> Slot {
    Slot { weekday, time, minutes: minutes(length) }
}

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

/// Mondays at four for an hour, in Chicago, from Monday 30 November 2026.
fn mondays(end: End) -> Pattern {
    Pattern {
        zone: zone("America/Chicago"),
        first_day: date(2026, 11, 30),
        rhythm: Rhythm::new(Every::Week, vec![slot(Weekday::Monday, time(16, 0, 0, 0), 60)]).unwrap(),
        end,
    }
}

fn held(planned: &[Planned]) -> Vec<Occurrence> {
    planned.iter().filter(|day| day.is_held()).map(|day| day.occurrence).collect()
}

fn dates(planned: &[Planned]) -> Vec<String> {
    held(planned).iter().map(|occurrence| occurrence.date.to_string()).collect()
}

#[test]
fn each_weekday_has_its_own_time_and_length() {
    let slots =
        vec![slot(Weekday::Wednesday, time(17, 30, 0, 0), 30), slot(Weekday::Monday, time(16, 0, 0, 0), 60)];
    let rhythm = Rhythm::new(Every::Week, slots).unwrap();
    let pattern = Pattern { rhythm, ..mondays(End::After(4)) };

    let planned = plan(&pattern, &[], &[]).unwrap();

    let said: Vec<String> =
        held(&planned).iter().map(|o| format!("{} {} {}", o.date, o.starts_at, o.minutes.get())).collect();
    assert_eq!(
        said,
        [
            "2026-11-30 2026-11-30T22:00:00Z 60",
            "2026-12-02 2026-12-02T23:30:00Z 30",
            "2026-12-07 2026-12-07T22:00:00Z 60",
            "2026-12-09 2026-12-09T23:30:00Z 30",
        ]
    );
    assert_eq!(pattern.rhythm.words(), "Every Monday and Wednesday");
    assert_eq!(pattern.rhythm.to_string(), "mon 16:00 60, wed 17:30 30");
    assert_eq!(Rhythm::from_text(Every::Week, "mon 16:00 60, wed 17:30 30"), Some(pattern.rhythm));
}

#[test]
fn of_two_weeks_the_first_is_that_of_the_first_day() {
    let slots =
        vec![slot(Weekday::Monday, time(9, 0, 0, 0), 30), slot(Weekday::Wednesday, time(9, 0, 0, 0), 30)];
    let rhythm = Rhythm::new(Every::TwoWeeks, slots).unwrap();
    let pattern = Pattern { first_day: date(2026, 12, 2), rhythm, ..mondays(End::After(4)) };

    let planned = plan(&pattern, &[], &[]).unwrap();

    assert_eq!(dates(&planned), ["2026-12-02", "2026-12-14", "2026-12-16", "2026-12-28"]);
    assert_eq!(pattern.rhythm.words(), "Every two weeks on Monday and Wednesday");
}

#[test]
fn what_is_skipped_is_shown_and_does_not_count() {
    let closure = Closure {
        first_day: date(2026, 12, 21),
        last_day: date(2027, 1, 1),
        name: "Winter break".to_owned(),
    };

    let planned =
        plan(&mondays(End::After(4)), std::slice::from_ref(&closure), &[date(2026, 12, 7)]).unwrap();

    assert_eq!(dates(&planned), ["2026-11-30", "2026-12-14", "2027-01-04", "2027-01-11"], "four are held");
    let skipped: Vec<_> = planned
        .iter()
        .filter(|day| !day.is_held())
        .map(|day| (day.occurrence.date.to_string(), day.fate.clone()))
        .collect();
    assert_eq!(
        skipped,
        [
            ("2026-12-07".to_owned(), Fate::LeftOut),
            ("2026-12-21".to_owned(), Fate::Closed(closure.clone())),
            ("2026-12-28".to_owned(), Fate::Closed(closure)),
        ]
    );
}

#[test]
fn a_last_day_is_part_of_the_series() {
    let until = |day| plan(&mondays(End::On(day)), &[], &[]);

    assert_eq!(dates(&until(date(2026, 12, 14)).unwrap()), ["2026-11-30", "2026-12-07", "2026-12-14"]);
    assert_eq!(dates(&until(date(2026, 12, 13)).unwrap()), ["2026-11-30", "2026-12-07"]);
    assert_eq!(until(date(2026, 11, 29)), Err(PatternError::EndsBeforeItBegins));
}

#[test]
fn a_series_has_an_end() {
    let every_day = Rhythm::new(
        Every::Week,
        WEEKDAYS.iter().map(|(day, _, _)| slot(*day, time(9, 0, 0, 0), 30)).collect(),
    )
    .unwrap();
    let daily = |end| Pattern { rhythm: every_day.clone(), ..mondays(end) };

    let year = plan(&mondays(End::On(date(2027, 11, 30))), &[], &[]).unwrap();
    assert_eq!(held(&year).len(), 53);
    assert_eq!(
        plan(&mondays(End::On(date(2027, 12, 1))), &[], &[]),
        Err(PatternError::TooLong { last: date(2027, 11, 30) })
    );
    assert_eq!(plan(&mondays(End::After(60)), &[], &[]), Err(PatternError::FewerFit { fit: 53 }));
    assert_eq!(plan(&daily(End::After(201)), &[], &[]), Err(PatternError::TooMany));
    assert_eq!(held(&plan(&daily(End::After(200)), &[], &[]).unwrap()).len(), MOST_SESSIONS);
    assert_eq!(plan(&daily(End::On(date(2027, 8, 1))), &[], &[]), Err(PatternError::TooMany));
    let all = Closure { first_day: date(2026, 11, 1), last_day: date(2027, 3, 1), name: "Works".to_owned() };
    assert_eq!(plan(&mondays(End::On(date(2026, 12, 31))), &[all], &[]), Err(PatternError::NothingLeft));
}

#[test]
fn a_series_does_not_run_into_itself() {
    let slots =
        vec![slot(Weekday::Monday, time(23, 30, 0, 0), 60), slot(Weekday::Tuesday, time(0, 15, 0, 0), 30)];
    let rhythm = Rhythm::new(Every::Week, slots).unwrap();

    let refused = plan(&Pattern { rhythm, ..mondays(End::After(2)) }, &[], &[]);

    assert_eq!(refused, Err(PatternError::RunsIntoItself { on: date(2026, 12, 1) }));
}

#[test]
fn a_day_without_its_hour_says_so() {
    let rhythm = Rhythm::new(Every::Week, vec![slot(Weekday::Sunday, time(2, 30, 0, 0), 60)]).unwrap();
    let pattern = Pattern { first_day: date(2027, 3, 7), rhythm, ..mondays(End::After(3)) };

    let planned = plan(&pattern, &[], &[]).unwrap();

    let said: Vec<_> =
        held(&planned).iter().map(|o| (o.starts_at.to_string(), o.is_put_forward(&pattern.zone))).collect();
    assert_eq!(
        said,
        [
            ("2027-03-07T08:30:00Z".to_owned(), false),
            ("2027-03-14T08:30:00Z".to_owned(), true),
            ("2027-03-21T07:30:00Z".to_owned(), false)
        ],
        "half past two, once half past three, half past two again"
    );
}

/// Where a reader of the series may be: far west of it with other rules, far east without any, and where half hours count.
const READERS: [&str; 3] = ["America/Los_Angeles", "Asia/Tokyo", "Australia/Lord_Howe"];

/// The instants at which the clocks of `zone` show `wall`, by trying the distances from UTC that they have around it.
fn showings(wall: DateTime, zone: &Zone) -> Vec<jiff::Timestamp> {
    let utc = wall.to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    let mut found = Vec::new();
    for hours in [-26, -13, 0, 13, 26] {
        let near = utc.checked_add(jiff::Span::new().hours(hours)).unwrap();
        let seconds = i64::from(zone.jiff().to_offset(near).seconds());
        let candidate = utc.checked_sub(jiff::Span::new().seconds(seconds)).unwrap();
        if zone.jiff().to_datetime(candidate) == wall && !found.contains(&candidate) {
            found.push(candidate);
        }
    }
    found.sort();
    found
}

/// Asks of one session what a person with a clock would.
fn assert_right(occurrence: &Occurrence, zone: &Zone, readers: &[Zone]) {
    let wall = occurrence.date.to_datetime(occurrence.time);
    let starts_at = occurrence.starts_at;
    let shown = zone.jiff().to_datetime(starts_at.jiff());
    match showings(wall, zone).as_slice() {
        // the clocks leave it out: by as much later as they jump
        [] => {
            let before = zone.jiff().to_offset(starts_at.plus_minutes(-24 * 60).jiff()).seconds();
            let after = zone.jiff().to_offset(starts_at.jiff()).seconds();
            let jump = jiff::Span::new().seconds(i64::from(after - before));
            assert_eq!(shown, wall.checked_add(jump).unwrap(), "{} {wall}", zone.name());
            assert!(shown > wall && occurrence.is_put_forward(zone), "{} {wall}", zone.name());
        }
        [first, ..] => {
            assert_eq!(starts_at.jiff(), *first, "{} {wall}", zone.name());
            assert!(shown == wall && !occurrence.is_put_forward(zone), "{} {wall}", zone.name());
        }
    }
    for reader in readers {
        let read = starts_at.in_zone(reader).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
        assert_eq!(read.parse::<jiff::Timestamp>().unwrap(), starts_at.jiff(), "{read}");
    }
}

/// Every zone that people may choose × every change of its clocks from 2024 to 2030 × weekly series around it, at the times
/// of that night and at noon × three readers.
#[test]
fn every_change_of_the_clocks_keeps_the_wall_clock() {
    let readers = READERS.map(zone);
    let (from, to): (jiff::Timestamp, jiff::Timestamp) =
        ("2024-01-01T00:00:00Z".parse().unwrap(), "2031-01-01T00:00:00Z".parse().unwrap());
    let (mut zones, mut changes, mut sessions) = (0, 0, 0);
    let mut seen = BTreeSet::new();
    for name in Zone::all_names() {
        let zone = zone(&name);
        // a second name of a zone has the same changes
        if !seen.insert(zone.jiff().primary_iana_name().unwrap_or(&name).to_owned()) {
            continue;
        }
        let of_zone: Vec<_> =
            zone.jiff().following(from).map(|change| change.timestamp()).take_while(|at| *at < to).collect();
        zones += usize::from(!of_zone.is_empty());
        for at in of_zone {
            changes += 1;
            let before = at.checked_sub(jiff::Span::new().seconds(1)).unwrap();
            let night = zone.jiff().to_datetime(before);
            // from two hours before the change to two after it, and at noon
            let quarters =
                (-8..=8).map(|n| night.checked_add(jiff::Span::new().minutes(15 * n + 1)).unwrap());
            let noon = night.date().at(12, 0, 0, 0);
            for wall in quarters.chain([noon]) {
                let time = wall.time().with().second(0).subsec_nanosecond(0).build().unwrap();
                let first_day = wall.date().checked_sub(jiff::Span::new().weeks(2)).unwrap();
                let rhythm = Rhythm::new(Every::Week, vec![slot(wall.date().weekday(), time, 45)]).unwrap();
                let pattern = Pattern { zone: zone.clone(), first_day, rhythm, end: End::After(5) };

                let planned = held(&plan(&pattern, &[], &[]).unwrap());

                assert_eq!(planned.len(), 5);
                assert_eq!((planned[0].date, planned[2].date), (first_day, wall.date()));
                for occurrence in &planned {
                    assert_right(occurrence, &zone, &readers);
                    sessions += 1;
                }
            }
        }
    }
    assert!(zones > 120 && changes > 1_500, "{zones} zones, {changes} changes, {sessions} sessions");
}

fn any_pattern() -> impl Strategy<Value = (Pattern, Vec<Closure>, Vec<Date>)> {
    let names = Zone::all_names();
    let slots = prop::collection::btree_map(0..7usize, (0..96i64, 1..17i64), 1..=7);
    let end = prop_oneof![(1..=MOST_SESSIONS).prop_map(Ok), (0..400i64).prop_map(Err)];
    let closed = prop::collection::vec((0..400i64, 0..15i64), 0..6);
    let left_out = prop::collection::vec(0..400i64, 0..10);
    (prop::sample::select(names), 0..2500i64, slots, any::<bool>(), end, closed, left_out).prop_map(
        |(name, first, slots, weekly, end, closed, left_out)| {
            let first_day = later(date(2024, 1, 1), first);
            let slots = slots
                .into_iter()
                .map(|(day, (quarter, length))| {
                    let at = time(
                        i8::try_from(quarter / 4).unwrap(),
                        i8::try_from(quarter % 4 * 15).unwrap(),
                        0,
                        0,
                    );
                    slot(WEEKDAYS[day].0, at, 15 * length)
                })
                .collect();
            let every = if weekly { Every::Week } else { Every::TwoWeeks };
            let pattern = Pattern {
                zone: zone(&name),
                first_day,
                rhythm: Rhythm::new(every, slots).unwrap(),
                end: end.map_or_else(|days| End::On(later(first_day, days)), End::After),
            };
            let closures = closed
                .into_iter()
                .map(|(start, days)| Closure {
                    first_day: later(first_day, start),
                    last_day: later(first_day, start + days),
                    name: "Break".to_owned(),
                })
                .collect();
            (pattern, closures, left_out.into_iter().map(|day| later(first_day, day)).collect())
        },
    )
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(jiff::Span::new().days(days)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is asked for: the days are of the rhythm, in order, none is closed or left out, no more than asked for, and
    /// none is missing in between.
    #[test]
    fn a_plan_is_its_pattern((pattern, closures, left_out) in any_pattern()) {
        let Ok(planned) = plan(&pattern, &closures, &left_out) else { return Ok(()) };
        let held = held(&planned);
        let last = planned.last().unwrap().occurrence.date;

        prop_assert!(!held.is_empty() && held.len() <= MOST_SESSIONS);
        match pattern.end {
            End::After(count) => prop_assert_eq!(held.len(), count),
            End::On(day) => prop_assert!(last <= day),
        }
        prop_assert!(last <= pattern.first_day.checked_add(jiff::Span::new().months(12)).unwrap());
        prop_assert!(held.windows(2).all(|pair| pair[0].ends_at() <= pair[1].starts_at));
        let mut day = pattern.first_day;
        let mut found = planned.iter();
        while day <= last {
            let monday = |day: Date| later(day, -i64::from(day.weekday().to_monday_zero_offset()));
            let weeks = monday(pattern.first_day).until(monday(day)).unwrap().get_days() / 7;
            let slot = pattern.rhythm.slots().iter().find(|slot| slot.weekday == day.weekday());
            if let Some(slot) = slot.filter(|_| i64::from(weeks) % pattern.rhythm.every.weeks() == 0) {
                let planned = found.next().unwrap();
                prop_assert_eq!(planned.occurrence.date, day);
                prop_assert_eq!((planned.occurrence.time, planned.occurrence.minutes), (slot.time, slot.minutes));
                let is_closed = closures.iter().any(|c| c.first_day <= day && day <= c.last_day);
                prop_assert_eq!(planned.is_held(), !is_closed && !left_out.contains(&day));
            }
            day = later(day, 1);
        }
        prop_assert!(found.next().is_none());
    }
}
