//! Closed days: kept by admins, read by whoever books.

use axum::http::StatusCode;
use testkit::{Browser, World, on_both_engines};

use crate::lessons::assert_redirect;

const SAVED: &str = "/configuration/closures?saved=true";

async fn close(browser: &mut Browser, name: &str, first: &str, last: &str) -> testkit::Answer {
    let fields = [("name", name), ("first_day", first), ("last_day", last)];
    browser.post("/configuration/closures", &fields).await
}

/// The preview of a session of Ada and Ben on a day, at four in Chicago.
async fn preview(world: &World, day: &str) -> String {
    let mut ada = world.signed_in(world.ada).await;
    let key = ada.get("/sessions/book").await.field("key").unwrap().to_owned();
    let (student, program) = (world.ben.to_string(), world.algebra.to_string());
    let fields = [
        ("key", key.as_str()),
        ("step", "preview"),
        ("student", &student),
        ("place", "classroom"),
        ("date", day),
        ("start", "20:00"),
        ("minutes", "30"),
        ("billable", "false"),
        ("program", &program),
    ];
    ada.post("/sessions/book", &fields).await.text
}

#[tokio::test]
async fn a_closed_day_is_marked_in_every_view_of_everybodys_calendar() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        assert_redirect(&close(&mut amara, "Winter break", "2026-12-24", "2026-12-25").await, SAVED);
        assert_redirect(&close(&mut amara, "Moving house", "2026-11-23", "2026-11-23").await, SAVED);
        let mut olga = world.signed_in_at_oak(world.olga).await;

        for (view, days) in [("month", 2), ("week", 2), ("list", 2), ("day", 1)] {
            let address = format!("/calendar?view={view}&on=2026-12-24");
            let bens = world.signed_in(world.ben).await.get(&address).await.text;
            assert_eq!(bens.matches("Closed: Winter break").count(), days, "{view}: {bens}");
            assert!(!olga.get(&address).await.text.contains("Winter break"), "{view}");
        }
        let strip = world.signed_in(world.ada).await.get("/calendar/week").await.text;
        assert!(strip.contains("Closed: Moving house"), "{strip}");
    })
    .await;
}

#[tokio::test]
async fn who_books_on_a_closed_day_is_warned_with_its_name() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        assert_redirect(&close(&mut amara, "Winter break", "2026-12-24", "2027-01-01").await, SAVED);
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_redirect(&close(&mut olga, "At Oak alone", "2026-11-01", "2026-12-31").await, SAVED);

        // eight in the evening in Chicago is the next day in UTC: the day of who books counts
        for (day, is_closed) in
            [("2026-12-23", false), ("2026-12-24", true), ("2027-01-01", true), ("2027-01-02", false)]
        {
            let shown = preview(&world, day).await;
            assert_eq!(
                shown.contains("Winter break. You can book all the same."),
                is_closed,
                "{day}: {shown}"
            );
            assert!(shown.contains("What Book will do") && !shown.contains("At Oak alone"), "{shown}");
        }

        assert_redirect(&amara.post("/configuration/closures/2026-12-24/removal", &[]).await, SAVED);
        assert!(!preview(&world, "2026-12-24").await.contains("Winter break"));
        let page = amara.get("/configuration/closures").await.text;
        assert!(
            page.contains("Removed") && page.contains("Winter break (2026-12-24 to 2027-01-01)"),
            "{page}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_a_closure_is_said_at_its_field() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        assert_redirect(&close(&mut amara, "Thanksgiving", "2026-11-26", "").await, SAVED);

        for (name, first, last, words) in [
            ("", "2026-12-24", "", "Give it a name"),
            ("Winter break", "2026-12-24", "2026-12-01", "not before the first"),
            ("Another", "2026-11-26", "", "that begin on this day stand here already"),
        ] {
            let refused = close(&mut amara, name, first, last).await;

            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(
                refused.text.contains(words) && refused.field("first_day") == Some(first),
                "{}",
                refused.text
            );
        }
        for unknown in ["2026-11-27", "nonsense"] {
            let address = format!("/configuration/closures/{unknown}/removal");
            assert_eq!(amara.post(&address, &[]).await.status, StatusCode::NOT_FOUND);
        }
        let page = amara.get("/configuration/closures").await.text;
        assert!(page.contains("Thu 26 Nov 2026") && page.contains("Added"), "{page}");
    })
    .await;
}
