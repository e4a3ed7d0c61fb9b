//! One's own account.

use axum::http::StatusCode;
use testkit::{PASSWORD, on_both_engines};

use crate::stage::person;

#[tokio::test]
async fn a_changed_password_signs_every_other_browser_out() {
    on_both_engines(async |world| {
        let (mut here, mut there) = (world.signed_in(world.ben).await, world.signed_in(world.ben).await);

        let wrong =
            here.post("/account/password", &[("present", "guess"), ("password", "seven blue kites")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(there.get("/account").await.status, StatusCode::OK);

        let done =
            here.post("/account/password", &[("present", PASSWORD), ("password", "seven blue kites")]).await;
        assert_eq!((done.status, done.location()), (StatusCode::SEE_OTHER, "/account"));
        assert_eq!(here.get("/account").await.status, StatusCode::OK);
        assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn one_ends_ones_own_sign_ins_and_no_others() {
    on_both_engines(async |world| {
        let (mut here, mut there) = (world.signed_in(world.ben).await, world.signed_in(world.ben).await);
        let mut mia = world.signed_in(world.mia).await;
        let page = here.get("/account").await.text;
        let other = page.split("/account/sign-ins/sin_").nth(1).unwrap().split('/').next().unwrap();
        let ending = format!("/account/sign-ins/sin_{other}/ending");

        assert_eq!(mia.post(&ending, &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(here.post("/account/sign-ins/none/ending", &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(there.get("/account").await.status, StatusCode::OK);
        assert_eq!(here.post(&ending, &[]).await.status, StatusCode::SEE_OTHER);

        assert_eq!(there.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(here.get("/account").await.status, StatusCode::OK);
    })
    .await;
}

#[tokio::test]
async fn one_chooses_ones_time_zone() {
    on_both_engines(async |world| {
        let mut ben = world.signed_in(world.ben).await;

        let unknown = ben.post("/account/zone", &[("zone", "Mars/Olympus")]).await;
        assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
        ben.post("/account/zone", &[("zone", "Europe/Oslo")]).await;

        assert_eq!(person(&world, world.ben).await.zone.name(), "Europe/Oslo");
    })
    .await;
}
