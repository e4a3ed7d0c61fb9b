//! The month and the week.

use axum::http::StatusCode;
use db::in_tx;
use kernel::SessionId;
use teaching::sessions::{self, CancelError};
use testkit::{World, on_both_engines};

use crate::stage::{book, booking, teach};

#[tokio::test]
async fn a_live_session_has_join_in_the_month_and_in_the_week() {
    on_both_engines(async |world| {
        let live = world.start(world.ben).await;
        let classroom = format!("href=\"/classroom/{live}\"");
        let way_in = format!("action=\"/sessions/{live}/way-in\"");
        for page in ["/calendar", "/calendar/week"] {
            for (person, join) in [(world.ada, &classroom), (world.ben, &classroom), (world.carol, &way_in)] {
                let text = world.signed_in(person).await.get(page).await.text;

                assert!(text.contains("week-chip-live") && text.contains(join), "{page}: {text}");
            }
            let amaras = world.signed_in(world.amara).await.get(page).await.text;
            assert!(amaras.contains("week-chip-live") && !amaras.contains("Join"), "{page}: {amaras}");
        }

        teach(&world, live, 10).await;
        let over = world.signed_in(world.ben).await.get("/calendar").await.text;
        assert!(over.contains(&format!("href=\"/sessions/{live}\"")) && !over.contains(&classroom), "{over}");
    })
    .await;
}

#[tokio::test]
async fn the_month_shows_what_is_the_viewers_own_and_leads_to_its_neighbours() {
    on_both_engines(async |world| {
        let bens = book(&world, &booking(&world, world.ben, 24 * 60)).await;
        let mias = book(&world, &booking(&world, world.mia, 25 * 60)).await;
        let later = book(&world, &booking(&world, world.ben, 30 * 24 * 60)).await;
        let shows = |text: &str, id| text.contains(&format!("href=\"/sessions/{id}\""));

        let november = world.signed_in(world.ben).await.get("/calendar").await.text;
        let december = world.signed_in(world.ben).await.get("/calendar?view=month&on=2026-12-05").await.text;
        let carols = world.signed_in(world.carol).await.get("/calendar?view=nonsense&on=nonsense").await.text;
        let ivans = world.signed_in(world.ivan).await.get("/calendar").await.text;

        assert!(
            november.contains("November 2026") && november.contains("/calendar?view=month&amp;on=2026-12-23")
        );
        assert_eq!(
            (shows(&november, bens), shows(&november, mias), shows(&november, later)),
            (true, false, false)
        );
        assert_eq!((shows(&december, bens), shows(&december, later)), (false, true));
        assert!(shows(&carols, bens) && shows(&carols, mias), "a parent sees each of their children's");
        assert!(!shows(&ivans, bens));
        assert_eq!(world.stranger().get("/calendar").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

fn shows(text: &str, id: SessionId) -> bool {
    text.contains(&format!("href=\"/sessions/{id}\""))
}

async fn cancel(world: &World, session: SessionId) {
    let ada = world.viewer(world.ada).await;
    in_tx!(world.db, CancelError, tx, { sessions::cancel(tx, &ada, session, "A trip").await }).unwrap();
}

#[tokio::test]
async fn every_view_shows_the_days_it_names_and_leads_to_its_neighbours() {
    on_both_engines(async |world| {
        let monday = book(&world, &booking(&world, world.ben, 30)).await;
        let wednesday = book(&world, &booking(&world, world.ben, 2 * 24 * 60)).await;
        let next_week = book(&world, &booking(&world, world.ben, 7 * 24 * 60)).await;
        let mut ben = world.signed_in(world.ben).await;
        for (view, title, after, seen) in [
            ("month", "November 2026", "2026-12-23", [true, true, true]),
            ("week", "23 – 29 November 2026", "2026-11-30", [true, true, false]),
            ("list", "23 – 29 November 2026", "2026-11-30", [true, true, false]),
            ("day", "Monday 23 November 2026", "2026-11-24", [true, false, false]),
        ] {
            let text = ben.get(&format!("/calendar?view={view}&on=2026-11-23")).await.text;

            assert!(text.contains(&format!("<h1>{title}</h1>")), "{view}: {text}");
            assert!(text.contains(&format!("/calendar?view={view}&amp;on={after}\"")), "{view}: {text}");
            assert_eq!([monday, wednesday, next_week].map(|id| shows(&text, id)), seen, "{view}");
        }
    })
    .await;
}

#[tokio::test]
async fn filters_in_the_address_narrow_what_the_viewer_may_see_and_never_widen_it() {
    on_both_engines(async |world| {
        let bens = book(&world, &booking(&world, world.ben, 60)).await;
        let mias = book(&world, &booking(&world, world.mia, 120)).await;
        let off = book(&world, &booking(&world, world.mia, 180)).await;
        cancel(&world, off).await;
        for (person, query, seen) in [
            (world.amara, "student=mIA", [false, true, true]),
            (world.amara, "student=mia&status=scheduled", [false, true, false]),
            (world.amara, "status=cancelled", [false, false, true]),
            (world.amara, "instructor=ada", [true, true, true]),
            (world.amara, "instructor=ivan", [false, false, false]),
            // an address is not a name, and a sign of LIKE is a letter
            (world.amara, "student=%25", [false, false, false]),
            (world.ada, "student=test", [false, false, false]),
            (world.carol, "student=ben", [true, false, false]),
            (world.ben, "student=mia", [false, false, false]),
            (world.ivan, "student=ben", [false, false, false]),
            (world.ben, "status=nonsense&program=nonsense", [true, false, false]),
        ] {
            let page = world.signed_in(person).await.get(&format!("/calendar?view=day&{query}")).await.text;

            assert_eq!([bens, mias, off].map(|id| shows(&page, id)), seen, "{query}: {page}");
        }
        let program = format!("/calendar?program={}&instructor=Ada", world.algebra);
        let text = world.signed_in(world.carol).await.get(&program).await.text;
        assert!(
            shows(&text, bens) && text.contains("value=\"Ada\""),
            "the form keeps what was asked: {text}"
        );
        assert!(text.contains("instructor=Ada\""), "and so do the ways to other days: {text}");
    })
    .await;
}

#[tokio::test]
async fn a_full_day_of_the_month_counts_the_rest_and_leads_to_the_day() {
    on_both_engines(async |world| {
        let mut booked = Vec::new();
        for n in 0..6 {
            booked.push(book(&world, &booking(&world, world.ben, 10 + n * 31)).await);
        }
        let mut ben = world.signed_in(world.ben).await;
        let month = ben.get("/calendar").await.text;
        let day = ben.get("/calendar?view=day&on=2026-11-23").await.text;

        assert_eq!(booked.iter().filter(|id| shows(&month, **id)).count(), 4);
        assert!(month.contains("href=\"/calendar?view=day&amp;on=2026-11-23\">+ 2 more</a>"), "{month}");
        assert!(booked.iter().all(|id| shows(&day, *id)));
    })
    .await;
}

#[tokio::test]
async fn a_glance_offers_only_what_this_viewer_may_do() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 10)).await;
        let address = format!("/sessions/{session}/glance");
        let (join, way_in) =
            (format!("href=\"/classroom/{session}\""), format!("action=\"/sessions/{session}/way-in\""));
        let cancels = format!("action=\"/sessions/{session}/cancellation\"");
        for (person, may) in [
            (world.amara, [false, false, true]),
            (world.ada, [true, false, true]),
            (world.ben, [true, false, false]),
            (world.carol, [false, true, true]),
        ] {
            let text = world.signed_in(person).await.get(&address).await.text;

            assert!(text.contains("Algebra") && shows(&text, session), "{text}");
            assert_eq!([&join, &way_in, &cancels].map(|sign| text.contains(sign)), may, "{text}");
        }
        assert_eq!(world.signed_in(world.ivan).await.get(&address).await.status, StatusCode::NOT_FOUND);

        cancel(&world, session).await;
        let text = world.signed_in(world.ada).await.get(&address).await.text;
        assert!(text.contains("A trip") && !text.contains(&cancels) && !text.contains(&join), "{text}");
    })
    .await;
}
