//! Many at once: the database decides, and exactly one wins.

use std::sync::Arc;

use db::in_tx;
use kernel::{SessionId, UserId};
use ledger::{Balance, BelowZero, HoldError, Settlement};
use testkit::World;
use tokio::task::JoinSet;

use crate::stage;

/// Copies of one press.
const AT_ONCE: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_copies_of_a_hold_hold_once_and_twenty_settlements_settle_once() {
    testkit::on_both_engines(async |world| {
        let world = Arc::new(world);
        let student = stage::student(&world).await;
        stage::grant(&world, student, 3).await;
        let session = stage::sessions(&world, student, 1).await[0];

        let held = at_once(&world, move |world, _| async move { hold(&world, student, session).await }).await;
        assert_eq!(held, 1);
        assert_eq!(balance(&world, student).await, Balance { available: 2, held: 1 });

        let settled = at_once(&world, move |world, n| async move {
            let how = if n % 2 == 0 { Settlement::Consume } else { Settlement::Release };
            in_tx!(world.db, db::Error, tx, { ledger::settle(tx, world.harbor, session, how, None).await })
                .unwrap()
        })
        .await;
        assert_eq!(settled, 1);
        assert_eq!(balance(&world, student).await.held, 0);
        assert_eq!(ledger::check(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap(), []);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_nobody_goes_below_zero_three_credits_hold_for_three_sessions() {
    testkit::on_both_engines(async |world| {
        let world = Arc::new(world);
        stage::set_below_zero(&world, BelowZero::Block).await;
        let student = stage::student(&world).await;
        stage::grant(&world, student, 3).await;
        let sessions = Arc::new(stage::sessions(&world, student, i64::try_from(AT_ONCE).unwrap()).await);

        let held = at_once(&world, move |world, n| {
            let sessions = sessions.clone();
            async move { hold(&world, student, sessions[n]).await }
        })
        .await;

        assert_eq!(held, 3);
        assert_eq!(balance(&world, student).await, Balance { available: 0, held: 3 });
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_student_s_first_credits_open_one_account() {
    testkit::on_both_engines(async |world| {
        let world = Arc::new(world);
        let student = stage::student(&world).await;

        at_once(&world, move |world, _| async move {
            stage::grant(&world, student, 2).await;
            true
        })
        .await;

        let all = i64::try_from(AT_ONCE * 2).unwrap();
        assert_eq!(balance(&world, student).await, Balance { available: all, held: 0 });
        assert_eq!(ledger::check(&mut world.db.read().await.unwrap(), world.harbor).await.unwrap(), []);
    })
    .await;
}

/// Runs copies of `press` beside each other; says how many did something.
async fn at_once<F>(world: &Arc<World>, press: impl Fn(Arc<World>, usize) -> F) -> usize
where
    F: Future<Output = bool> + Send + 'static,
{
    let mut presses = JoinSet::new();
    for n in 0..AT_ONCE {
        presses.spawn(press(world.clone(), n));
    }
    presses.join_all().await.into_iter().filter(|did| *did).count()
}

async fn hold(world: &World, student: UserId, session: SessionId) -> bool {
    let held = in_tx!(world.db, HoldError, tx, {
        ledger::hold(tx, world.harbor, student, session, world.ada).await
    });
    match held {
        Ok(_) => true,
        Err(HoldError::NotEnough { .. } | HoldError::Store(db::Error::Conflict { .. })) => false,
        Err(HoldError::Store(error)) => panic!("{error}"),
    }
}

async fn balance(world: &World, student: UserId) -> Balance {
    ledger::balance(&mut world.db.read().await.unwrap(), world.harbor, student).await.unwrap()
}
