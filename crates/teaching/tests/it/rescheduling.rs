//! Moving a planned session to another time.

use axum::http::StatusCode;
use db::in_tx;
use futures_util::future::join_all;
use kernel::{SessionId, SessionMinutes, Timestamp, UserId, Zone};
use ledger::Balance;
use people::closures::Closure;
use people::{audit, links};
use teaching::sessions::{self, BookError, MoveError, OpenError, Session, State};
use testkit::{Answer, Browser, World, on_both_engines};

use crate::booking::{assert_refused, balance};
use crate::stage::{book, booking, stored, teach};

/// Sends the form of `session` as it stands on the page, with these fields in it.
async fn send(browser: &mut Browser, session: SessionId, fields: &[(&str, &str)]) -> Answer {
    browser.post(&format!("/sessions/{session}/reschedule"), fields).await
}

fn to<'a>(date: &'a str, start: &'a str, minutes: &'a str) -> [(&'a str, &'a str); 3] {
    [("date", date), ("start", start), ("minutes", minutes)]
}

/// Previews, and presses Reschedule in what comes back.
async fn reschedule(browser: &mut Browser, session: SessionId, fields: &[(&str, &str)]) -> Answer {
    let preview = send(browser, session, fields).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    press(browser, session, fields, preview.field("seen").unwrap()).await
}

async fn press(browser: &mut Browser, session: SessionId, fields: &[(&str, &str)], seen: &str) -> Answer {
    let mut all = vec![("step", "move"), ("seen", seen)];
    all.extend_from_slice(fields);
    send(browser, session, &all).await
}

async fn move_to(
    world: &World,
    by: UserId,
    session: SessionId,
    starts_at: Timestamp,
) -> Result<Session, MoveError> {
    let viewer = world.viewer(by).await;
    let minutes = SessionMinutes::new(30).unwrap();
    in_tx!(world.db, MoveError, tx, { sessions::reschedule(tx, &viewer, session, starts_at, minutes).await })
}

#[tokio::test]
async fn a_session_moves_as_the_preview_said_and_stays_the_same_session() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let before = stored(&world, session).await;
        let mut ada = world.signed_in(world.ada).await;
        let wish = to("2026-11-25", "16:00", "45");

        let preview = send(&mut ada, session, &wish).await;

        for words in [
            "Monday 23 November 2026, 17:07 (Chicago)",
            "Wednesday 25 November 2026, 16:00 (Chicago)",
            "to 16:45",
            "Ben Ortiz, student: by mail and in My Notifications",
            "Carol Ortiz, parent: by mail and in My Notifications",
        ] {
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
        }
        assert!(!preview.text.contains("instructor: by mail"), "who does it knows: {}", preview.text);
        assert_eq!(stored(&world, session).await.starts_at, before.starts_at, "nothing is written yet");

        let done = press(&mut ada, session, &wish, preview.field("seen").unwrap()).await;

        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, &*format!("/sessions/{session}")));
        let after = stored(&world, session).await;
        assert_eq!(after.starts_at.to_string(), "2026-11-25T22:00:00Z");
        assert_eq!((after.minutes(), after.state()), (45, State::Scheduled));
        let moved = after.moved.unwrap();
        assert_eq!((moved.starts_at, moved.ends_at), (before.starts_at, before.ends_at));
        assert_eq!(after.calendar_sequence, before.calendar_sequence + 1);
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 1 });
        for person in [world.ada, world.ben, world.carol, world.amara] {
            let page = world.signed_in(person).await.get(&format!("/sessions/{session}")).await.text;
            assert!(page.contains("moved from") && page.contains("Mon 23 Nov, 17:07"), "{page}");
        }
        let mut tx = world.db.read().await.unwrap();
        let all = links::of_session(&mut tx, world.harbor, session).await.unwrap();
        assert!(
            all.iter().all(|link| link.revoked_at.is_none() && link.expires_at > after.ends_at),
            "{all:?}"
        );
        let trail = audit::newest(&mut tx, world.harbor, "session time", 5).await.unwrap();
        assert_eq!(trail[0].by.as_deref(), Some("Ada Byron"));
        assert_eq!(trail[0].after.as_deref(), Some("2026-11-25T22:00:00Z to 2026-11-25T22:45:00Z"));
    })
    .await;
}

#[tokio::test]
async fn a_second_press_of_the_same_button_changes_nothing() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let mut ada = world.signed_in(world.ada).await;
        let wish = to("2026-11-25", "16:00", "30");
        let seen = send(&mut ada, session, &wish).await.field("seen").unwrap().to_owned();

        let first = press(&mut ada, session, &wish, &seen).await;
        let sequence = stored(&world, session).await.calendar_sequence;
        let again = press(&mut ada, session, &wish, &seen).await;

        assert_eq!((first.status, again.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(stored(&world, session).await.calendar_sequence, sequence);
    })
    .await;
}

#[tokio::test]
async fn its_instructor_and_admins_move_it_and_nobody_else_finds_the_page() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let path = format!("/sessions/{session}/reschedule");

        for person in [world.ben, world.carol, world.ivan, world.mia] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
            let page = browser.get(&format!("/sessions/{session}")).await.text;
            assert!(!page.contains("Reschedule"), "{page}");
            let refused = send(&mut browser, session, &to("2026-11-25", "16:00", "30")).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND);
        }
        let elsewhere = world.clock.now().plus_minutes(600);
        for person in [world.ben, world.carol] {
            let refused = move_to(&world, person, session, elsewhere).await;
            assert!(matches!(refused, Err(MoveError::Store(db::Error::NotFound))), "{refused:?}");
        }
        let mut amara = world.signed_in(world.amara).await;
        let preview = amara.get(&format!("{path}?date=2026-11-25")).await;
        assert!(preview.text.contains("Ada Byron, instructor: by mail"), "{}", preview.text);
        assert!(
            preview.text.contains("Wednesday 25 November 2026, 17:07"),
            "the hour stays: {}",
            preview.text
        );
        let done = reschedule(&mut amara, session, &to("2026-11-25", "16:00", "30")).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    })
    .await;
}

#[tokio::test]
async fn what_is_live_or_over_stays_where_it_is() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 5)).await;
        let path = format!("/sessions/{session}/reschedule");
        let mut ada = world.signed_in(world.ada).await;
        in_tx!(world.db, OpenError, tx, { sessions::open(tx, world.harbor, session).await }).unwrap();

        for state in ["live", "over"] {
            let page = ada.get(&path).await;
            assert_eq!(page.status, StatusCode::CONFLICT, "{state}: {}", page.text);
            assert!(page.text.contains("its time stays as it is"), "{state}: {}", page.text);
            let refused = send(&mut ada, session, &to("2026-11-25", "16:00", "30")).await;
            assert_eq!(refused.status, StatusCode::CONFLICT, "{state}");
            let later = world.clock.now().plus_minutes(600);
            let refused = move_to(&world, world.ada, session, later).await;
            assert!(matches!(refused, Err(MoveError::NotScheduled)), "{refused:?}");
            if state == "live" {
                teach(&world, session, 10).await;
            }
        }
    })
    .await;
}

#[tokio::test]
async fn each_obstacle_is_said_and_the_session_is_in_nobodys_way_itself() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        book(&world, &booking(&world, world.mia, 300)).await;
        let with_ivan = sessions::Booking { instructor: world.ivan, ..booking(&world, world.ben, 600) };
        in_tx!(world.db, db::Error, tx, {
            people::teaching_pairs::assign(tx, world.harbor, world.ivan, world.ben).await
        })
        .unwrap();
        book(&world, &with_ivan).await;
        let holiday = Closure {
            first_day: "2026-11-26".parse().unwrap(),
            last_day: "2026-11-27".parse().unwrap(),
            name: "Thanksgiving".to_owned(),
        };
        in_tx!(world.db, db::Error, tx, { people::closures::add(tx, world.harbor, &holiday).await }).unwrap();
        let mut ada = world.signed_in(world.ada).await;

        for (wish, field, words) in [
            (
                to("2026-11-23", "20:00", "30"),
                "start",
                "You have a session with Mia Chen on Mon 23 Nov, 20:07 to 20:37.",
            ),
            (to("2026-11-23", "17:07", "30"), "start", "That is when it is planned already."),
            (to("2026-11-22", "16:00", "30"), "date", "That time is over."),
            (to("2029-11-22", "16:00", "30"), "date", "within the next two years"),
            (to("2026-11-25", "16:00", "37"), "minutes", "Choose a duration from the list."),
            (to("soon", "16:00", "30"), "date", "Choose a day."),
            (to("2026-11-25", "16:00:59", "30"), "start", "Choose when the session starts."),
        ] {
            assert_refused(&send(&mut ada, session, &wish).await, field, words);
        }
        for (wish, words) in [
            (to("2026-11-24", "01:00", "30"), "Ben has another session at that time"),
            (to("2026-11-26", "16:00", "30"), "Thanksgiving. You can move it there all the same."),
            (to("2026-11-23", "17:15", "30"), "to 17:45"),
        ] {
            let preview = send(&mut ada, session, &wish).await;
            assert!(preview.text.contains(words), "{words}: {}", preview.text);
            assert_eq!(preview.status, StatusCode::OK);
        }
        assert_eq!(
            reschedule(&mut ada, session, &to("2026-11-23", "17:15", "30")).await.status,
            StatusCode::SEE_OTHER
        );
    })
    .await;
}

#[tokio::test]
async fn what_has_changed_since_the_preview_is_shown_before_it_is_moved() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let mut ada = world.signed_in(world.ada).await;
        let wish = to("2026-11-25", "16:00", "30");
        let seen = send(&mut ada, session, &wish).await.field("seen").unwrap().to_owned();
        // an admin is quicker
        let elsewhere = world.clock.now().plus_minutes(600);
        move_to(&world, world.amara, session, elsewhere).await.unwrap();

        let changed = press(&mut ada, session, &wish, &seen).await;

        assert_eq!(changed.status, StatusCode::OK);
        assert!(changed.text.contains("Something changed since you looked"), "{}", changed.text);
        assert_eq!(stored(&world, session).await.starts_at, elsewhere);
        let done = press(&mut ada, session, &wish, changed.field("seen").unwrap()).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    })
    .await;
}

#[tokio::test]
async fn everyone_is_shown_old_and_new_time_on_their_own_clock() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let berlin = Zone::named("Europe/Berlin").unwrap();
        in_tx!(world.db, db::Error, tx, {
            people::accounts::set_zone(tx, world.harbor, world.ben, &berlin).await
        })
        .unwrap();
        let mut ada = world.signed_in(world.ada).await;

        let preview = send(&mut ada, session, &to("2026-11-25", "16:00", "30")).await.text;

        for words in ["Tuesday 24 November 2026, 00:07 (CET)", "Wednesday 25 November 2026, 23:00 (CET)"] {
            assert!(preview.contains(words), "{words}: {preview}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_moves_and_bookings_of_one_time_one_is_written() {
    on_both_engines(async |world| {
        let mut mine = Vec::new();
        for n in 0..20 {
            let student = if n % 2 == 0 { world.ben } else { world.mia };
            let plan = sessions::Booking { billable: false, ..booking(&world, student, 2_000 + n * 40) };
            mine.push(book(&world, &plan).await);
        }
        let (world, at) = (&world, world.clock.now().plus_minutes(600));
        let moves =
            mine.iter().map(|session| async move { move_to(world, world.ada, *session, at).await.is_ok() });
        let bookings = (0..20).map(|_| async move {
            let plan = sessions::Booking { billable: false, ..booking(world, world.ben, 600) };
            let key = world.app.key();
            in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &plan).await }).is_ok()
        });

        let (moved, booked) = tokio::join!(join_all(moves), join_all(bookings));

        let written = moved.iter().chain(&booked).filter(|done| **done).count();
        assert_eq!(written, 1, "moved {moved:?}, booked {booked:?}");
    })
    .await;
}
