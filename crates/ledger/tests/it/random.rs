//! Anything in any order: the real account and the model give the same answers and end with the same books.

use db::in_tx;
use kernel::{SessionId, UserId};
use ledger::{Balance, BelowZero, Correction, Credits, Entry, HoldError, Settlement, SpendError, audit};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use testkit::World;

use crate::model::{Act, Answer, Model};
use crate::stage;

/// Sequences tried on each engine.
const CASES: u32 = 24;

#[test]
fn a_random_life_of_an_account_ends_with_true_books() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for (place, folder) in runtime.block_on(testkit::engines()) {
        let world = runtime.block_on(World::at(&place, folder));
        let mut runner =
            TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
        let lives = prop::collection::vec(any_act(), 1..40);
        let result = runner.run(&lives, |life| {
            runtime.block_on(live(&world, &life));
            Ok(())
        });
        if let Err(failure) = result {
            panic!("on {place:?}: {failure}");
        }
    }
}

fn any_act() -> impl Strategy<Value = Act> {
    let settlement = prop_oneof![Just(Settlement::Consume), Just(Settlement::Release)];
    prop_oneof![
        2 => (1..4_i64).prop_map(Act::Grant),
        1 => (1..4_i64).prop_map(Act::Add),
        1 => (1..6_i64).prop_map(Act::TakeBack),
        6 => (0..4_usize).prop_map(Act::Hold),
        6 => (0..4_usize, settlement).prop_map(|(session, settlement)| Act::Settle(session, settlement)),
        3 => (0..4_usize).prop_map(Act::Charge),
        3 => (0..4_usize).prop_map(Act::Refund),
        2 => prop_oneof![Just(BelowZero::Allow), Just(BelowZero::Block)].prop_map(Act::Switch),
    ]
}

async fn live(world: &World, life: &[Act]) {
    stage::set_below_zero(world, BelowZero::Allow).await;
    let student = stage::student(world).await;
    let sessions = stage::sessions(world, student, 4).await;
    let mut model = Model::default();

    for act in life {
        let expected = model.act(*act);
        assert_eq!(really(world, student, &sessions, *act).await, expected, "{act:?}");
        assert_eq!(balance(world, student).await, model.balance, "after {act:?}");
    }

    let entries = whole_ledger(world, student).await;
    let sum = audit(&entries).unwrap();
    assert_eq!(sum.balance, model.balance);
    assert_eq!(sum.used, model.used());
    assert_eq!(sum.issued + sum.balance.available + sum.balance.held + sum.used, 0);
    assert_eq!(i64::try_from(entries.len()).unwrap(), model.entries);
    let mut tx = world.db.read().await.unwrap();
    assert_eq!(ledger::check(&mut tx, world.harbor).await.unwrap(), []);
}

async fn really(world: &World, student: UserId, sessions: &[SessionId], act: Act) -> Answer {
    match act {
        Act::Grant(credits) => {
            stage::grant(world, student, credits).await;
            Answer::Done
        }
        Act::Add(credits) => correct(world, student, Correction::Add(Credits::new(credits).unwrap())).await,
        Act::TakeBack(credits) => {
            correct(world, student, Correction::TakeBack(Credits::new(credits).unwrap())).await
        }
        Act::Hold(session) => hold(world, student, sessions[session]).await,
        Act::Settle(session, settlement) => settle(world, sessions[session], settlement).await,
        Act::Charge(session) => charge(world, student, sessions[session]).await,
        Act::Refund(session) => refund(world, sessions[session]).await,
        Act::Switch(below_zero) => {
            stage::set_below_zero(world, below_zero).await;
            Answer::Done
        }
    }
}

async fn correct(world: &World, student: UserId, correction: Correction) -> Answer {
    let done = in_tx!(world.db, SpendError, tx, {
        ledger::correct(tx, world.harbor, student, correction, "counted again", Some(world.amara)).await
    });
    match done {
        Ok(()) => Answer::Done,
        Err(SpendError::NotEnough { available }) => Answer::NotEnough { available },
        Err(SpendError::Store(error)) => panic!("{error}"),
    }
}

async fn hold(world: &World, student: UserId, session: SessionId) -> Answer {
    let done = in_tx!(world.db, HoldError, tx, {
        ledger::hold(tx, world.harbor, student, session, world.ada).await
    });
    match done {
        Ok(_) => Answer::Done,
        Err(HoldError::NotEnough { available }) => Answer::NotEnough { available },
        Err(HoldError::Store(db::Error::Conflict { .. })) => Answer::PaidBefore,
        Err(HoldError::Store(error)) => panic!("{error}"),
    }
}

async fn settle(world: &World, session: SessionId, settlement: Settlement) -> Answer {
    let done = in_tx!(world.db, db::Error, tx, {
        ledger::settle(tx, world.harbor, session, settlement, None).await
    });
    if done.unwrap() { Answer::Done } else { Answer::Nothing }
}

async fn charge(world: &World, student: UserId, session: SessionId) -> Answer {
    let done = in_tx!(world.db, SpendError, tx, {
        ledger::charge(tx, world.harbor, student, session, "billable after all", Some(world.amara)).await
    });
    match done {
        Ok(true) => Answer::Done,
        Ok(false) => Answer::Nothing,
        Err(SpendError::NotEnough { available }) => Answer::NotEnough { available },
        Err(SpendError::Store(error)) => panic!("{error}"),
    }
}

async fn refund(world: &World, session: SessionId) -> Answer {
    let done = in_tx!(world.db, db::Error, tx, {
        ledger::refund(tx, world.harbor, session, "a gift", Some(world.amara)).await
    });
    if done.unwrap() { Answer::Done } else { Answer::Nothing }
}

async fn balance(world: &World, student: UserId) -> Balance {
    ledger::balance(&mut world.db.read().await.unwrap(), world.harbor, student).await.unwrap()
}

/// Oldest first.
async fn whole_ledger(world: &World, student: UserId) -> Vec<Entry> {
    let mut tx = world.db.read().await.unwrap();
    let mut entries = Vec::new();
    let mut before = None;
    loop {
        let page = ledger::statement(&mut tx, world.harbor, student, before).await.unwrap();
        entries.extend(page.entries);
        before = page.older;
        if before.is_none() {
            break;
        }
    }
    entries.reverse();
    entries
}
