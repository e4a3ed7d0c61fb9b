//! Presses that arrive together: whatever order they take, one session, one hold and one message come of them.

use db::in_tx;
use futures_util::future::join_all;
use kernel::Seat;
use teaching::presence;
use teaching::sessions::{self, By, Choice, EndError, Start, StartError};
use testkit::{World, on_both_engines};

use crate::house::mail_everything;
use crate::rows::Rows;

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_identical_presses_make_one_session() {
    on_both_engines(async |world| {
        let before = Rows::count(&world.db, world.harbor).await;
        let ada = world.signed_in(world.ada).await;
        let (student, program) = (world.ben.to_string(), world.algebra.to_string());
        let key = web::token::text(&[7; 32]);
        let fields = [
            ("key", key.as_str()),
            ("step", "start"),
            ("student", &student),
            ("minutes", "30"),
            ("billable", "true"),
            ("program", &program),
        ];

        let answers = join_all((0..100).map(|_| {
            let mut tab = ada.clone();
            async move { tab.post("/sessions/instant", &fields).await }
        }))
        .await;

        let places: Vec<(u16, &str)> =
            answers.iter().map(|answer| (answer.status.as_u16(), answer.location())).collect();
        assert!(places[0].1.starts_with("/classroom/ses_"), "{:?}", places[0]);
        assert!(places.iter().all(|place| *place == places[0] && place.0 == 303), "{places:?}");
        assert_eq!(Rows::count(&world.db, world.harbor).await - before, Rows::ONE_START);
        everything_adds_up(&world).await;
        mail_everything(&world).await;
        let mails = world.mailbox.all_of(world.harbor.org()).await;
        let mut to: Vec<&str> =
            mails.iter().filter_map(|mail| mail.to.split(['<', '@']).nth_back(1)).collect();
        to.sort_unstable();
        assert_eq!(to, ["ben", "carol"], "one mail each: {mails:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_different_presses_of_one_instructor_one_starts() {
    on_both_engines(async |world| {
        let before = Rows::count(&world.db, world.harbor).await;
        let presses: Vec<Start> =
            (0..20).map(|number| world.press(world.ben, &format!("press {number}"))).collect();

        let results = join_all(presses.iter().map(|press| world.try_start(world.ada, press))).await;

        let started: Vec<_> = results.iter().flatten().collect();
        assert_eq!(started.len(), 1, "{results:?}");
        let refused = results
            .iter()
            .filter(|result| matches!(result, Err(StartError::InstructorBusy { session }) if session == started[0]))
            .count();
        assert_eq!(refused, 19, "{results:?}");
        assert_eq!(Rows::count(&world.db, world.harbor).await - before, Rows::ONE_START);
        everything_adds_up(&world).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_instructors_who_start_with_one_student_one_wins() {
    on_both_engines(async |world| {
        for round in 0..10 {
            let (ada, ivan) = (
                world.press(world.mia, &format!("ada {round}")),
                world.press(world.mia, &format!("ivan {round}")),
            );

            let results =
                join_all([world.try_start(world.ada, &ada), world.try_start(world.ivan, &ivan)]).await;

            let winners: Vec<_> = results.iter().flatten().collect();
            assert_eq!(winners.len(), 1, "{results:?}");
            assert!(
                results.iter().any(|result| matches!(result, Err(StartError::StudentBusy))),
                "{results:?}"
            );
            end(&world, *winners[0], Choice::Mistake).await.unwrap();
        }
        everything_adds_up(&world).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_not_used_for_something_else() {
    on_both_engines(async |world| {
        let press = world.press(world.ben, "the key");
        let other = Start { body_hash: [2; 32], ..world.press(world.mia, "the key") };
        let before = Rows::count(&world.db, world.harbor).await;

        let first = world.try_start(world.ada, &press).await.unwrap();
        let again = world.try_start(world.ada, &press).await.unwrap();
        let refused = world.try_start(world.ada, &other).await;

        assert_eq!(first, again);
        assert!(matches!(refused, Err(StartError::KeyUsedForOther)), "{refused:?}");
        assert_eq!(Rows::count(&world.db, world.harbor).await - before, Rows::ONE_START);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_ended_by_many_settles_once() {
    on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        both_in_for_six_minutes(&world, session).await;
        let before = Rows::count(&world.db, world.harbor).await;

        let results = join_all((0..20).map(|_| end(&world, session, Choice::Completed))).await;

        assert_eq!(results.iter().flatten().count(), 1, "{results:?}");
        let refused = results.iter().filter(|result| matches!(result, Err(EndError::NotOpen))).count();
        assert_eq!(refused, 19, "{results:?}");
        assert_eq!(Rows::count(&world.db, world.harbor).await - before, Rows::ONE_END);
        let mut tx = world.db.read().await.unwrap();
        let left = ledger::balance(&mut tx, world.harbor, world.ben).await.unwrap();
        assert_eq!((left.available, left.held), (2, 0));
        drop(tx);
        everything_adds_up(&world).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn credits_given_at_once_add_up() {
    on_both_engines(async |world| {
        let two = ledger::Credits::new(2).unwrap();

        let results: Vec<Result<(), db::Error>> = join_all((0..50).map(async |_| {
            in_tx!(world.db, db::Error, tx, {
                ledger::grant(tx, world.harbor, world.mia, two, "a gift", Some(world.amara)).await
            })
        }))
        .await;

        assert!(results.iter().all(Result::is_ok), "{results:?}");
        let mut tx = world.db.read().await.unwrap();
        assert_eq!(ledger::balance(&mut tx, world.harbor, world.mia).await.unwrap().available, 100);
        drop(tx);
        everything_adds_up(&world).await;
    })
    .await;
}

async fn both_in_for_six_minutes(world: &World, session: kernel::SessionId) {
    in_tx!(world.db, db::Error, tx, {
        let now = tx.now();
        presence::enter(tx, world.harbor, session, Seat::Instructor, now).await?;
        presence::enter(tx, world.harbor, session, Seat::Student, now).await
    })
    .unwrap();
    world.pass_minutes(6);
}

async fn end(world: &World, session: kernel::SessionId, choice: Choice) -> Result<sessions::Ended, EndError> {
    let by = By::Instructor(world.ada);
    in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, Some(choice)).await })
}

/// No worker runs here, so events that wait are left out.
async fn everything_adds_up(world: &World) {
    let mut found = nacre::check::findings(&world.db).await.unwrap();
    found.retain(|finding| !finding.contains("events wait to be told"));
    assert_eq!(found, Vec::<String>::new());
}
