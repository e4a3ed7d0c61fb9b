//! Locations: kept by admins, offered to whoever books or asks.

use axum::http::StatusCode;
use kernel::LocationId;
use people::locations;
use testkit::{Answer, Browser, World, on_both_engines};

use crate::booking::{assert_refused, book_it, press, session_of, wednesday};
use crate::stage::{assert_redirect, stored};

const PATH: &str = "/configuration/locations";
const SAVED: &str = "/configuration/locations?saved=true";

async fn add(amara: &mut Browser, name: &str) -> Answer {
    amara.post(PATH, &[("name", name)]).await
}

async fn id_of(world: &World, name: &str) -> LocationId {
    let all = locations::all(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap();
    all.into_iter().find(|location| location.name == name).unwrap().id
}

async fn only_from_the_list(amara: &mut Browser) {
    let rules = [
        ("classroom", "true"),
        ("in_person", "true"),
        ("only_listed", "true"),
        ("log_days", "90"),
        ("early_minutes", "15"),
    ];
    let saved = amara.post("/configuration/booking-rules", &rules).await;
    assert_redirect(&saved, "/configuration/booking-rules?saved=true");
}

fn in_person(location: &str) -> [(&str, &str); 2] {
    [("place", "in person"), ("location", location)]
}

#[tokio::test]
async fn places_are_added_renamed_and_archived_with_their_history() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_redirect(&add(&mut amara, " Library ").await, SAVED);
        assert_redirect(&add(&mut amara, "Gym").await, SAVED);
        assert_redirect(&add(&mut olga, "Library").await, SAVED);
        let library = format!("{PATH}/{}", id_of(&world, "Library").await);
        let gym = format!("{PATH}/{}", id_of(&world, "Gym").await);

        assert_refused(&add(&mut amara, "Library").await, "name", "stands here already");
        assert_refused(&add(&mut amara, "  ").await, "name", "Give it a name");
        let taken = amara.post(&gym, &[("name", "Library")]).await;
        assert_refused(&taken, "name", "stands here already");
        assert_eq!(taken.field("name"), Some("Library"));
        assert_redirect(&amara.post(&library, &[("name", "Town library")]).await, SAVED);
        for _ in 0..2 {
            assert_redirect(&amara.post(&format!("{gym}/archival"), &[]).await, SAVED);
        }
        for foreign in [&library, &format!("{PATH}/loc_{}", "0".repeat(32)), &format!("{PATH}/gym")] {
            assert_eq!(olga.get(foreign).await.status, StatusCode::NOT_FOUND);
            assert_eq!(olga.post(foreign, &[("name", "Mine")]).await.status, StatusCode::NOT_FOUND);
            let archival = format!("{foreign}/archival");
            assert_eq!(olga.post(&archival, &[]).await.status, StatusCode::NOT_FOUND);
        }

        let offered = locations::offered(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap();
        assert_eq!(offered, ["Town library"]);
        let page = amara.get(PATH).await.text;
        for (words, times) in [("Library, now Town library", 1), ("</strong>: Gym", 2)] {
            assert_eq!(page.matches(words).count(), times, "{words}: {page}");
        }
        assert_redirect(&amara.post(&format!("{gym}/restoration"), &[]).await, SAVED);
        assert_eq!(amara.get(&gym).await.field("name"), Some("Gym"));
    })
    .await;
}

#[tokio::test]
async fn the_list_is_offered_and_other_words_are_taken_unless_it_is_the_only_one() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let mut ada = world.signed_in(world.ada).await;
        assert_redirect(&add(&mut amara, "Library, room 2").await, SAVED);

        let form = ada.get("/sessions/book?place=in+person").await.text;
        assert!(form.contains("<datalist") && form.contains("<option value=\"Library, room 2\">"), "{form}");
        let free = session_of(&book_it(&mut ada, &wednesday(&world), &in_person("At the pond")).await);
        assert_eq!(stored(&world, free).await.place.location(), Some("At the pond"));

        only_from_the_list(&mut amara).await;
        let form = ada.get("/sessions/book?place=in+person").await.text;
        assert!(form.contains("<select") && !form.contains("<datalist"), "{form}");
        let on = |date, place| [&in_person(place)[..], &[("date", date)]].concat();
        let pond = press(&mut ada, &wednesday(&world), &on("2026-11-26", "At the pond"), "preview").await;
        assert_refused(&pond, "location", "from your organization's list");
        let listed = book_it(&mut ada, &wednesday(&world), &on("2026-11-26", "Library, room 2")).await;
        let listed = session_of(&listed);
        assert_eq!(stored(&world, listed).await.place.location(), Some("Library, room 2"));
        let weekly = [
            ("repeats", "weekly"),
            ("on_mon", "true"),
            ("start_mon", "16:00"),
            ("minutes_mon", "60"),
            ("ends", "after"),
            ("count", "2"),
        ];
        let weekly = [&on("2026-11-30", "At the pond")[..], &weekly].concat();
        let series = press(&mut ada, &wednesday(&world), &weekly, "preview").await;
        assert_refused(&series, "location", "list");

        let library = format!("{PATH}/{}/archival", id_of(&world, "Library, room 2").await);
        let last = amara.post(&library, &[]).await;
        assert_eq!(last.status, StatusCode::CONFLICT);
        assert!(last.text.contains("this is the last one"), "{}", last.text);
        assert_redirect(&add(&mut amara, "Gym").await, SAVED);
        assert_redirect(&amara.post(&library, &[]).await, SAVED);
        let gone = press(&mut ada, &wednesday(&world), &on("2026-11-27", "Library, room 2"), "preview").await;
        assert_refused(&gone, "location", "list");
        assert_eq!(stored(&world, free).await.place.location(), Some("At the pond"), "what is booked stays");
    })
    .await;
}

#[tokio::test]
async fn a_family_asks_where_to_meet_and_the_session_is_there() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let mut carol = world.signed_in(world.carol).await;
        assert_redirect(&add(&mut amara, "Library, room 2").await, SAVED);
        only_from_the_list(&mut amara).await;
        let (ben, ada, algebra) = (world.ben.to_string(), world.ada.to_string(), world.algebra.to_string());
        let form = carol.get(&format!("/requests/new?student={ben}&place=in+person")).await;
        assert!(form.text.contains("<option value=\"Library, room 2\">"), "{}", form.text);
        let key = form.field("key").unwrap().to_owned();
        let mut fields = vec![
            ("key", key.as_str()),
            ("step", "send"),
            ("student", &ben),
            ("instructor", &ada),
            ("program", &algebra),
            ("minutes", "30"),
            ("date_1", "2026-11-26"),
            ("start_1", "16:00"),
            ("place", "in person"),
        ];

        fields.push(("location", "At the pond"));
        let pond = carol.post("/requests", &fields).await;
        fields.pop();
        let link = [&fields[..fields.len() - 1], &[("place", "link")]].concat();
        let link = carol.post("/requests", &link).await;
        fields.push(("location", "Library, room 2"));
        let asked = carol.post("/requests", &fields).await;

        assert_refused(&pond, "location", "list");
        assert_refused(&link, "place", "which your instructor gives");
        assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
        let request = asked.location().to_owned();
        let mut ada = world.signed_in(world.ada).await;
        let page = ada.get(&request).await;
        assert!(page.text.contains("In person: Library, room 2"), "{}", page.text);
        let start = page.field("start").unwrap().to_owned();
        let accepted = ada.post(&format!("{request}/acceptance"), &[("start", &start)]).await;
        let session =
            accepted.location().strip_prefix("/sessions/").unwrap_or_else(|| panic!("{}", accepted.text));
        let session = stored(&world, session.parse().unwrap()).await;
        assert_eq!(session.place.location(), Some("Library, room 2"));
    })
    .await;
}
