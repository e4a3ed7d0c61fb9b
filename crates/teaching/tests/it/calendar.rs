//! The month and the week.

use axum::http::StatusCode;
use testkit::on_both_engines;

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
        let december = world.signed_in(world.ben).await.get("/calendar?month=2026-12").await.text;
        let carols = world.signed_in(world.carol).await.get("/calendar?month=nonsense").await.text;
        let ivans = world.signed_in(world.ivan).await.get("/calendar").await.text;

        assert!(november.contains("November 2026") && november.contains("/calendar?month=2026-12"));
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
