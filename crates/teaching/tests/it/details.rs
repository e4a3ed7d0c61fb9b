//! A session's details, each reader seeing what is theirs.

use axum::http::StatusCode;
use testkit::on_both_engines;

use crate::stage::teach;

#[tokio::test]
async fn fees_are_for_admins_and_billing_is_for_staff() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        teach(&world, session, 20).await;
        let address = format!("/sessions/{session}");
        // who sees the billable mark, and who sees the fees behind it
        for (person, billing, fees) in [
            (world.amara, true, true),
            (world.ada, true, false),
            (world.ben, false, false),
            (world.carol, false, false),
        ] {
            let page = world.signed_in(person).await.get(&address).await.text;

            assert_eq!(page.contains("Billing"), billing, "{page}");
            assert_eq!(page.contains("Billable"), billing, "{page}");
            assert_eq!(page.contains("Session fee"), fees, "{page}");
            assert_eq!(page.contains("45.00"), fees, "{page}");
            assert_eq!(page.contains("Make it non-billable"), fees, "{page}");
            assert!(page.contains("Completed") && page.contains("Minutes together"), "{page}");
            assert!(page.contains("Who was in when"), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn for_everyone_else_a_session_does_not_exist() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        let at_oak = world.start_at_oak().await;
        let unknown = kernel::SessionId::fresh(world.clock.now());

        for person in [world.ivan, world.mia] {
            let mut browser = world.signed_in(person).await;
            let (own, none) = (
                browser.get(&format!("/sessions/{session}")).await,
                browser.get(&format!("/sessions/{unknown}")).await,
            );
            assert_eq!((own.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
            assert_eq!(own.text, none.text);
        }
        let mut amara = world.signed_in(world.amara).await;
        assert_eq!(amara.get(&format!("/sessions/{at_oak}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(amara.get("/sessions/nonsense").await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn a_description_is_text_and_only_web_addresses_in_it_lead_somewhere() {
    on_both_engines(async |world| {
        let mut press = world.press(world.ben, "with a description");
        press.description = "Read https://example.org/a\n<b>javascript:alert(1)</b>".to_owned();
        let session = world.try_start(world.ada, &press).await.unwrap();

        let page = world.signed_in(world.ben).await.get(&format!("/sessions/{session}")).await.text;

        assert!(page.contains("href=\"https://example.org/a\""), "{page}");
        assert!(page.contains("&lt;b&gt;javascript:alert(1)&lt;/b&gt;"), "{page}");
    })
    .await;
}
