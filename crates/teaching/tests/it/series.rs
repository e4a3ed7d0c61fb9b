//! A series: booked through the form, seen by everyone it concerns, and changed for some or all of its sessions.

use axum::http::StatusCode;
use db::in_tx;
use futures_util::future::join_all;
use jiff::civil::date;
use kernel::{SessionId, UserId};
use ledger::Balance;
use people::closures::{self, Closure};
use people::organizations::BelowZero;
use teaching::sessions::{self, Filter, Session, State};
use testkit::{Answer, Browser, World, on_both_engines};
use web::Money;

use crate::booking::{assert_refused, balance, book_it, press, wednesday};
use crate::stage::{assert_redirect, book, booking, chosen, set_money, stored};

/// Mondays at four for an hour and Wednesdays at half past five for half an hour, in Chicago, from Monday 30 November 2026.
const WEEKLY: &[(&str, &str)] = &[
    ("repeats", "weekly"),
    ("date", "2026-11-30"),
    ("on_mon", "true"),
    ("start_mon", "16:00"),
    ("minutes_mon", "60"),
    ("on_wed", "true"),
    ("start_wed", "17:30"),
    ("minutes_wed", "30"),
    ("ends", "after"),
    ("count", "6"),
];

fn but<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = WEEKLY.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.copied().chain(more.iter().copied()).collect()
}

/// The first session of the series that Book wrote.
fn first_of(answer: &Answer) -> SessionId {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let id = answer.location().strip_prefix("/sessions/").and_then(|rest| rest.strip_suffix("/series"));
    id.unwrap_or_else(|| panic!("{}", answer.location())).parse().unwrap()
}

/// Ada's six sessions with Ben, booked; the first first.
async fn booked(world: &World) -> Vec<Session> {
    let mut ada = world.signed_in(world.ada).await;
    first_of(&book_it(&mut ada, &wednesday(world), WEEKLY).await);
    all(world, world.ada).await
}

/// Everything `person` has a part in, the first first.
async fn all(world: &World, person: UserId) -> Vec<Session> {
    let viewer = world.viewer(person).await;
    let none = Filter::default().narrowing(&viewer.zone);
    let (from, to) = (world.clock.now(), world.clock.now().plus_minutes(400 * 24 * 60));
    let mut tx = world.db.read().await.unwrap();
    sessions::between(&mut tx, &viewer, &none, (from, to), 500).await.unwrap()
}

fn starts(sessions: &[Session]) -> Vec<String> {
    sessions.iter().map(|session| session.starts_at.to_string()).collect()
}

/// Presses a button of a form of the series' page, and gives what comes back.
async fn send(browser: &mut Browser, session: SessionId, form: &str, fields: &[(&str, &str)]) -> Answer {
    browser.post(&format!("/sessions/{session}/series/{form}"), fields).await
}

/// Previews, and presses the button that does it.
async fn do_it(
    browser: &mut Browser,
    session: SessionId,
    (form, step): (&str, &str),
    fields: &[(&str, &str)],
) -> (Answer, Answer) {
    let mut asked = fields.to_vec();
    asked.push(("step", "preview"));
    let preview = send(browser, session, form, &asked).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    let seen =
        preview.text.split("name=\"seen\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let seen = seen.into_iter().find(|seen| !seen.is_empty()).unwrap().to_owned();
    let mut pressed = fields.to_vec();
    pressed.extend([("step", step), ("seen", seen.as_str())]);
    let done = send(browser, session, form, &pressed).await;
    (preview, done)
}

async fn close(world: &World, first: jiff::civil::Date, last: jiff::civil::Date) {
    let closure = Closure { first_day: first, last_day: last, name: "Winter break".to_owned() };
    in_tx!(world.db, db::Error, tx, { closures::add(tx, world.harbor, &closure).await }).unwrap();
}

#[tokio::test]
async fn a_series_is_shown_with_all_its_dates_and_written_as_shown() {
    on_both_engines(async |world| {
        set_money(&world, Money::Credits, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;

        let preview = press(&mut ada, &wednesday(&world), WEEKLY, "preview").await;

        assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
        for words in [
            "Every Monday and Wednesday, 6 sessions, Mon 30 Nov 2026 to Wed 16 Dec 2026",
            "Mon 30 Nov, 16:00",
            "Wed 2 Dec, 17:30",
            "Wed 16 Dec, 17:30",
            "6 credits of Ben&#39;s are held, one for each session until it ends; that is 3 more than there are.",
            "Once, with all dates:",
            "Carol Ortiz, parent: by mail and in My Notifications",
            "Book 6 sessions",
        ] {
            assert!(preview.text.replace("Ben's", "Ben&#39;s").contains(words), "{words}: {}", preview.text);
        }
        assert!(all(&world, world.ada).await.is_empty(), "nothing is written yet");

        let first = first_of(&book_it(&mut ada, &wednesday(&world), WEEKLY).await);

        let written = all(&world, world.ben).await;
        assert_eq!(
            starts(&written),
            [
                "2026-11-30T22:00:00Z",
                "2026-12-02T23:30:00Z",
                "2026-12-07T22:00:00Z",
                "2026-12-09T23:30:00Z",
                "2026-12-14T22:00:00Z",
                "2026-12-16T23:30:00Z",
            ]
        );
        assert_eq!(written[0].id, first);
        assert_eq!((written[0].minutes(), written[1].minutes()), (60, 30));
        let words: Vec<_> = written.iter().map(|s| s.series.as_ref().unwrap().words()).collect();
        assert_eq!(words[0], "Every Monday and Wednesday, 1 of 6");
        assert_eq!(words[5], "Every Monday and Wednesday, 6 of 6");
        assert_eq!(balance(&world, world.ben).await, Balance { available: -3, held: 6 });
        for person in [world.ada, world.ben, world.carol, world.amara] {
            let mut browser = world.signed_in(person).await;
            let details = browser.get(&format!("/sessions/{first}")).await.text;
            assert!(details.contains("Every Monday and Wednesday, 1 of 6"), "{details}");
            let glance = browser.get(&format!("/sessions/{first}/glance")).await.text;
            assert!(glance.contains("Every Monday and Wednesday, 1 of 6"), "{glance}");
            assert!(glance.contains(&format!("href=\"/sessions/{first}/series\"")), "{glance}");
            let page = browser.get(&format!("/sessions/{first}/series")).await.text;
            assert_eq!(page.matches("<time ").count(), 6, "{page}");
        }
        for person in [world.ivan, world.mia] {
            let page = world.signed_in(person).await.get(&format!("/sessions/{first}/series")).await;
            assert_eq!(page.status, StatusCode::NOT_FOUND);
        }
        let mut tx = world.db.read().await.unwrap();
        let links = people::links::of_session(&mut tx, world.harbor, written[5].id).await.unwrap();
        assert_eq!(links.len(), 2, "each session has its own ways in, for Ben and for Carol");
    })
    .await;
}

#[tokio::test]
async fn a_series_keeps_its_wall_clock_when_the_clocks_change() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let berlin = kernel::Zone::named("Europe/Berlin").unwrap();
        in_tx!(world.db, db::Error, tx, {
            people::accounts::set_zone(tx, world.harbor, world.ben, &berlin).await
        })
        .unwrap();
        // Chicago goes forward on 14 March 2027, Berlin on 28 March
        let fields =
            but(&[("date", "2027-03-08"), ("on_wed", ""), ("ends", "on a day"), ("until", "2027-03-29")]);

        let preview = press(&mut ada, &wednesday(&world), &fields, "preview").await;
        first_of(&book_it(&mut ada, &wednesday(&world), &fields).await);

        assert_eq!(
            starts(&all(&world, world.ada).await),
            ["2027-03-08T22:00:00Z", "2027-03-15T21:00:00Z", "2027-03-22T21:00:00Z", "2027-03-29T21:00:00Z"]
        );
        for day in ["8 Mar, 23:00", "15 Mar, 22:00", "22 Mar, 22:00", "29 Mar, 23:00"] {
            let words = format!("Mon {day} for Ben (Berlin)");
            assert!(preview.text.contains(&words), "{words}: {}", preview.text);
        }
        let bens = world.signed_in(world.ben).await.get("/calendar?view=list&on=2027-03-15").await.text;
        assert!(bens.contains("22:00"), "{bens}");
    })
    .await;
}

#[tokio::test]
async fn closed_days_are_skipped_with_their_name_and_do_not_count() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        close(&world, date(2026, 12, 7), date(2026, 12, 8)).await;
        let mut ada = world.signed_in(world.ada).await;

        let preview = press(&mut ada, &wednesday(&world), WEEKLY, "preview").await;
        first_of(&book_it(&mut ada, &wednesday(&world), WEEKLY).await);

        assert!(preview.text.contains("Winter break: skipped"), "{}", preview.text);
        let days: Vec<_> = starts(&all(&world, world.ada).await);
        assert_eq!(days.len(), 6);
        assert!(!days.contains(&"2026-12-07T22:00:00Z".to_owned()), "{days:?}");
        assert_eq!(days[5], "2026-12-21T22:00:00Z");
    })
    .await;
}

#[tokio::test]
async fn dates_on_which_the_instructor_is_busy_are_named_and_can_be_left_out() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let mia = world.mia.to_string();
        let other = [("student", mia.as_str()), ("date", "2026-12-07"), ("start", "16:30")];
        assert_eq!(book_it(&mut ada, &wednesday(&world), &other).await.status, StatusCode::SEE_OTHER);

        let busy = press(&mut ada, &wednesday(&world), WEEKLY, "preview").await;

        assert_eq!(busy.status, StatusCode::OK);
        assert!(busy.text.contains("You have another session on one of these dates"), "{}", busy.text);
        assert!(busy.text.contains("Mon 7 Dec: Mia Chen, 16:30 to 17:00"), "{}", busy.text);
        assert!(!busy.text.contains("Book 6 sessions"), "{}", busy.text);
        let one = wednesday(&world);
        let all_fields = everything(&busy, &one, WEEKLY);
        let pressed = ada.post("/sessions/book", &all_fields).await;
        assert_eq!(
            pressed.status,
            StatusCode::OK,
            "it is not booked with a date in the way: {}",
            pressed.text
        );
        assert_eq!(all(&world, world.ada).await.len(), 1);

        let without = press(&mut ada, &wednesday(&world), WEEKLY, "leave out 2026-12-07").await;
        assert!(
            without.text.contains("Left out") && without.text.contains("Put back 7 Dec"),
            "{}",
            without.text
        );
        let fields = but(&[("left_out", without.field("left_out").unwrap())]);
        first_of(&book_it(&mut ada, &wednesday(&world), &fields).await);

        let written: Vec<_> =
            all(&world, world.ben).await.into_iter().filter(|session| session.series.is_some()).collect();
        assert_eq!(written.len(), 6, "six are held");
        assert!(!starts(&written).contains(&"2026-12-07T22:00:00Z".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn who_left_out_every_date_can_put_them_back() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let fields = but(&[("on_wed", ""), ("ends", "on a day"), ("until", "2026-12-07")]);

        let nothing = press(&mut ada, &wednesday(&world), &fields, "leave out 2026-11-30 2026-12-07").await;
        let left_out = nothing.field("left_out").unwrap().to_owned();
        let without =
            but(&[("on_wed", ""), ("ends", "on a day"), ("until", "2026-12-07"), ("left_out", &left_out)]);
        let back = press(&mut ada, &wednesday(&world), &without, "put back 2026-11-30 2026-12-07").await;

        assert_refused(&nothing, "days", "No session is left");
        assert!(nothing.text.contains("Left out: Mon 30 Nov; Mon 7 Dec."), "{}", nothing.text);
        assert!(nothing.text.contains("value=\"put back 2026-11-30 2026-12-07\""), "{}", nothing.text);
        assert!(back.text.contains("Book 2 sessions") && !back.text.contains("Left out"), "{}", back.text);
    })
    .await;
}

/// Everything that Book sends for what `preview` shows.
fn everything<'a>(
    preview: &'a Answer,
    one: &'a [(&'static str, String)],
    series: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let (key, seen) = (preview.field("key").unwrap(), preview.field("seen").unwrap());
    let mut all = vec![("key", key), ("seen", seen), ("step", "book")];
    all.extend(one.iter().filter(|(n, _)| series.iter().all(|(o, _)| o != n)).map(|(n, v)| (*n, v.as_str())));
    all.extend_from_slice(series);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_presses_of_one_button_one_series_is_written() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let one = wednesday(&world);
        let preview = press(&mut ada, &one, WEEKLY, "preview").await;
        let fields = everything(&preview, &one, WEEKLY);

        let presses = join_all((0..8).map(|_| {
            let (mut browser, fields) = (ada.clone(), &fields);
            async move { browser.post("/sessions/book", fields).await }
        }))
        .await;

        let firsts: Vec<SessionId> = presses.iter().map(first_of).collect();
        assert!(firsts.iter().all(|first| *first == firsts[0]), "{firsts:?}");
        assert_eq!(all(&world, world.ada).await.len(), 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_series_at_one_time_one_is_written_whole_and_the_others_not_at_all() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let mia = world.mia.to_string();
        let one = wednesday(&world);
        let (bens, mias) = (but(&[]), but(&[("student", &mia), ("start_wed", "17:45")]));
        let mut previews = Vec::new();
        for n in 0..8 {
            let fields = if n % 2 == 0 { &bens } else { &mias };
            previews.push((press(&mut ada, &one, fields, "preview").await, fields));
        }

        let presses = join_all(previews.iter().map(|(preview, fields)| {
            let (mut browser, sent) = (ada.clone(), everything(preview, &one, fields));
            async move { browser.post("/sessions/book", &sent).await }
        }))
        .await;

        let written = presses.iter().filter(|answer| answer.status == StatusCode::SEE_OTHER).count();
        assert_eq!((written, all(&world, world.ada).await.len()), (1, 6));
        for other in presses.iter().filter(|answer| answer.status != StatusCode::SEE_OTHER) {
            assert!(other.text.contains("You have other sessions on 6 of these dates"), "{}", other.text);
        }
    })
    .await;
}

#[tokio::test]
async fn a_series_of_two_hundred_sessions_is_booked_and_cancelled() {
    on_both_engines(async |world| {
        set_money(&world, Money::Credits, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        let daily = [
            ("repeats", "weekly"),
            ("date", "2026-11-30"),
            ("on_mon", "true"),
            ("on_tue", "true"),
            ("on_wed", "true"),
            ("on_thu", "true"),
            ("on_fri", "true"),
            ("ends", "after"),
            ("count", "200"),
        ];

        let first = first_of(&book_it(&mut ada, &wednesday(&world), &daily).await);
        let written = all(&world, world.ben).await;
        let fields = [("reach", "all"), ("reason", "A new school")];
        do_it(&mut ada, first, ("cancellation", "cancel"), &fields).await;

        assert_eq!(written.len(), 200);
        assert_eq!(written[199].series.as_ref().unwrap().position, 200);
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
        assert!(all(&world, world.ben).await.iter().all(|session| session.state() == State::Cancelled));
    })
    .await;
}

#[tokio::test]
async fn a_busy_student_is_warned_of_and_no_instructor_is_booked_twice() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        booked(&world).await;
        let ivan = world.ivan.to_string();
        let mia = world.mia.to_string();
        let mut amara = world.signed_in(world.amara).await;
        let fields = but(&[("instructor", &ivan), ("student", &mia)]);
        first_of(&book_it(&mut amara, &wednesday(&world), &fields).await);

        let mut ada = world.signed_in(world.ada).await;
        let ben_again = but(&[("start_mon", "16:30"), ("on_wed", "")]);
        let refused = press(&mut ada, &wednesday(&world), &ben_again, "preview").await;
        let mias = [("student", mia.as_str()), ("on_wed", ""), ("start_mon", "16:30")];
        let mut ada_for_mia = world.signed_in(world.ada).await;
        let later = press(&mut ada_for_mia, &wednesday(&world), &but(&mias), "preview").await;

        assert!(refused.text.contains("You have other sessions on 3 of these dates"), "{}", refused.text);
        assert!(later.text.contains("Mia has other sessions at some of these times"), "{}", later.text);
    })
    .await;
}

#[tokio::test]
async fn each_mistake_of_a_series_is_said_at_its_field_and_every_word_is_kept() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;
        for (more, field, words) in [
            (vec![("count", "0")], "count", "1 to 200"),
            (vec![("count", "many")], "count", "1 to 200"),
            (vec![("count", "150")], "count", "105 of these sessions fit into them"),
            (vec![("ends", "on a day")], "until", "Choose the last day of the series."),
            (vec![("ends", "on a day"), ("until", "2026-11-29")], "until", "Choose a later last day."),
            (vec![("ends", "on a day"), ("until", "2028-01-01")], "until", "up to Tuesday 30 November 2027"),
            (vec![("ends", "never")], "ends", "Say when the series ends."),
            (vec![("start_wed", "17:31")], "start_wed", "Choose when the session starts on Wednesday."),
            (vec![("minutes_mon", "61")], "minutes_mon", "Choose a duration from the list."),
            (vec![("minutes_mon", "x")], "minutes_mon", "how long the session lasts on Monday"),
            (vec![("date", "2026-11-02")], "date", "would be over already"),
            (vec![("date", "2028-11-20")], "date", "within the next two years"),
            (vec![("date", "")], "date", "Choose a day."),
        ] {
            let refused = press(&mut ada, &wednesday(&world), &but(&more), "preview").await;

            assert_refused(&refused, field, words);
            assert_eq!(refused.field("subject"), Some("Quadratic equations"));
            assert_eq!(chosen(&refused.text, "start_mon"), Some("16:00"), "{}", refused.text);
        }
        let unknown = press(&mut ada, &wednesday(&world), &[("start_funday", "16:00")], "preview").await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unknown.text);
        assert!(unknown.text.contains("The form could not be read."), "{}", unknown.text);
        assert!(all(&world, world.ada).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn without_a_script_a_series_begins_as_the_first_day_says() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let mut ada = world.signed_in(world.ada).await;

        let preview = press(&mut ada, &wednesday(&world), &[("repeats", "every two weeks")], "preview").await;

        assert!(preview.text.contains("Every two weeks on Wednesday, 10 sessions"), "{}", preview.text);
        assert_eq!(chosen(&preview.text, "start_wed"), Some("16:00"));
        let form =
            ada.get("/sessions/book/form?repeats=weekly&on_mon=true&on_fri=true&start_mon=09:15").await.text;
        assert_eq!(
            chosen(&form, "start_fri"),
            Some("09:15"),
            "a weekday just chosen begins like the others: {form}"
        );
        let one = ada.get("/sessions/book/form?repeats=&on_mon=true&start_mon=09:15").await.text;
        assert!(one.contains("name=\"start_mon\" value=\"09:15\""), "what was said is kept: {one}");
    })
    .await;
}

#[tokio::test]
async fn a_series_takes_no_more_credits_than_there_are() {
    on_both_engines(async |world| {
        set_money(&world, Money::Credits, BelowZero::Block).await;
        let mut ada = world.signed_in(world.ada).await;

        let refused = press(&mut ada, &wednesday(&world), WEEKLY, "preview").await;
        let three = but(&[("count", "3")]);
        first_of(&book_it(&mut ada, &wednesday(&world), &three).await);

        assert_refused(&refused, "billable", "This student has 3 credits left for 6 sessions");
        assert_eq!(balance(&world, world.ben).await, Balance { available: 0, held: 3 });
    })
    .await;
}

#[tokio::test]
async fn this_and_what_follows_is_cancelled_at_once_and_what_was_changed_is_left_alone() {
    on_both_engines(async |world| {
        set_money(&world, Money::Credits, BelowZero::Allow).await;
        let series = booked(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let one = [("reach", "this"), ("start", "15:00"), ("minutes", "60"), ("subject", "Fractions")];
        let (_, changed) = do_it(&mut ada, series[4].id, ("change", "change"), &one).await;
        assert_redirect(&changed, &format!("/sessions/{}/series", series[4].id));

        let fields = [("reach", "following"), ("reason", "The family moves")];
        let (preview, done) =
            do_it(&mut world.signed_in(world.carol).await, series[2].id, ("cancellation", "cancel"), &fields)
                .await;

        for words in [
            "Cancel 3 sessions",
            "3 credits go back to the student.",
            "Changed by themselves, and left alone",
            "Mon 14 Dec, 15:00",
            "Ada Byron, instructor: by mail",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert_redirect(&done, &format!("/sessions/{}/series", series[2].id));
        let mut states = Vec::new();
        for session in &series {
            states.push(stored(&world, session.id).await.state());
        }
        use State::{Cancelled, Scheduled};
        assert_eq!(states, [Scheduled, Scheduled, Cancelled, Cancelled, Scheduled, Cancelled]);
        assert_eq!(balance(&world, world.ben).await, Balance { available: 0, held: 3 });
        let last = stored(&world, series[5].id).await;
        assert_eq!(last.cancel_reason.as_deref(), Some("The family moves"));
        assert_eq!(last.calendar_sequence, 1, "calendars take it out");
        let page = ada.get(&format!("/sessions/{}/series", series[0].id)).await.text;
        assert!(page.contains("Changed"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn all_that_is_to_come_is_cancelled_and_the_past_is_not_touched() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let series = booked(&world).await;
        world.clock.advance(std::time::Duration::from_secs(10 * 24 * 3_600));
        let mut ada = world.signed_in(world.ada).await;

        let fields = [("reach", "all"), ("reason", "A new school")];
        let (_, done) = do_it(&mut ada, series[5].id, ("cancellation", "cancel"), &fields).await;
        let again = send(
            &mut ada,
            series[5].id,
            "cancellation",
            &[("reach", "all"), ("reason", "Again"), ("step", "preview")],
        )
        .await;

        assert_redirect(&done, &format!("/sessions/{}/series", series[5].id));
        let cancelled = [false, false, true, true, true, true];
        for (session, is_cancelled) in series.iter().zip(cancelled) {
            assert_eq!(
                stored(&world, session.id).await.cancelled_at.is_some(),
                is_cancelled,
                "{}",
                session.starts_at
            );
        }
        assert_refused(&again, "reach", "Nothing is left to do there");
    })
    .await;
}

#[tokio::test]
async fn who_may_not_cancel_is_told_so_and_strangers_learn_nothing() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let series = booked(&world).await;
        let alone = book(&world, &booking(&world, world.ben, 60 * 24 * 60)).await;
        let cancel = [("reach", "all"), ("reason", "A cold"), ("step", "preview")];
        let change = [("reach", "all"), ("start", "15:00"), ("minutes", "60"), ("step", "preview")];

        let mut ben = world.signed_in(world.ben).await;
        let refused = send(&mut ben, series[0].id, "cancellation", &cancel).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Ask a parent or your instructor to cancel."), "{}", refused.text);
        for person in [world.ben, world.carol] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(
                send(&mut browser, series[0].id, "change", &change).await.status,
                StatusCode::NOT_FOUND
            );
        }
        for person in [world.ivan, world.mia] {
            let mut browser = world.signed_in(person).await;
            for (form, fields) in
                [("cancellation", &cancel[..]), ("change", &change[..]), ("cancellation", &[])]
            {
                assert_eq!(
                    send(&mut browser, series[0].id, form, fields).await.status,
                    StatusCode::NOT_FOUND
                );
            }
        }
        let mut ada = world.signed_in(world.ada).await;
        assert_eq!(ada.get(&format!("/sessions/{alone}/series")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(send(&mut ada, alone, "cancellation", &cancel).await.status, StatusCode::NOT_FOUND);
        let unsaid = [("reach", "all"), ("reason", " "), ("step", "cancel")];
        assert_refused(&send(&mut ada, series[0].id, "cancellation", &unsaid).await, "reason", "Say why");
        assert!(all(&world, world.ada).await.iter().all(|session| session.state() == State::Scheduled));
    })
    .await;
}

#[tokio::test]
async fn the_time_of_what_follows_on_a_weekday_is_changed_and_calendars_move_it() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let series = booked(&world).await;
        let mut ada = world.signed_in(world.ada).await;

        let fields = [
            ("reach", "following"),
            ("start", "18:15"),
            ("minutes", "45"),
            ("subject", "Geometry"),
            ("description", "Bring a ruler."),
        ];
        let (preview, done) = do_it(&mut ada, series[2].id, ("change", "change"), &fields).await;

        assert!(preview.text.contains("This one and all that follow on Mondays"), "{}", preview.text);
        assert!(preview.text.contains("Change 2 sessions"), "{}", preview.text);
        assert!(preview.text.contains("Mon 7 Dec, 18:15</time> to 19:00"), "{}", preview.text);
        assert_redirect(&done, &format!("/sessions/{}/series", series[2].id));
        let now = all(&world, world.ben).await;
        assert_eq!(
            starts(&now),
            [
                "2026-11-30T22:00:00Z",
                "2026-12-02T23:30:00Z",
                "2026-12-08T00:15:00Z",
                "2026-12-09T23:30:00Z",
                "2026-12-15T00:15:00Z",
                "2026-12-16T23:30:00Z",
            ]
        );
        assert_eq!(
            (now[2].subject.as_str(), now[2].description.as_str(), now[2].minutes()),
            ("Geometry", "Bring a ruler.", 45)
        );
        assert_eq!(now.iter().map(|s| s.calendar_sequence).collect::<Vec<_>>(), [0, 0, 1, 0, 1, 0]);
        assert!(now.iter().all(|session| !session.series.as_ref().unwrap().is_changed));
        let mut tx = world.db.read().await.unwrap();
        let links = people::links::of_session(&mut tx, world.harbor, now[2].id).await.unwrap();
        assert!(links.iter().all(|link| link.expires_at >= now[2].ends_at), "the ways in hold as long");
        let found = world.signed_in(world.amara).await.get("/sessions?q=geometry").await.text;
        assert!(found.contains(&now[2].id.to_string()), "the new subject is searched for: {found}");
    })
    .await;
}

#[tokio::test]
async fn one_changed_by_itself_is_marked_and_left_alone_by_wider_changes() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let series = booked(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let one =
            [("reach", "this"), ("start", "15:00"), ("minutes", "60"), ("subject", "Quadratic equations")];
        do_it(&mut ada, series[2].id, ("change", "change"), &one).await;

        let every =
            [("reach", "all"), ("start", "18:00"), ("minutes", "60"), ("subject", "Quadratic equations")];
        let (preview, _) = do_it(&mut ada, series[0].id, ("change", "change"), &every).await;

        assert!(preview.text.contains("Changed by themselves, and left alone"), "{}", preview.text);
        let now = all(&world, world.ben).await;
        assert_eq!(now[2].starts_at.to_string(), "2026-12-07T21:00:00Z");
        assert_eq!(now[4].starts_at.to_string(), "2026-12-15T00:00:00Z");
        assert_eq!(now[2].series.as_ref().unwrap().words(), "Every Monday and Wednesday, 3 of 6, changed");
        let list = world.signed_in(world.ben).await.get("/sessions").await.text;
        assert!(list.contains("Every Monday and Wednesday, 3 of 6, changed"), "{list}");
        let file = ada.get("/sessions/csv").await.text;
        let series_id = now[2].series.as_ref().unwrap().series.to_string();
        assert!(
            file.lines().next().unwrap().contains("series_id,series_position,series_total,series_changed"),
            "{file}"
        );
        assert!(
            file.contains(&format!("{series_id},3,6,yes")) && file.contains(&format!("{series_id},4,6,no")),
            "{file}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_change_into_another_session_is_shown_and_not_written() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let series = booked(&world).await;
        let mut ada = world.signed_in(world.ada).await;
        let mia = world.mia.to_string();
        let other = [("student", mia.as_str()), ("date", "2026-12-14"), ("start", "19:00")];
        assert_eq!(book_it(&mut ada, &wednesday(&world), &other).await.status, StatusCode::SEE_OTHER);

        let fields = [("reach", "all"), ("start", "18:30"), ("minutes", "60")];
        let (preview, done) = do_it(&mut ada, series[0].id, ("change", "change"), &fields).await;

        assert!(preview.text.contains("Other sessions are in the way"), "{}", preview.text);
        assert!(preview.text.contains("19:00 to 19:30 with Mia Chen"), "{}", preview.text);
        assert!(!preview.text.contains("Change 3 sessions"), "{}", preview.text);
        assert_eq!(done.status, StatusCode::OK);
        assert_eq!(stored(&world, series[0].id).await.starts_at, series[0].starts_at);
    })
    .await;
}

#[tokio::test]
async fn a_family_that_is_late_for_the_first_of_them_is_told_that_its_credit_is_kept() {
    on_both_engines(async |world| {
        set_money(&world, Money::Credits, BelowZero::Allow).await;
        let series = booked(&world).await;
        let until = series[0].starts_at.since(world.clock.now()).as_secs() / 60;
        world.pass_minutes(until - 120);

        let fields = [("reach", "all"), ("reason", "Measles")];
        let mut carol = world.signed_in(world.carol).await;
        let (preview, done) = do_it(&mut carol, series[0].id, ("cancellation", "cancel"), &fields).await;

        for words in
            ["5 credits go back to the student.", "1 credit is kept: that session starts within 24 hours."]
        {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert_redirect(&done, &format!("/sessions/{}/series", series[0].id));
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        assert!(stored(&world, series[0].id).await.credit_kept);
        assert!(!stored(&world, series[1].id).await.credit_kept);
    })
    .await;
}

#[tokio::test]
async fn one_that_is_rescheduled_by_itself_is_left_alone_from_then_on() {
    on_both_engines(async |world| {
        set_money(&world, Money::Neither, BelowZero::Allow).await;
        let series = booked(&world).await;
        let ada = world.viewer(world.ada).await;
        let later = series[1].starts_at.plus_minutes(60);
        let minutes = kernel::SessionMinutes::new(30).unwrap();
        in_tx!(world.db, sessions::MoveError, tx, {
            sessions::reschedule(tx, &ada, series[1].id, later, minutes).await
        })
        .unwrap();

        let fields = [("reach", "all"), ("reason", "A new school")];
        do_it(&mut world.signed_in(world.ada).await, series[0].id, ("cancellation", "cancel"), &fields).await;

        assert_eq!(stored(&world, series[1].id).await.state(), State::Scheduled);
        assert_eq!(stored(&world, series[2].id).await.state(), State::Cancelled);
    })
    .await;
}
