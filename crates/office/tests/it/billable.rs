//! Billable, changed after the fact: the credits follow.

use axum::http::StatusCode;
use db::in_tx;
use kernel::SessionId;
use ledger::Balance;
use office::billable::{ChangeError, change};
use teaching::sessions::Choice;
use testkit::World;

use crate::lessons::{assert_redirect, balance, both_in, end, pay_by, taught};

async fn mark(world: &World, session: SessionId, billable: bool) -> Result<(), ChangeError> {
    in_tx!(world.db, ChangeError, tx, {
        change(tx, world.harbor, session, billable, "agreed by phone", world.amara).await
    })
}

async fn assert_books_are_true(world: &World) {
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(ledger::check(&mut tx, world.harbor).await.unwrap(), []);
}

#[tokio::test]
async fn a_completed_session_gives_its_credit_back_and_takes_it_again() {
    testkit::on_both_engines(async |world| {
        let session = taught(&world, world.ben, 24).await;
        assert_eq!(balance(&world, world.ben).await.available, 2);

        mark(&world, session, false).await.unwrap();
        mark(&world, session, false).await.unwrap();
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });

        mark(&world, session, true).await.unwrap();
        mark(&world, session, true).await.unwrap();
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        assert_books_are_true(&world).await;
    })
    .await;
}

#[tokio::test]
async fn an_open_session_gives_its_held_credit_back_at_once() {
    testkit::on_both_engines(async |world| {
        let session = world.start(world.ben).await;

        mark(&world, session, false).await.unwrap();
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
        let again = mark(&world, session, true).await;
        assert!(matches!(again, Err(ChangeError::GivenBackBeforeTheEnd)), "{again:?}");

        both_in(&world, session, 20).await;
        end(&world, session, None).await;
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
        mark(&world, session, true).await.unwrap();
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        assert_books_are_true(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_free_session_can_be_made_billable_while_it_runs() {
    testkit::on_both_engines(async |world| {
        let mut press = world.press(world.ben, "free");
        press.billable = false;
        let session = world.try_start(world.ada, &press).await.unwrap();

        mark(&world, session, true).await.unwrap();
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 1 });

        both_in(&world, session, 20).await;
        end(&world, session, None).await;
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        assert_books_are_true(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_session_that_did_not_take_place_costs_nothing_either_way() {
    testkit::on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        both_in(&world, session, 1).await;
        end(&world, session, Some(Choice::Mistake)).await;

        mark(&world, session, false).await.unwrap();
        mark(&world, session, true).await.unwrap();

        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
    })
    .await;
}

#[tokio::test]
async fn where_sessions_are_invoiced_no_credit_moves() {
    testkit::on_both_engines(async |world| {
        pay_by(&world, web::Money::Invoicing).await;
        let session = taught(&world, world.ben, 24).await;

        mark(&world, session, false).await.unwrap();

        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
    })
    .await;
}

#[tokio::test]
async fn the_change_is_on_record_and_only_an_admin_makes_it() {
    testkit::on_both_engines(async |world| {
        let session = taught(&world, world.ben, 24).await;
        let address = format!("/sessions/{session}/billable");
        let form = [("billable", "false"), ("billable_reason", "first lesson is free")];

        for person in [world.ada, world.ben, world.carol] {
            let mut browser = world.signed_in(person).await;
            assert_eq!(browser.get(&address).await.status, StatusCode::NOT_FOUND);
            assert_eq!(browser.post(&address, &form).await.status, StatusCode::NOT_FOUND);
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(olga.post(&address, &form).await.status, StatusCode::NOT_FOUND);
        let mut amara = world.signed_in(world.amara).await;
        let silent = amara.post(&address, &[("billable", "false"), ("billable_reason", " ")]).await;
        assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_redirect(&amara.post(&address, &form).await, &format!("/sessions/{session}"));

        let mut tx = world.db.read().await.unwrap();
        let trail = people::audit::newest(&mut tx, world.harbor, "session billable", 10).await.unwrap();
        let [line] = trail.as_slice() else { panic!("one change: {trail:?}") };
        assert_eq!(line.by.as_deref(), Some("Amara Okafor"));
        assert_eq!(line.before.as_deref(), Some("billable"));
        assert_eq!(line.after.as_deref(), Some("non-billable: first lesson is free"));
    })
    .await;
}

#[tokio::test]
async fn the_form_on_the_session_s_own_page_is_understood() {
    testkit::on_both_engines(async |world| {
        let session = taught(&world, world.ben, 24).await;
        let address = format!("/sessions/{session}");
        let mut amara = world.signed_in(world.amara).await;

        let page = amara.get(&address).await.text;

        assert!(page.contains(&format!("action=\"{address}/billable\"")), "{page}");
        assert!(
            page.contains("name=\"billable\" value=\"false\"") && page.contains("name=\"billable_reason\"")
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_while_the_session_ends_comes_wholly_before_or_after() {
    testkit::on_both_engines(async |world| {
        for n in 0..8 {
            let was_billable = n % 2 == 0;
            let mut press = world.press(world.ben, &format!("press {n}"));
            press.billable = was_billable;
            let session = world.try_start(world.ada, &press).await.unwrap();
            both_in(&world, session, 20).await;
            let before = balance(&world, world.ben).await;

            let (changed, ()) =
                tokio::join!(mark(&world, session, !was_billable), end(&world, session, None));

            changed.unwrap();
            let expected = before.available + if was_billable { 1 } else { -1 };
            assert_eq!(balance(&world, world.ben).await, Balance { available: expected, held: 0 }, "{n}");
            assert_books_are_true(&world).await;
        }
    })
    .await;
}
