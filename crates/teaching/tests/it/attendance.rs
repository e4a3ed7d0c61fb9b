//! Attendance: measured by the classroom, noted by hand, corrected; and what follows from it.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Seat, SessionId};
use ledger::Balance;
use teaching::presence;
use teaching::sessions::{self, Booking, By, EndError, OpenError, Outcome, Place};
use testkit::{Answer, World, on_both_engines};

use crate::booking::balance;
use crate::stage::{assert_redirect, book, booking, stored, teach};

async fn note(world: &World, person: kernel::UserId, session: SessionId, fields: &[(&str, &str)]) -> Answer {
    world.signed_in(person).await.post(&format!("/sessions/{session}/attendance"), fields).await
}

async fn in_the_library(world: &World, in_minutes: i64) -> SessionId {
    let place = Place::InPerson { location: "Library".to_owned() };
    book(world, &Booking { place, ..booking(world, world.ben, in_minutes) }).await
}

/// What is stored of both, in words.
async fn noted(world: &World, session: SessionId) -> Option<String> {
    stored(world, session).await.record().map(|record| record.words())
}

/// A session whose classroom Ada has opened.
async fn opened(world: &World) -> SessionId {
    let session = book(world, &booking(world, world.ben, 0)).await;
    in_tx!(world.db, OpenError, tx, { sessions::open(tx, world.harbor, session).await }).unwrap();
    session
}

/// One of the two comes into the classroom.
async fn enters(world: &World, session: SessionId, seat: Seat) {
    in_tx!(world.db, db::Error, tx, { presence::enter(tx, world.harbor, session, seat, tx.now()).await })
        .unwrap();
}

/// The dashboard's card.
async fn attention(world: &World, person: kernel::UserId) -> String {
    let viewer = world.viewer(person).await;
    let mut tx = world.db.read().await.unwrap();
    sessions::attendance::attention(&mut tx, &viewer).await.unwrap().into_string()
}

async fn assert_sound(world: &World) {
    let mut tx = world.db.read().await.unwrap();
    assert!(sessions::contradictions(&mut tx, world.harbor).await.unwrap().is_empty());
    assert!(sessions::misnoted(&mut tx, world.harbor).await.unwrap().is_empty());
}

#[tokio::test]
async fn the_classroom_notes_who_came_and_who_came_late() {
    on_both_engines(async |world| {
        let session = opened(&world).await;
        enters(&world, session, Seat::Instructor).await;
        world.pass_minutes(6);
        teach(&world, session, 20).await;

        assert_eq!(noted(&world, session).await.as_deref(), Some("instructor attended, student late"));
        let page = world.signed_in(world.ben).await.get(&format!("/sessions/{session}")).await.text;
        assert!(page.contains("Late") && page.contains("As the classroom measured it."), "{page}");
        assert!(!page.contains("/attendance"), "a student corrects nothing: {page}");
        assert_sound(&world).await;
    })
    .await;
}

#[tokio::test]
async fn an_absence_that_the_classroom_saw_asks_its_instructor_why() {
    on_both_engines(async |world| {
        let session = opened(&world).await;
        enters(&world, session, Seat::Instructor).await;
        in_tx!(world.db, db::Error, tx, { sessions::met(tx, world.harbor, session, tx.now()).await })
            .unwrap();
        world.pass_minutes(20);
        let by = By::Instructor(world.ada);
        in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, None).await }).unwrap();
        assert_eq!(stored(&world, session).await.outcome, Some(Outcome::MissedByStudent));

        let mut ada = world.signed_in(world.ada).await;
        let dashboard = attention(&world, world.ada).await;
        let others = attention(&world, world.ivan).await;
        assert!(
            dashboard.contains("Needs your attention") && dashboard.contains("Why was it missed?"),
            "{dashboard}"
        );
        assert_eq!(others, "");
        assert!(ada.get("/attendance").await.text.contains("Ben Ortiz"));

        let unexplained = [("instructor", "attended"), ("student", "missed")];
        let refused = note(&world, world.ada, session, &unexplained).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Choose why."), "{}", refused.text);

        let explained = [unexplained[0], unexplained[1], ("student_reason", "School event")];
        assert_redirect(&note(&world, world.ada, session, &explained).await, &format!("/sessions/{session}"));

        let words = noted(&world, session).await;
        assert_eq!(words.as_deref(), Some("instructor attended, student missed (School event)"));
        assert_eq!(attention(&world, world.ada).await, "");
        let page = ada.get(&format!("/sessions/{session}")).await.text;
        assert!(page.contains("School event (does not count)") && page.contains("Noted by Ada"), "{page}");
        assert_sound(&world).await;
    })
    .await;
}

#[tokio::test]
async fn what_cannot_have_been_is_refused_and_stays_typed() {
    on_both_engines(async |world| {
        let session = in_the_library(&world, 0).await;
        world.pass_minutes(30);
        let nobody_taught =
            [("instructor", "missed"), ("instructor_reason", "Sick"), ("student", "attended")];

        let refused = note(&world, world.ada, session, &nobody_taught).await;

        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains("Without its instructor there was no session"), "{}", refused.text);
        assert!(refused.text.contains("value=\"Sick\" selected"), "{}", refused.text);
        // of the instructor's reasons, none of a student's
        let foreign = [("instructor", "missed"), ("instructor_reason", "School event")];
        assert!(note(&world, world.ada, session, &foreign).await.text.contains("Choose why."));
        assert_eq!(stored(&world, session).await.outcome, None);

        let missed = [("instructor", "missed"), ("instructor_reason", "Sick")];
        assert_redirect(&note(&world, world.ada, session, &missed).await, &format!("/sessions/{session}"));
        assert_eq!(
            noted(&world, session).await.as_deref(),
            Some("instructor missed (Sick), student missed (Instructor absent)")
        );
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
        assert_sound(&world).await;
    })
    .await;
}

#[tokio::test]
async fn a_correction_moves_the_outcome_and_its_credit() {
    on_both_engines(async |world| {
        let session = opened(&world).await;
        teach(&world, session, 20).await;
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        let missed = [("instructor", "missed"), ("instructor_reason", "Technical trouble")];

        assert_redirect(&note(&world, world.ada, session, &missed).await, &format!("/sessions/{session}"));
        assert_eq!(stored(&world, session).await.outcome, Some(Outcome::MissedByInstructor));
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });

        let both = [("both", "attended")];
        assert_redirect(&note(&world, world.amara, session, &both).await, &format!("/sessions/{session}"));
        assert_eq!(stored(&world, session).await.outcome, Some(Outcome::Completed));
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        let statement = world.signed_in(world.ben).await.get("/credits").await.text;
        assert!(
            statement.contains("attendance corrected") && !statement.contains("made billable"),
            "{statement}"
        );
        assert_sound(&world).await;
    })
    .await;
}

#[tokio::test]
async fn after_a_week_only_an_admin_corrects_and_others_never() {
    on_both_engines(async |world| {
        let session = opened(&world).await;
        teach(&world, session, 20).await;
        world.pass_minutes(7 * 24 * 60 + 30);
        let late = [("instructor", "late"), ("student", "attended")];

        let refused = note(&world, world.ada, session, &late).await;
        assert!(refused.text.contains("Ask an admin to correct it."), "{}", refused.text);
        for person in [world.ben, world.carol, world.ivan] {
            assert_eq!(note(&world, person, session, &late).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(noted(&world, session).await.as_deref(), Some("instructor attended, student attended"));

        assert_redirect(&note(&world, world.amara, session, &late).await, &format!("/sessions/{session}"));
        assert_eq!(noted(&world, session).await.as_deref(), Some("instructor late, student attended"));
    })
    .await;
}

#[tokio::test]
async fn a_day_is_noted_with_one_press() {
    on_both_engines(async |world| {
        let (first, second) = (in_the_library(&world, 0).await, in_the_library(&world, 40).await);
        let tomorrow = in_the_library(&world, 24 * 60).await;
        world.pass_minutes(90);
        let day = world.clock.now().in_zone(&world.viewer(world.ada).await.zone).date().to_string();
        let mut ada = world.signed_in(world.ada).await;

        let page = ada.get(&format!("/attendance?day={day}")).await.text;
        assert!(page.contains("Everyone attended (2)"), "{page}");
        let done = ada.post("/attendance/all", &[("day", &day)]).await;

        assert_redirect(&done, &format!("/attendance?day={day}"));
        for session in [first, second] {
            assert_eq!(stored(&world, session).await.outcome, Some(Outcome::Completed));
        }
        assert_eq!(stored(&world, tomorrow).await.outcome, None);
        let ivans = world.signed_in(world.ivan).await.get(&format!("/attendance?day={day}")).await.text;
        assert!(ivans.contains("No sessions") && !ivans.contains("Ben Ortiz"), "{ivans}");
        let csv = ada.get("/sessions/csv?when=past").await.text;
        assert!(csv.lines().next().unwrap().contains("student_attendance"), "{csv}");
        assert_sound(&world).await;
    })
    .await;
}
