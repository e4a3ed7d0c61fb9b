//! A new password by mail.

use axum::http::StatusCode;
use kernel::Role;
use people::links::Kind;
use testkit::{PASSWORD, on_both_engines};

use crate::stage::{newcomer, newest_path};

const NEW: &str = "seven blue kites";

#[tokio::test]
async fn a_mailed_link_sets_a_password_once_and_ends_every_sign_in() {
    on_both_engines(async |world| {
        let mut elsewhere = world.signed_in(world.ben).await;
        let mut browser = world.stranger();

        browser.post("/reset", &[("login", "ben@demo.test")]).await;
        let path = newest_path(&world, world.ben, Kind::Reset).await.unwrap();
        for _ in 0..3 {
            assert_eq!(browser.get(&path).await.status, StatusCode::OK, "mail scanners use nothing up");
        }
        let set = browser.post(&path, &[("password", NEW)]).await;

        assert_eq!((set.status, set.location()), (StatusCode::SEE_OTHER, "/"));
        assert_eq!(browser.get("/account").await.status, StatusCode::OK);
        assert_eq!(elsewhere.get("/account").await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            world.stranger().post(&path, &[("password", "another one")]).await.status,
            StatusCode::GONE
        );
        assert_eq!(world.stranger().get(&path).await.status, StatusCode::GONE);
        let old =
            world.stranger().post("/sign-in", &[("login", "ben@demo.test"), ("password", PASSWORD)]).await;
        assert_eq!(old.status, StatusCode::UNPROCESSABLE_ENTITY);
        let new = world.stranger().post("/sign-in", &[("login", "ben@demo.test"), ("password", NEW)]).await;
        assert_eq!(new.status, StatusCode::SEE_OTHER);
    })
    .await;
}

#[tokio::test]
async fn the_answer_is_the_same_whoever_is_asked_for() {
    on_both_engines(async |world| {
        newcomer(&world, "zoe", Role::Student, None).await;
        let mut answers = Vec::new();
        for login in ["ben@demo.test", "who@demo.test", "dan@demo.test", "zoe", "", "%", "ben@demo.test"] {
            let answer = world.stranger().post("/reset", &[("login", login)]).await;
            answers.push((answer.status, answer.text));
        }

        assert_eq!(answers[0].0, StatusCode::OK);
        assert!(answers.iter().all(|answer| *answer == answers[0]));
    })
    .await;
}

#[tokio::test]
async fn nobodys_mailbox_is_filled_by_a_stranger() {
    on_both_engines(async |world| {
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        let first = newest_path(&world, world.ben, Kind::Reset).await;
        world.pass_minutes(4);
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        assert_eq!(newest_path(&world, world.ben, Kind::Reset).await, first);

        world.pass_minutes(2);
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        assert_ne!(newest_path(&world, world.ben, Kind::Reset).await, first);
    })
    .await;
}

#[tokio::test]
async fn a_link_holds_an_hour_and_a_weak_password_does_not_use_it_up() {
    on_both_engines(async |world| {
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        let path = newest_path(&world, world.ben, Kind::Reset).await.unwrap();

        let weak = world.stranger().post(&path, &[("password", "12345678")]).await;
        assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(weak.text.contains("tried first everywhere"));
        world.pass_minutes(59);
        assert_eq!(world.stranger().get(&path).await.status, StatusCode::OK);
        world.pass_minutes(1);
        assert_eq!(world.stranger().get(&path).await.status, StatusCode::GONE);
    })
    .await;
}

#[tokio::test]
async fn two_presses_at_once_set_one_password() {
    on_both_engines(async |world| {
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        let path = newest_path(&world, world.ben, Kind::Reset).await.unwrap();

        let (mut one, mut other) = (world.stranger(), world.stranger());
        let (first, second) =
            tokio::join!(one.post(&path, &[("password", NEW)]), other.post(&path, &[("password", NEW)]));

        let mut statuses = [first.status, second.status];
        statuses.sort();
        assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
    })
    .await;
}

#[tokio::test]
async fn a_token_is_of_one_kind_and_one_organization() {
    on_both_engines(async |world| {
        world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;
        let path = newest_path(&world, world.ben, Kind::Reset).await.unwrap();
        let token = path.trim_start_matches("/reset/");

        assert_eq!(world.stranger().get(&format!("/activate/{token}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(world.stranger_at_oak().get(&path).await.status, StatusCode::GONE);
        assert_eq!(world.stranger().get("/reset/nonsense").await.status, StatusCode::GONE);
    })
    .await;
}
