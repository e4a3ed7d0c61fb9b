//! Who calls a session off, when, and with which words.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Seat, SessionId, UserId};
use ledger::Balance;
use teaching::presence;
use teaching::sessions::{self, State};
use testkit::{Answer, World, on_both_engines};

use crate::stage::{assert_redirect, book, booking, stored, teach};

async fn cancel(world: &World, person: UserId, session: SessionId, reason: &str) -> Answer {
    let address = format!("/sessions/{session}/cancellation");
    world.signed_in(person).await.post(&address, &[("reason", reason)]).await
}

fn assert_refused(answer: &Answer, words: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains(words), "{}", answer.text);
}

async fn balance(world: &World) -> Balance {
    ledger::balance(&mut world.db.read().await.unwrap(), world.harbor, world.ben).await.unwrap()
}

#[tokio::test]
async fn instructor_parent_and_admin_cancel_and_the_credit_comes_back() {
    on_both_engines(async |world| {
        for person in [world.ada, world.carol, world.amara] {
            let session = book(&world, &booking(&world, world.ben, 60)).await;
            assert_eq!(balance(&world).await, Balance { available: 2, held: 1 });

            let done = cancel(&world, person, session, " A cold ").await;

            assert_redirect(&done, &format!("/sessions/{session}"));
            let stored = stored(&world, session).await;
            assert_eq!((stored.state(), stored.cancel_reason.as_deref()), (State::Cancelled, Some("A cold")));
            assert_eq!(balance(&world).await, Balance { available: 3, held: 0 });
        }
    })
    .await;
}

#[tokio::test]
async fn a_student_is_told_whom_to_ask_and_others_see_nothing() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 60)).await;

        assert_refused(
            &cancel(&world, world.ben, session, "A cold").await,
            "Ask a parent or your instructor to cancel.",
        );
        let bens = world.signed_in(world.ben).await.get(&format!("/sessions/{session}")).await.text;
        assert!(!bens.contains("Cancel this session"), "{bens}");
        for person in [world.ivan, world.mia] {
            assert_eq!(cancel(&world, person, session, "A cold").await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(stored(&world, session).await.state(), State::Scheduled);
    })
    .await;
}

#[tokio::test]
async fn a_reason_is_needed_and_what_was_typed_is_kept() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 60)).await;
        let long = "x".repeat(301);

        for reason in ["", "  ", long.as_str()] {
            let refused = cancel(&world, world.ada, session, reason).await;

            assert_refused(&refused, "Say why, in at most 300 characters.");
            assert_eq!(refused.field("reason"), Some(reason));
        }
        assert_eq!(stored(&world, session).await.state(), State::Scheduled);
    })
    .await;
}

#[tokio::test]
async fn a_lobby_is_cancelled_a_lesson_is_not_and_an_end_is_final() {
    on_both_engines(async |world| {
        let lobby = world.start(world.ben).await;
        assert_redirect(&cancel(&world, world.carol, lobby, "A cold").await, &format!("/sessions/{lobby}"));
        assert_eq!(balance(&world).await, Balance { available: 3, held: 0 });

        let lesson = world.start(world.ben).await;
        in_tx!(world.db, db::Error, tx, {
            for seat in Seat::ALL {
                presence::enter(tx, world.harbor, lesson, *seat, tx.now()).await?;
            }
            sessions::met(tx, world.harbor, lesson, tx.now()).await
        })
        .unwrap();
        assert_refused(&cancel(&world, world.ada, lesson, "A cold").await, "The lesson has begun");

        teach(&world, lesson, 10).await;
        assert_refused(&cancel(&world, world.ada, lesson, "A cold").await, "This session is over already.");
        assert_eq!(stored(&world, lesson).await.state(), State::Completed);
    })
    .await;
}
