//! A person's sessions in their own calendar program.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use db::in_tx;
use kernel::{SessionId, UserId};
use people::accounts;
use teaching::sessions::{self, CancelError};
use testkit::{Browser, World, on_both_engines};

use crate::several::{book_three, quists};
use crate::stage::{book, booking};

/// The path of the feed that a press on the page makes.
async fn make(browser: &mut Browser) -> String {
    let page = browser.post("/calendar/feed", &[]).await.text;
    let (_, rest) = page.split_once("/calendar/feed/").unwrap();
    let (token, _) = rest.split_once(".ics").unwrap();
    format!("/calendar/feed/{token}.ics")
}

/// What the feed at `path` holds, by the names of its entries, as somebody else's parser reads it.
async fn events(world: &World, path: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let text = world.stranger().get(path).await.text;
    let calendar = ical::IcalParser::new(text.as_bytes()).next().unwrap().unwrap();
    let properties = |event: ical::parser::ical::component::IcalEvent| -> BTreeMap<String, String> {
        event.properties.into_iter().map(|one| (one.name, one.value.unwrap_or_default())).collect()
    };
    calendar.events.into_iter().map(properties).map(|event| (event["UID"].clone(), event)).collect()
}

async fn move_by_a_day(world: &World, session: SessionId) {
    in_tx!(world.db, db::Error, tx, {
        let day = 24 * 60 * 60 * 1_000_000_i64;
        tx.exec(
            "UPDATE sessions SET starts_at = starts_at + $3, ends_at = ends_at + $3,
                    calendar_sequence = calendar_sequence + 1 WHERE org_id = $1 AND id = $2",
            &[&world.harbor.org(), &session, &day],
        )
        .await
    })
    .unwrap();
}

async fn cancel(world: &World, session: SessionId) {
    let ada = world.viewer(world.ada).await;
    in_tx!(world.db, CancelError, tx, { sessions::cancel(tx, &ada, session, "A trip").await }).unwrap();
}

/// The file as it is kept beside the tests of other parsers: the session's id is a new one each time.
async fn is_the_sample(world: &World, path: &str, session: SessionId, sample: &str) {
    let text = world.stranger().get(path).await.text;
    let letters = session.to_string().len() - "ses_".len();

    assert_eq!(text.replace(&session.to_string(), &format!("ses_{}", "0".repeat(letters))), sample);
}

#[tokio::test]
async fn a_session_is_booked_moved_and_cancelled_in_the_feed_under_one_name() {
    on_both_engines(async |world| {
        let mut plan = booking(&world, world.ben, 60);
        plan.subject =
            "Fractions, halves; and a very long subject that no line of a calendar file can hold · äöü"
                .into();
        let session = book(&world, &plan).await;
        let path = make(&mut world.signed_in(world.ben).await).await;
        let name = format!("{session}@harbor.test");
        let mut told = Vec::new();
        let samples = [
            include_str!("../../../../client/live/feed.samples/booked.ics"),
            include_str!("../../../../client/live/feed.samples/moved.ics"),
            include_str!("../../../../client/live/feed.samples/cancelled.ics"),
        ];
        for (n, sample) in samples.into_iter().enumerate() {
            match n {
                1 => move_by_a_day(&world, session).await,
                2 => cancel(&world, session).await,
                _ => {}
            }
            let all = events(&world, &path).await;
            assert_eq!(all.keys().collect::<Vec<_>>(), [&name]);
            let event = &all[&name];
            told.push(["SEQUENCE", "STATUS", "DTSTART", "DTEND"].map(|key| event[key].clone()));
            is_the_sample(&world, &path, session, sample).await;
        }

        assert_eq!(
            told,
            [
                ["0", "CONFIRMED", "20261123T220742Z", "20261123T223742Z"],
                ["1", "CONFIRMED", "20261124T220742Z", "20261124T223742Z"],
                ["2", "CANCELLED", "20261124T220742Z", "20261124T223742Z"],
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_feed_holds_what_its_person_takes_part_in_by_first_names_and_no_way_in() {
    on_both_engines(async |world| {
        let bens = book(&world, &booking(&world, world.ben, 60)).await;
        let mias = book(&world, &booking(&world, world.mia, 120)).await;
        let summaries = async |person: UserId| {
            let path = make(&mut world.signed_in(person).await).await;
            let text = world.stranger().get(&path).await.text;
            for word in ["Byron", "Ortiz", "/join/", "/classroom/"] {
                assert!(!text.contains(word), "{word} in {text}");
            }
            let all = events(&world, &path).await;
            [bens, mias].map(|id| all.get(&format!("{id}@harbor.test")).map(|event| event["SUMMARY"].clone()))
        };
        let told = |a: Option<&str>, b: Option<&str>| [a.map(str::to_owned), b.map(str::to_owned)];

        assert_eq!(summaries(world.ada).await, told(Some("Algebra with Ben"), Some("Algebra with Mia")));
        assert_eq!(summaries(world.ben).await, told(Some("Algebra with Ada"), None));
        assert_eq!(
            summaries(world.carol).await,
            told(Some("Ben: Algebra with Ada"), Some("Mia: Algebra with Ada"))
        );
        assert_eq!(summaries(world.ivan).await, told(None, None));
        // an admin's own sessions are none: the organization's are on their calendar's page
        assert_eq!(summaries(world.amara).await, told(None, None));
    })
    .await;
}

#[tokio::test]
async fn an_address_is_shown_once_and_ends_with_the_next_one_or_when_it_is_revoked() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;
        let status = async |path: &str| world.stranger().get(path).await.status;
        assert!(ben.get("/calendar/feed").await.text.contains("You have no address yet"));
        let first = make(&mut ben).await;
        let page = ben.get("/calendar/feed").await.text;
        assert!(page.contains("You have an address since") && !page.contains(".ics"), "{page}");
        assert_eq!(status(&first).await, StatusCode::OK);

        let second = make(&mut ben).await;
        assert_eq!((status(&first).await, status(&second).await), (StatusCode::NOT_FOUND, StatusCode::OK));
        assert_eq!(status(second.strip_suffix(".ics").unwrap()).await, StatusCode::NOT_FOUND);
        assert_eq!(world.stranger_at_oak().get(&second).await.status, StatusCode::NOT_FOUND);

        assert_eq!(ben.post("/calendar/feed/revocation", &[]).await.location(), "/calendar/feed");
        assert_eq!(status(&second).await, StatusCode::NOT_FOUND);
        let third = make(&mut ben).await;
        in_tx!(world.db, accounts::ArchiveError, tx, {
            accounts::archive(tx, world.harbor, world.ben, world.amara).await
        })
        .unwrap();
        assert_eq!(status(&third).await, StatusCode::NOT_FOUND, "an account that does not stand has no feed");
    })
    .await;
}

#[tokio::test]
async fn a_calendar_program_is_told_when_nothing_changed() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 60)).await;
        let path = make(&mut world.signed_in(world.ben).await).await;
        let answer = world.stranger().get(&path).await;
        let tag = answer.headers["etag"].to_str().unwrap().to_owned();
        assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
        assert_eq!(answer.headers["cache-control"], "private, no-cache");

        world.pass_minutes(5);
        let again = world.stranger().get_with(&path, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
        cancel(&world, session).await;
        let changed = world.stranger().get_with(&path, &[("if-none-match", &tag)]).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert!(changed.text.contains("STATUS:CANCELLED"));
    })
    .await;
}

#[tokio::test]
async fn a_session_of_several_students_is_one_entry_of_its_instructor_and_each_students_own() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let [ben, mia, _] = book_three(&world, &quists, 600).await;
        let mut paths = Vec::new();
        for person in [world.ada, world.ben] {
            paths.push(make(&mut world.signed_in(person).await).await);
        }

        let adas = events(&world, &paths[0]).await;
        let bens = events(&world, &paths[1]).await;

        let name = ben.shared.as_ref().unwrap().id.to_string();
        assert_eq!(adas.len(), 1, "{adas:?}");
        let (uid, entry) = adas.first_key_value().unwrap();
        assert!(uid.starts_with(&name), "{uid}");
        assert_eq!(entry["SUMMARY"], "Algebra with Ben\\, Cleo and 1 more");
        assert_eq!(bens.len(), 1);
        let (uid, entry) = bens.first_key_value().unwrap();
        assert!(uid.starts_with(&ben.id.to_string()), "{uid}");
        assert_eq!(entry["SUMMARY"], "Algebra with Ada");

        cancel(&world, mia.id).await;
        let adas = events(&world, &paths[0]).await;
        let entry = adas.first_key_value().unwrap().1;
        assert_eq!(
            (entry["SUMMARY"].as_str(), entry["STATUS"].as_str()),
            ("Algebra with Ben and Cleo", "CONFIRMED")
        );
    })
    .await;
}
