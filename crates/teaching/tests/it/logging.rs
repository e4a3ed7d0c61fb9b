//! Sessions that no classroom saw: logged afterwards, or planned elsewhere and settled by somebody's word.

use axum::http::StatusCode;
use db::in_tx;
use kernel::SessionId;
use ledger::Balance;
use teaching::sessions::{self, Booking, Outcome, Place, State};
use testkit::{Answer, World, on_both_engines};

use crate::booking::{assert_refused, balance, book_it, press, session_of, wednesday};
use crate::stage::{assert_redirect, book, booking, stored};

/// The week before, in the library.
const LAST_WEEK: [(&str, &str); 3] =
    [("place", "in person"), ("location", "Library, room 2"), ("date", "2026-11-18")];

async fn say(world: &World, person: kernel::UserId, session: SessionId, outcome: &str) -> Answer {
    let (instructor, student) = match outcome {
        "missed by student" => ("attended", "missed"),
        "missed by instructor" => ("missed", ""),
        "completed" => ("attended", "attended"),
        nonsense => (nonsense, nonsense),
    };
    let fields = [
        ("instructor", instructor),
        ("instructor_reason", "Sick"),
        ("student", student),
        ("student_reason", "Sick"),
    ];
    world.signed_in(person).await.post(&format!("/sessions/{session}/attendance"), &fields).await
}

/// Ada and Ben in the library, half an hour from now, billable.
async fn in_the_library(world: &World) -> SessionId {
    let place = Place::InPerson { location: "Library, room 2".to_owned() };
    book(world, &Booking { place, ..booking(world, world.ben, 30) }).await
}

#[tokio::test]
async fn a_session_that_is_over_is_logged_as_it_went_and_settled() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        for (start, went, state, left, words) in [
            ("10:00", "completed", State::Completed, 2, "One credit of Ben&#39;s is used; 2 are left."),
            ("11:00", "missed by student", State::Missed, 1, "One credit of Ben&#39;s is used; 1 is left."),
            ("12:00", "missed by instructor", State::Missed, 1, "Nothing is charged."),
        ] {
            let more = [&LAST_WEEK[..], &[("start", start), ("went", went)]].concat();
            let preview = press(&mut ada, &wednesday(&world), &more, "preview")
                .await
                .text
                .replace("Ben's", "Ben&#39;s");
            assert!(preview.contains(words) && preview.contains("Nobody: it is over."), "{words}: {preview}");
            assert!(preview.contains("Log this session"), "{preview}");

            let session = session_of(&book_it(&mut ada, &wednesday(&world), &more).await);

            let stored = stored(&world, session).await;
            assert_eq!((stored.state(), stored.outcome.unwrap().word()), (state, went));
            assert_eq!(stored.ended_at, Some(stored.ends_at));
            assert_eq!(balance(&world, world.ben).await, Balance { available: left, held: 0 });
            let past = ada.get("/sessions?when=past").await.text;
            assert!(past.contains(&format!("href=\"/sessions/{session}\"")), "{past}");
            let details = ada.get(&format!("/sessions/{session}")).await.text;
            assert!(!details.contains("Replay") && !details.contains("Minutes together"), "{details}");
        }
        let mut tx = world.db.read().await.unwrap();
        assert!(sessions::contradictions(&mut tx, world.harbor).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_may_not_be_logged_is_said_at_its_field() {
    on_both_engines(async |world| {
        let mut ada = world.signed_in(world.ada).await;
        let with = |more: &[(&'static str, &'static str)]| {
            let kept = LAST_WEEK.iter().filter(|(name, _)| more.iter().all(|(other, _)| other != name));
            kept.copied().chain(more.iter().copied()).collect::<Vec<_>>()
        };
        for (more, field, words) in [
            (with(&[]), "went", "Say how the session went to log it"),
            (with(&[("went", "cancelled")]), "went", "Say how the session went to log it"),
            (with(&[("went", "completed"), ("date", "2026-08-20")]), "date", "up to 90 days back"),
            (
                with(&[("went", "completed"), ("place", "classroom")]),
                "place",
                "measures its sessions while they happen",
            ),
        ] {
            let refused = press(&mut ada, &wednesday(&world), &more, "preview").await;

            if field == "went" {
                assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
                assert!(
                    refused.text.contains("name=\"went\"") && refused.text.contains(words),
                    "{}",
                    refused.text
                );
            } else {
                assert!(refused.text.contains(words), "{field}: {}", refused.text);
            }
        }
        let more = with(&[("went", "completed")]);
        session_of(&book_it(&mut ada, &wednesday(&world), &more).await);
        let twice = press(&mut ada, &wednesday(&world), &more, "preview").await;
        assert_refused(&twice, "start", "You have a session with Ben Ortiz on Wed 18 Nov, 16:00 to 16:30.");
    })
    .await;
}

#[tokio::test]
async fn a_session_elsewhere_waits_for_its_instructors_word_and_no_server_ends_it() {
    on_both_engines(async |world| {
        let session = in_the_library(&world).await;
        let early = say(&world, world.ada, session, "completed").await;
        assert!(early.text.contains("This session has not begun yet."), "{}", early.text);
        world.pass_minutes(24 * 60);

        let now = world.clock.now();
        let mut tx = world.db.read().await.unwrap();
        let due = sessions::overdue(&mut tx, now).await.unwrap();
        let deserted = sessions::deserted(&mut tx, now).await.unwrap();
        drop(tx);
        let past = world.signed_in(world.ada).await.get("/sessions?when=past").await.text;
        let details = world.signed_in(world.ada).await.get(&format!("/sessions/{session}")).await.text;
        let bens = world.signed_in(world.ben).await.get(&format!("/sessions/{session}")).await.text;

        assert!(due.is_empty() && deserted.is_empty(), "{due:?} {deserted:?}");
        assert!(past.contains(&format!("/sessions/{session}")) && past.contains("How did it go?"), "{past}");
        assert!(details.contains("Both attended") && !bens.contains("Both attended"), "{bens}");
        for person in [world.ben, world.carol, world.ivan] {
            assert_eq!(say(&world, person, session, "completed").await.status, StatusCode::NOT_FOUND);
        }
        let nonsense = say(&world, world.ada, session, "cancelled").await;
        assert!(nonsense.text.contains("Choose attended, late or missed."), "{}", nonsense.text);
        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 1 });

        assert_redirect(&say(&world, world.ada, session, "completed").await, &format!("/sessions/{session}"));

        assert_eq!(balance(&world, world.ben).await, Balance { available: 2, held: 0 });
        assert_eq!(stored(&world, session).await.outcome, Some(Outcome::Completed));
    })
    .await;
}

#[tokio::test]
async fn an_admin_says_that_an_instructor_missed_a_session_and_the_credit_comes_back() {
    on_both_engines(async |world| {
        let session = in_the_library(&world).await;
        world.pass_minutes(45);

        let said = say(&world, world.amara, session, "missed by instructor").await;

        assert_redirect(&said, &format!("/sessions/{session}"));
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 });
        let stored = stored(&world, session).await;
        assert_eq!((stored.state(), stored.ended_at), (State::Missed, Some(world.clock.now())));
    })
    .await;
}

#[tokio::test]
async fn what_the_classroom_measures_nobody_says() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 0)).await;
        world.pass_minutes(5);

        let refused = say(&world, world.ada, session, "completed").await;

        assert!(refused.text.contains("The classroom measures by itself"), "{}", refused.text);
        assert_eq!(stored(&world, session).await.outcome, None);
        let sideways = "UPDATE sessions SET outcome_from = 'word', outcome = 'cancelled', cancelled_at = 1
                         WHERE org_id = $1 AND id = $2";
        let org = world.harbor.org();
        let refused = in_tx!(world.db, db::Error, tx, { tx.exec(sideways, &[&org, &session]).await });
        assert!(refused.is_err(), "{refused:?}");
    })
    .await;
}
