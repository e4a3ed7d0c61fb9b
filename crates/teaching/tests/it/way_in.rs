//! Where Join leads a parent.

use axum::http::StatusCode;
use db::in_tx;
use kernel::SessionId;
use people::{families, links};
use testkit::{Answer, World, on_both_engines};

use crate::stage::{assert_redirect, book, booking, teach};

async fn untie(world: &World) {
    in_tx!(world.db, db::Error, tx, {
        families::unlink(tx, world.harbor, world.carol, world.ben).await?;
        links::revoke_in_mails_of(tx, world.harbor, world.ben, world.carol).await
    })
    .unwrap();
}

async fn tie(world: &World) {
    in_tx!(world.db, db::Error, tx, { families::link(tx, world.harbor, world.carol, world.ben).await })
        .unwrap();
}

async fn press_join(world: &World, person: kernel::UserId, session: SessionId) -> Answer {
    world.signed_in(person).await.post(&format!("/sessions/{session}/way-in"), &[]).await
}

#[tokio::test]
async fn a_parent_tied_after_the_start_gets_a_link_of_their_own() {
    on_both_engines(async |world| {
        untie(&world).await;
        let session = world.start(world.ben).await;
        assert_eq!(press_join(&world, world.carol, session).await.status, StatusCode::NOT_FOUND);
        tie(&world).await;

        let card = world.signed_in(world.carol).await.get("/sessions/upcoming").await.text;
        let (first, second) =
            (press_join(&world, world.carol, session).await, press_join(&world, world.carol, session).await);

        assert!(card.contains(&format!("action=\"/sessions/{session}/way-in\"")), "{card}");
        assert!(first.location().starts_with("/join/"), "{}", first.text);
        assert_eq!(first.location(), second.location(), "one link, however often it is pressed");
        let mut tx = world.db.read().await.unwrap();
        let made = links::of_session(&mut tx, world.harbor, session).await.unwrap();
        let own: Vec<_> = made.iter().filter(|link| link.recipient == world.carol).collect();
        assert_eq!((own.len(), own[0].mailed()), (1, links::Mailed::No));
    })
    .await;
}

#[tokio::test]
async fn a_parent_who_had_a_mail_comes_by_its_link_and_one_tied_again_by_a_new_one() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        let mailed = press_join(&world, world.carol, session).await.location().to_owned();

        untie(&world).await;
        tie(&world).await;
        let again = press_join(&world, world.carol, session).await.location().to_owned();

        assert!(mailed.starts_with("/join/") && again.starts_with("/join/") && mailed != again);
    })
    .await;
}

#[tokio::test]
async fn the_two_go_straight_in_and_nobody_goes_where_nothing_is_left_to_join() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        for person in [world.ada, world.ben] {
            assert_redirect(&press_join(&world, person, session).await, &format!("/classroom/{session}"));
        }
        for person in [world.amara, world.ivan, world.mia] {
            assert_eq!(press_join(&world, person, session).await.status, StatusCode::NOT_FOUND);
        }
        teach(&world, session, 10).await;

        assert_eq!(press_join(&world, world.carol, session).await.status, StatusCode::NOT_FOUND);
    })
    .await;
}

#[tokio::test]
async fn nothing_changes_by_looking() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 10)).await;

        let looked = world.signed_in(world.carol).await.get(&format!("/sessions/{session}/way-in")).await;

        assert_eq!(looked.status, StatusCode::METHOD_NOT_ALLOWED);
    })
    .await;
}
