//! Who calls a session off, when, and with which words.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Seat, SessionId, UserId};
use ledger::Balance;
use teaching::presence;
use teaching::sessions::{self, Side, State};
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
        for (person, in_hours) in [(world.ada, 1), (world.carol, 25), (world.amara, 1)] {
            let session = book(&world, &booking(&world, world.ben, in_hours * 60)).await;
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

            assert_refused(&refused, "Choose a reason, or say why, in at most 300 characters.");
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

/// What the form of a late family sends.
const TOLD: [(&str, &str); 3] = [("told", "kept"), ("cause", "Illness"), ("reason", "A cold")];

async fn send(world: &World, person: UserId, session: SessionId, fields: &[(&str, &str)]) -> Answer {
    world.signed_in(person).await.post(&format!("/sessions/{session}/cancellation"), fields).await
}

#[tokio::test]
async fn a_late_parent_is_told_that_the_credit_is_kept_before_it_is() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 23 * 60)).await;
        let page = world.signed_in(world.carol).await.get(&format!("/sessions/{session}")).await;
        assert!(page.text.contains("It is less than 24 hours before the start."), "{}", page.text);
        assert_eq!(page.field("told"), Some("kept"));

        let untold = send(&world, world.carol, session, &TOLD[1..]).await;
        assert_refused(&untold, "too late to cancel free of charge");
        assert_eq!(stored(&world, session).await.state(), State::Scheduled);
        let done = send(&world, world.carol, session, &TOLD).await;

        assert_redirect(&done, &format!("/sessions/{session}"));
        let cancelled = stored(&world, session).await;
        assert_eq!(cancelled.cancel_reason.as_deref(), Some("Illness: A cold"));
        assert_eq!((cancelled.cancelled_for, cancelled.credit_kept), (Some(Side::Family), true));
        assert_eq!(balance(&world).await, Balance { available: 2, held: 0 }, "the credit is used");
        let page = world.signed_in(world.carol).await.get(&format!("/sessions/{session}")).await.text;
        assert!(page.contains("for Ben") && page.contains("the credit was kept"), "{page}");
    })
    .await;
}

#[tokio::test]
async fn a_kept_credit_is_given_back_by_an_admin_once() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 60)).await;
        send(&world, world.carol, session, &TOLD).await;
        let waiver = format!("/sessions/{session}/waiver");
        for person in [world.ada, world.carol, world.ben] {
            assert_eq!(world.signed_in(person).await.post(&waiver, &[]).await.status, StatusCode::NOT_FOUND);
        }
        let mut amara = world.signed_in(world.amara).await;
        let page = amara.get(&format!("/sessions/{session}")).await.text;
        assert!(page.contains("Give the credit back"), "{page}");

        let done = amara.post(&waiver, &[]).await;
        let again = amara.post(&waiver, &[]).await;

        assert_redirect(&done, &format!("/sessions/{session}"));
        assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);
        assert_eq!(balance(&world).await, Balance { available: 3, held: 0 });
        let mut tx = world.db.read().await.unwrap();
        let trail = people::audit::newest(&mut tx, world.harbor, "session cancel", 5).await.unwrap();
        let words: Vec<_> = trail.iter().map(|line| line.after.as_deref().unwrap()).collect();
        assert_eq!(words, ["credit given back", "for the family, credit kept"]);
        assert_eq!(ledger::check(&mut tx, world.harbor).await.unwrap().len(), 0, "the books still add up");
    })
    .await;
}

#[tokio::test]
async fn whose_reason_it_is_decides_what_a_late_cancellation_costs() {
    on_both_engines(async |world| {
        type Case<'a> = (UserId, &'a [(&'a str, &'a str)], Side, bool);
        let cases: [Case<'_>; 6] = [
            (world.ada, &[("reason", "A cold")], Side::Instructor, false),
            (world.ada, &[("reason", "A cold"), ("side", "family")], Side::Family, true),
            (world.amara, &[("reason", "A flood")], Side::Organization, false),
            (world.amara, &[("cause", "Illness"), ("side", "family")], Side::Family, true),
            (
                world.amara,
                &[("cause", "Illness"), ("side", "family"), ("waive", "true")],
                Side::Family,
                false,
            ),
            (
                world.carol,
                &[("told", "kept"), ("cause", "Illness"), ("side", "instructor"), ("waive", "true")],
                Side::Family,
                true,
            ),
        ];
        let three = ledger::Credits::new(3).unwrap();
        in_tx!(world.db, db::Error, tx, {
            ledger::grant(tx, world.harbor, world.ben, three, "more", None).await
        })
        .unwrap();
        for (person, fields, side, kept) in cases {
            let session = book(&world, &booking(&world, world.ben, 60)).await;
            let before = balance(&world).await;

            send(&world, person, session, fields).await;

            let cancelled = stored(&world, session).await;
            assert_eq!((cancelled.cancelled_for, cancelled.credit_kept), (Some(side), kept), "{fields:?}");
            let left = before.available + i64::from(!kept);
            assert_eq!(balance(&world).await, Balance { available: left, held: 0 }, "{fields:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn cancelling_is_free_until_the_hours_that_the_organization_chose() {
    on_both_engines(async |world| {
        let mut amara = world.signed_in(world.amara).await;
        let saved = amara
            .post("/configuration/cancellation", &[("free_hours", "48"), ("reasons", "Sports\nIllness")])
            .await;
        assert_redirect(&saved, "/configuration/cancellation?saved=true");
        let session = book(&world, &booking(&world, world.ben, 49 * 60)).await;
        let early = world.signed_in(world.carol).await.get(&format!("/sessions/{session}")).await.text;
        assert!(early.contains("Cancelling is free until") && early.contains("Sports"), "{early}");

        world.pass_minutes(61);
        let late = world.signed_in(world.carol).await.get(&format!("/sessions/{session}")).await.text;
        assert!(late.contains("It is less than 48 hours before the start."), "{late}");
        amara.post("/configuration/cancellation", &[("free_hours", "0"), ("reasons", "")]).await;
        let always = world.signed_in(world.carol).await.get(&format!("/sessions/{session}")).await.text;
        assert!(
            always.contains("Cancelling is free: the credit goes back.") && !always.contains("Sports"),
            "{always}"
        );
        let history = amara.get("/configuration/cancellation").await.text;
        assert!(history.contains("48 h") && history.contains("Sports, Illness"), "{history}");
        let wrong =
            amara.post("/configuration/cancellation", &[("free_hours", "soon"), ("reasons", "Mine")]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.text.contains("Enter whole hours from 0 to 336.") && wrong.text.contains("Mine"),
            "{}",
            wrong.text
        );
    })
    .await;
}
