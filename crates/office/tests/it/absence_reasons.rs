//! Reasons for absences: a list of the organization's own.

use axum::http::StatusCode;
use testkit::on_both_engines;

use crate::lessons::assert_redirect;

const PAGE: &str = "/configuration/absence-reasons";
const SAVED: &str = "/configuration/absence-reasons?saved=true";

#[tokio::test]
async fn admins_keep_the_list_and_every_change_stands_in_its_history() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let drill = [("name", "Fire drill"), ("concerns", "both"), ("counts", "false")];

        assert_redirect(&amara.post(PAGE, &drill).await, SAVED);
        let twice = amara.post(PAGE, &drill).await;
        let nameless = amara.post(PAGE, &[("name", ""), ("concerns", "parents"), ("counts", "")]).await;
        assert_redirect(
            &amara.post("/configuration/absence-reasons/removal", &[("name", "Sick")]).await,
            SAVED,
        );

        assert!(twice.text.contains("A reason of this name stands here already."), "{}", twice.text);
        assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["Give it a name", "Choose whose absences", "Choose yes or no."] {
            assert!(nameless.text.contains(words), "{words}: {}", nameless.text);
        }
        let page = amara.get(PAGE).await.text;
        for words in ["Remove Fire drill", "Fire drill (both, does not count)", "Sick (both, counts)"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(!page.contains("Remove Sick"), "{page}");
        let oaks = world.signed_in_at_oak(world.olga).await.get(PAGE).await.text;
        assert!(oaks.contains("Remove Sick") && !oaks.contains("Fire drill"), "{oaks}");
    })
    .await;
}
