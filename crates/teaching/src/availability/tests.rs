use jiff::civil::Date;
use kernel::{ExceptionId, Timestamp, Zone};
use people::closures::Closure;
use proptest::prelude::*;

use super::form::HoursForm;
use super::hours::{Availability, Exception, Hours, Rules};
use super::slots::{Busy, Wanted, free};
use super::{Concern, concerns};

fn at(text: &str) -> Timestamp {
    Timestamp::from_jiff(text.parse().unwrap())
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn hours(from: i64, to: i64) -> Hours {
    Hours::new(from * 60, to * 60).unwrap()
}

/// The same hours on every day, in Chicago.
fn daily(spans: &[(i64, i64)]) -> Availability {
    let mut availability = Availability::unsaid(Zone::named("America/Chicago").unwrap());
    for of_day in &mut availability.week {
        *of_day = spans.iter().map(|(from, to)| hours(*from, *to)).collect();
    }
    availability
}

fn off(first: &str, last: &str) -> Exception {
    let id = ExceptionId::fresh(Timestamp::from_micros(0));
    Exception { id, first_day: day(first), last_day: day(last), hours: None }
}

/// The free starts of some days for sessions of so many minutes, on the wall clock of Chicago.
fn shown(availability: &Availability, busy: &[Busy], days: (&str, &str), minutes: i64) -> Vec<String> {
    let wanted = wanted(days, minutes);
    clocks(&free(availability, &[], busy, &wanted))
}

fn wanted((first, last): (&str, &str), minutes: i64) -> Wanted {
    Wanted { first_day: day(first), last_day: day(last), minutes, now: at("2026-01-01T00:00:00Z") }
}

fn clocks(starts: &[Timestamp]) -> Vec<String> {
    let zone = Zone::named("America/Chicago").unwrap();
    starts.iter().map(|start| start.in_zone(&zone).strftime("%d %H:%M %Z").to_string()).collect()
}

#[test]
fn a_session_fits_between_beginning_and_end_of_the_hours() {
    let availability = daily(&[(9, 10), (15, 16)]);

    let starts = shown(&availability, &[], ("2026-03-03", "2026-03-03"), 45);

    assert_eq!(starts, ["03 09:00 CST", "03 09:15 CST", "03 15:00 CST", "03 15:15 CST"]);
}

#[test]
fn hours_that_meet_are_one_also_at_midnight() {
    let availability = daily(&[(0, 1), (23, 24)]);

    let starts = shown(&availability, &[], ("2026-03-03", "2026-03-03"), 120);

    assert_eq!(starts, ["03 23:00 CST"], "into the next day; the day before is not asked for");
}

#[test]
fn an_hour_that_the_clocks_leave_out_is_not_free() {
    let availability = daily(&[(1, 4)]);

    let starts = shown(&availability, &[], ("2026-03-08", "2026-03-08"), 60);

    assert_eq!(
        starts,
        ["08 01:00 CST", "08 01:15 CST", "08 01:30 CST", "08 01:45 CST", "08 03:00 CDT"],
        "two o'clock does not exist; a session of an hour goes from a quarter to two to a quarter to four"
    );
}

#[test]
fn an_hour_that_the_clocks_show_twice_is_free_twice() {
    let availability = daily(&[(1, 2)]);

    let starts = shown(&availability, &[], ("2026-11-01", "2026-11-01"), 60);

    assert_eq!(
        starts,
        ["01 01:00 CDT", "01 01:15 CDT", "01 01:30 CDT", "01 01:45 CDT", "01 01:00 CST"],
        "two hours in a row, of which each begins at one"
    );
}

#[test]
fn sessions_and_their_pauses_take_time() {
    let mut availability = daily(&[(9, 12)]);
    availability.rules.buffer_minutes = 10;
    let busy = [Busy { from: at("2026-03-03T16:00:00Z"), to: at("2026-03-03T16:30:00Z") }];

    let starts = shown(&availability, &busy, ("2026-03-03", "2026-03-03"), 30);

    assert_eq!(
        starts,
        ["03 09:00 CST", "03 09:15 CST", "03 10:45 CST", "03 11:00 CST", "03 11:15 CST", "03 11:30 CST"],
        "ten to half past ten is taken: nothing ends after ten to ten or starts before twenty to eleven"
    );
}

#[test]
fn nothing_is_free_before_the_notice_is_over() {
    let mut availability = daily(&[(9, 10)]);
    availability.rules.notice_hours = 24;
    let wanted = Wanted { now: at("2026-03-02T15:20:00Z"), ..wanted(("2026-03-02", "2026-03-03"), 15) };

    let starts = clocks(&free(&availability, &[], &[], &wanted));

    assert_eq!(starts, ["03 09:30 CST", "03 09:45 CST"]);
}

#[test]
fn a_day_with_the_most_sessions_is_full() {
    let mut availability = daily(&[(9, 10)]);
    availability.rules.most_a_day = Some(1);
    let busy = [Busy { from: at("2026-03-03T22:00:00Z"), to: at("2026-03-03T23:00:00Z") }];

    let starts = shown(&availability, &busy, ("2026-03-03", "2026-03-04"), 60);

    assert_eq!(starts, ["04 09:00 CST"]);
}

#[test]
fn days_that_differ_and_closed_days() {
    let mut availability = daily(&[(9, 10)]);
    let other = Exception { hours: Some(hours(20, 21)), ..off("2026-03-04", "2026-03-04") };
    availability.exceptions = vec![off("2026-03-02", "2026-03-03"), other];
    let closed = Closure {
        first_day: day("2026-03-05"),
        last_day: day("2026-03-05"),
        name: "Pi minus nine".to_owned(),
    };

    let starts = clocks(&free(&availability, &[closed], &[], &wanted(("2026-03-01", "2026-03-06"), 60)));

    assert_eq!(starts, ["01 09:00 CST", "04 20:00 CST", "06 09:00 CST"]);
}

#[test]
fn what_speaks_against_a_time() {
    let mut availability = daily(&[(9, 12)]);
    availability.rules = Rules { notice_hours: 24, buffer_minutes: 15, most_a_day: Some(1) };
    availability.exceptions = vec![off("2026-03-05", "2026-03-05")];
    let now = at("2026-03-01T00:00:00Z");
    let said = |busy: &[Busy], from: &str, now: Timestamp| {
        concerns(&availability, busy, (at(from), at(from).plus_minutes(60)), now)
    };
    let morning = [Busy { from: at("2026-03-03T15:00:00Z"), to: at("2026-03-03T16:00:00Z") }];

    assert_eq!(said(&[], "2026-03-03T15:00:00Z", now), []);
    let outside = Concern::OutsideHours { hours: vec![hours(9, 12)] };
    assert_eq!(said(&[], "2026-03-03T17:15:00Z", now), [outside]);
    assert_eq!(said(&[], "2026-03-05T15:00:00Z", now), [Concern::Off]);
    let late = at("2026-03-02T15:01:00Z");
    assert_eq!(said(&[], "2026-03-03T15:00:00Z", late), [Concern::WithinNotice { hours: 24 }]);
    let close = [Concern::TooClose { minutes: 15 }, Concern::OverMost { most: 1 }];
    assert_eq!(said(&morning, "2026-03-03T16:10:00Z", now), close);
}

#[test]
fn who_has_no_hours_is_warned_of_for_time_off_alone() {
    let mut availability = daily(&[]);
    availability.rules.notice_hours = 24;
    availability.exceptions = vec![off("2026-03-05", "2026-03-05")];
    let said = |from: &str| concerns(&availability, &[], (at(from), at(from).plus_minutes(60)), at(from));

    assert_eq!(said("2026-03-04T15:00:00Z"), []);
    assert_eq!(said("2026-03-05T15:00:00Z"), [Concern::Off]);
}

#[test]
fn what_is_typed_is_what_is_read() {
    let mut availability = daily(&[(0, 1), (9, 12), (15, 24)]);
    availability.rules = Rules { notice_hours: 24, buffer_minutes: 10, most_a_day: Some(6) };

    let form = HoursForm::of(String::new(), &availability);

    assert_eq!(form.time("sun", "to", 3), "00:00", "the end of the day");
    assert_eq!(form.read(), Ok(availability));
}

#[test]
fn hours_that_are_none_are_refused_at_their_weekday() {
    let typed = |from: &str, to: &str| {
        let mut form = HoursForm::of(String::new(), &daily(&[(9, 12)]));
        form.times.insert("tue_from_2".to_owned(), from.to_owned());
        form.times.insert("tue_to_2".to_owned(), to.to_owned());
        form.read().map(drop).map_err(|errors| errors.iter().map(|(field, _)| field).collect::<Vec<_>>())
    };

    assert_eq!(typed("12:00", "13:00"), Ok(()));
    for (from, to) in
        [("11:45", "13:00"), ("14:00", "13:00"), ("14:05", "15:00"), ("14:00", ""), ("x", "15:00")]
    {
        assert_eq!(typed(from, to), Err(vec!["tue"]), "{from} to {to}");
    }
}

prop_compose! {
    /// A week of hours in one of four zones, with rules.
    fn some_availability()(
        zone in prop::sample::select(&["America/Chicago", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"][..]),
        week in prop::array::uniform7(prop::collection::vec((0_i64..96, 1_i64..32), 0..3)),
        notice_hours in 0_i64..72,
        buffer_minutes in 0_i64..60,
        most_a_day in prop::option::of(1_i64..5),
    ) -> Availability {
        let mut availability = Availability::unsaid(Zone::named(zone).unwrap());
        availability.week = week.map(|spans| {
            spans.iter().filter_map(|(from, len)| Hours::new(from * 15, (from + len).min(96) * 15)).collect()
        });
        availability.rules = Rules { notice_hours, buffer_minutes, most_a_day };
        availability
    }
}

proptest! {
    /// Around both changes of the clocks of the year, whatever the hours and whatever is taken.
    #[test]
    fn a_free_start_is_free_within_hours_and_there_once(
        availability in some_availability(),
        month in prop::sample::select(&["2026-03-01", "2026-04-01", "2026-10-20", "2026-11-01"][..]),
        taken in prop::collection::vec((0_i64..60 * 24 * 14, 15_i64..240), 0..30),
        minutes in prop::sample::select(&[15_i64, 30, 50, 60, 90][..]),
    ) {
        let first_day = day(month);
        let begin = first_day.to_zoned_datetime(availability.zone.jiff().clone()).unwrap().timestamp();
        let begin = Timestamp::from_jiff(begin);
        let busy: Vec<Busy> = taken
            .iter()
            .map(|(from, len)| Busy { from: begin.plus_minutes(*from), to: begin.plus_minutes(from + len) })
            .collect();
        let last_day = first_day.saturating_add(jiff::Span::new().days(13));
        let now = begin.plus_minutes(600);

        let found = free(&availability, &[], &busy, &Wanted { first_day, last_day, minutes, now });

        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once");
        for start in found {
            let end = start.plus_minutes(minutes);
            prop_assert!(start >= now.plus_minutes(availability.rules.notice_hours * 60));
            let pause = availability.rules.buffer_minutes;
            for one in &busy {
                let is_apart = end.plus_minutes(pause) <= one.from || one.to.plus_minutes(pause) <= start;
                prop_assert!(is_apart, "{start} runs into {one:?}");
            }
            for minute in 0..minutes {
                let shown = start.plus_minutes(minute).in_zone(&availability.zone);
                let clock = i64::from(shown.hour()) * 60 + i64::from(shown.minute());
                let hours = availability.hours_on(shown.date());
                prop_assert!(
                    hours.iter().any(|hours| hours.from() <= clock && clock < hours.to()),
                    "{start} is outside of the hours at {shown}"
                );
            }
            let of_day = busy.iter().filter(|one| {
                one.from.in_zone(&availability.zone).date() == start.in_zone(&availability.zone).date()
            });
            let of_day = i64::try_from(of_day.count()).unwrap();
            prop_assert!(availability.rules.most_a_day.is_none_or(|most| of_day < most));
        }
    }
}
