//! Availability: an instructor's hours, who may see them, and what booking says of them.

use axum::http::StatusCode;
use people::audit;
use testkit::{Browser, on_both_engines};

use crate::booking::{book_it, press, session_of, wednesday};
use crate::stage::{assert_redirect, chosen};

/// Wednesdays from three to five and from seven to eight in Chicago, a day of notice, ten minutes between, two a day.
const HOURS: &[(&str, &str)] = &[
    ("wed_from_1", "15:00"),
    ("wed_to_1", "17:00"),
    ("wed_from_2", "19:00"),
    ("wed_to_2", "20:00"),
    ("zone", "America/Chicago"),
    ("notice_hours", "24"),
    ("buffer_minutes", "10"),
    ("most_a_day", "2"),
];

async fn set_hours(browser: &mut Browser) {
    assert_redirect(&browser.post("/availability", HOURS).await, "/availability?saved=true");
}

#[tokio::test]
async fn an_instructor_says_when_they_teach_and_an_admin_sees_and_changes_it() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let calendar = ada.get("/calendar").await.text;
        assert!(calendar.contains("href=\"/availability\""), "{calendar}");
        set_hours(&mut ada).await;

        let own = ada.get("/availability").await;
        assert_eq!(own.field("wed_from_1"), Some("15:00"));
        assert_eq!(own.field("wed_to_2"), Some("20:00"));
        assert_eq!(own.field("mon_from_1"), Some(""));
        assert_eq!(own.field("notice_hours"), Some("24"));

        let mut amara = world.signed_in(world.amara).await;
        let choice = amara.get("/availability").await.text;
        assert!(choice.contains("Ada Byron") && choice.contains("Ivan Petrov"), "{choice}");
        let address = format!("/availability?instructor={}", world.ada);
        assert!(
            amara.get(&format!("/people/{}", world.ada)).await.text.contains(&format!("href=\"{address}\""))
        );
        assert!(
            !amara.get(&format!("/people/{}", world.ben)).await.text.contains("/availability"),
            "a student"
        );
        let seen = amara.get(&address).await;
        assert!(seen.text.contains("Availability of Ada Byron"), "{}", seen.text);
        assert_eq!(seen.field("wed_from_1"), Some("15:00"));
        let whose = world.ada.to_string();
        let mut fields = vec![("instructor", whose.as_str())];
        fields.extend(HOURS.iter().copied().filter(|(name, _)| *name != "most_a_day"));
        let changed = amara.post("/availability", &fields).await;
        assert_redirect(&changed, &format!("{address}&saved=true"));

        let trail =
            audit::newest(&mut world.db.read().await.unwrap(), world.harbor, "availability", 10).await;
        let trail = trail.unwrap();
        assert_eq!(trail.len(), 2, "{trail:?}");
        let full =
            "America/Chicago; wed 15:00–17:00, 19:00–20:00; notice 24 h, pause 10 min, at most 2 a day";
        assert_eq!(trail[0].by.as_deref(), Some("Amara Okafor"));
        assert_eq!(trail[0].before.as_deref(), Some(full));
        assert_eq!(trail[0].after.as_deref(), full.strip_suffix(", at most 2 a day"));
        assert_eq!(trail[1].subject, Some(world.ada.to_string()));
    })
    .await;
}

#[tokio::test]
async fn nobody_else_comes_near_them() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        set_hours(&mut ada).await;
        let off = [("kind", "off"), ("first_day", "2026-12-24")];
        assert_redirect(&ada.post("/availability/exceptions", &off).await, "/availability?saved=true");
        let page = ada.get("/availability").await.text;
        let (_, rest) = page.split_once("/availability/exceptions/exc_").unwrap();
        let removal = format!("/availability/exceptions/exc_{}/removal", rest.split('/').next().unwrap());
        let address = format!("/availability?instructor={}", world.ada);
        let whose = world.ada.to_string();

        let mut ivan = world.signed_in(world.ivan).await;
        let mut olga = world.signed_in_at_oak(world.olga).await;
        for browser in [&mut ivan, &mut olga] {
            assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND);
            let posted = browser.post("/availability", &[("instructor", &whose), ("zone", "UTC")]).await;
            assert_eq!(posted.status, StatusCode::NOT_FOUND);
            assert_eq!(browser.post(&removal, &[]).await.status, StatusCode::NOT_FOUND);
        }
        for person in [world.ben, world.carol] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get("/availability").await.status, StatusCode::NOT_FOUND);
            assert!(!browser.get("/calendar").await.text.contains("/availability"));
        }
        let mut amara = world.signed_in(world.amara).await;
        for nobody in [world.ben, world.olga] {
            let answer = amara.get(&format!("/availability?instructor={nobody}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "a student, and an instructor elsewhere");
        }

        assert_redirect(&ada.post(&removal, &[]).await, "/availability?saved=true");
        assert!(ada.get("/availability").await.text.contains("No days differ."));
    })
    .await;
}

#[tokio::test]
async fn what_does_not_fit_is_said_at_its_place_and_kept() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        set_hours(&mut ada).await;

        let overlapping = [
            ("tue_from_1", "15:00"),
            ("tue_to_1", "17:00"),
            ("tue_from_2", "16:00"),
            ("tue_to_2", "18:00"),
            ("zone", "America/Chicago"),
            ("notice_hours", "soon"),
        ];
        let refused = ada.post("/availability", &overlapping).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, error) = refused.text.split_once("id=\"field-tue-error\"").unwrap();
        assert!(error.split("</p>").next().unwrap().contains("Tuesday: These hours overlap."), "{error}");
        assert!(refused.text.contains("id=\"field-notice_hours-error\""), "{}", refused.text);
        assert_eq!(refused.field("tue_from_2"), Some("16:00"));
        assert_eq!(refused.field("notice_hours"), Some("soon"));
        assert_eq!(ada.get("/availability").await.field("wed_from_1"), Some("15:00"), "nothing was written");

        let over = [("kind", "off"), ("first_day", "2020-01-01"), ("last_day", "2020-01-02")];
        let no_hours = [("kind", "other hours"), ("first_day", "2026-12-24"), ("from", "18:00")];
        for (fields, field) in [(&over[..], "first_day"), (&no_hours[..], "from")] {
            let refused = ada.post("/availability/exceptions", fields).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains(&format!("id=\"field-{field}-error\"")), "{}", refused.text);
            assert_eq!(refused.field("first_day"), Some(fields[1].1), "what was typed stays");
        }
        let other =
            [("kind", "other hours"), ("first_day", "2026-12-24"), ("from", "18:00"), ("to", "20:00")];
        assert_redirect(&ada.post("/availability/exceptions", &other).await, "/availability?saved=true");
        let again = ada.post("/availability/exceptions", &other).await;
        assert!(again.text.contains("Other hours of that day overlap these."), "{}", again.text);
    })
    .await;
}

#[tokio::test]
async fn booking_shows_the_free_starts_of_a_day_and_fills_them_in() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let form = "/sessions/book?date=2026-11-25&minutes=60";
        assert!(!ada.get(form).await.text.contains("Free on"), "nobody said when Ada teaches");
        set_hours(&mut ada).await;

        let page = ada.get(form).await.text;
        assert!(page.contains("Free on Wed 25 Nov"), "{page}");
        for (clock, is_free) in
            [("14:45", false), ("15:00", true), ("16:00", true), ("16:15", false), ("19:00", true)]
        {
            let link = page.contains(&format!("take={clock}\""));
            assert_eq!(link, is_free, "{clock}: {page}");
        }
        let (_, rest) = page
            .split_once("&amp;start=15%3A00\"")
            .map(|_| page.split_once("href=\"/sessions/book?").unwrap())
            .unwrap();
        let address = format!("/sessions/book?{}", rest.split('"').next().unwrap().replace("&amp;", "&"));
        let filled = ada.get(&address).await.text;
        assert_eq!(chosen(&filled, "start"), Some("15:00"), "{address}");
        let refilled =
            ada.get("/sessions/book/form?date=2026-11-25&minutes=60&start=09:00&take=16:00").await.text;
        assert_eq!(chosen(&refilled, "start"), Some("16:00"));

        let thursday = ada.get("/sessions/book?date=2026-11-26&minutes=60").await.text;
        assert!(thursday.contains("Nothing is free on Thu 26 Nov"), "{thursday}");
        assert!(thursday.contains("The next free day is Wed 2 Dec"), "{thursday}");

        let mut amara = world.signed_in(world.amara).await;
        let seen = amara.get(&format!("{form}&instructor={}", world.ada)).await.text;
        assert!(seen.contains("Free on Wed 25 Nov"), "{seen}");
        for other in [world.ivan, world.olga] {
            let seen = amara.get(&format!("{form}&instructor={other}")).await;
            assert_eq!(seen.status, StatusCode::OK);
            assert!(!seen.text.contains("Free on"), "{}", seen.text);
        }
    })
    .await;
}

#[tokio::test]
async fn booking_warns_of_times_outside_the_hours_and_books_all_the_same() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let fields = wednesday(&world);
        let before = press(&mut ada, &fields, &[("start", "21:00")], "preview").await.text;
        assert!(!before.contains("hours"), "nobody said when Ada teaches: {before}");
        set_hours(&mut ada).await;

        let inside = press(&mut ada, &fields, &[], "preview").await.text;
        assert!(!inside.contains("You can book all the same"), "{inside}");
        let outside = press(&mut ada, &fields, &[("start", "21:00")], "preview").await.text;
        assert!(
            outside.contains("Outside of Ada&#39;s hours") || outside.contains("Outside of Ada's hours"),
            "{outside}"
        );
        assert!(outside.contains("15:00–17:00, 19:00–20:00"), "{outside}");
        let booked = book_it(&mut ada, &fields, &[("start", "21:00")]).await;
        session_of(&booked);
        session_of(&book_it(&mut ada, &fields, &[]).await);

        let third = press(&mut ada, &fields, &[("start", "16:30")], "preview").await.text;
        assert!(third.contains("Ada teaches at most 2 sessions a day"), "{third}");
        assert!(third.contains("Ada asks for 10 minutes between sessions"), "{third}");
        let off = [("kind", "off"), ("first_day", "2026-12-02")];
        ada.post("/availability/exceptions", &off).await;
        let away = press(&mut ada, &fields, &[("date", "2026-12-02")], "preview").await.text;
        assert!(away.contains("Ada has time off on that day"), "{away}");

        let series =
            [("repeats", "weekly"), ("on_wed", "true"), ("start_wed", "21:00"), ("minutes_wed", "30")];
        let more = [&series[..], &[("ends", "after"), ("count", "2"), ("date", "2026-12-02")]].concat();
        let weekly = press(&mut ada, &fields, &more, "preview").await.text;
        assert!(weekly.contains("Ada has time off on that day: 1 session"), "{weekly}");
        assert!(weekly.contains("hours: 1 session, the first on Wed 9 Dec"), "{weekly}");
    })
    .await;
}

#[tokio::test]
async fn moving_and_substituting_warn_of_times_outside_the_hours() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let mut ivan = world.signed_in(world.ivan).await;
        for browser in [&mut ada, &mut ivan] {
            set_hours(browser).await;
        }
        let session = session_of(&book_it(&mut ada, &wednesday(&world), &[]).await);
        let path = format!("/sessions/{session}/reschedule");

        let outside = [("date", "2026-12-02"), ("start", "18:00"), ("minutes", "30")];
        let warned = ada.post(&path, &outside).await;
        assert_eq!(warned.status, StatusCode::OK, "{}", warned.text);
        assert!(
            warned.text.contains("Outside of Ada&#39;s hours")
                || warned.text.contains("Outside of Ada's hours")
        );
        assert!(warned.text.contains("You can move it there all the same."), "{}", warned.text);
        // an hour later on the same day: the session itself is no session too close
        let inside = [("date", "2026-12-02"), ("start", "16:15"), ("minutes", "30")];
        assert!(!ada.post(&path, &inside).await.text.contains("all the same"));

        let mut all = vec![("step", "move"), ("seen", warned.field("seen").unwrap())];
        all.extend(outside);
        assert_redirect(&ada.post(&path, &all).await, &format!("/sessions/{session}"));
        let mut amara = world.signed_in(world.amara).await;
        let page = amara.get(&format!("/sessions/{session}/substitute")).await.text;
        assert!(page.contains("Ivan Petrov · Outside of Ivan's hours"), "{page}");
    })
    .await;
}
