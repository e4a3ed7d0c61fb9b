//! What is written stays written, and what does not add up is found.

use db::{Bind, in_tx};
use ledger::{Balance, BelowZero, Correction, Credits, Finding, HoldError, SpendError};
use testkit::World;

use crate::stage;

/// Runs raw SQL as nobody should.
async fn tamper(world: &World, sql: &'static str, values: &[&dyn Bind]) -> db::Result<u64> {
    in_tx!(world.db, db::Error, tx, { tx.exec(sql, values).await })
}

#[tokio::test]
async fn entries_are_neither_changed_nor_removed() {
    testkit::on_both_engines(async |world| {
        let org = world.harbor.org();

        for sql in [
            "UPDATE credit_entries SET amount = 100 WHERE org_id = $1",
            "DELETE FROM credit_entries WHERE org_id = $1",
        ] {
            let refused = tamper(&world, sql, &[&org]).await.unwrap_err();
            assert!(refused.is_refused_by("credit_entries_append_only"), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_database_itself_holds_the_floor() {
    testkit::on_both_engines(async |world| {
        stage::set_below_zero(&world, BelowZero::Block).await;

        let sql = "UPDATE credit_accounts SET available = -1 WHERE org_id = $1 AND student_id = $2";
        let refused = tamper(&world, sql, &[&world.harbor.org(), &world.ben]).await.unwrap_err();

        assert!(refused.is_refused_by("credit_accounts_not_below_floor"), "{refused}");
    })
    .await;
}

#[tokio::test]
async fn a_debt_that_was_paid_back_cannot_be_made_again_once_debts_are_blocked() {
    testkit::on_both_engines(async |world| {
        let student = stage::student(&world).await;
        let sessions = stage::sessions(&world, student, 5).await;
        let hold = async |n: usize| {
            in_tx!(world.db, HoldError, tx, {
                ledger::hold(tx, world.harbor, student, sessions[n], world.ada).await
            })
        };
        for n in 0..3 {
            hold(n).await.unwrap();
        }
        stage::set_below_zero(&world, BelowZero::Block).await;
        assert!(matches!(hold(3).await, Err(HoldError::NotEnough { available: -3 })));

        stage::grant(&world, student, 2).await;

        assert!(matches!(hold(3).await, Err(HoldError::NotEnough { available: -1 })));
        stage::set_below_zero(&world, BelowZero::Allow).await;
        assert_eq!(hold(3).await.unwrap(), -2);
    })
    .await;
}

#[tokio::test]
async fn nobody_takes_back_more_than_the_floor_allows() {
    testkit::on_both_engines(async |world| {
        stage::set_below_zero(&world, BelowZero::Block).await;
        let take_back = async |credits: i64| {
            let correction = Correction::TakeBack(Credits::new(credits).unwrap());
            in_tx!(world.db, SpendError, tx, {
                ledger::correct(tx, world.harbor, world.ben, correction, "too many", Some(world.amara)).await
            })
        };

        assert!(matches!(take_back(4).await, Err(SpendError::NotEnough { available: 3 })));
        take_back(3).await.unwrap();

        let mut tx = world.db.read().await.unwrap();
        let both = ledger::balances(&mut tx, world.harbor, &[world.ben, world.mia]).await.unwrap();
        assert_eq!((both[&world.ben], both[&world.mia]), (Balance::default(), Balance::default()));
    })
    .await;
}

#[tokio::test]
async fn another_organization_s_account_does_not_exist() {
    testkit::on_both_engines(async |world| {
        let mut tx = world.db.read().await.unwrap();

        assert_eq!(ledger::balance(&mut tx, world.oak, world.ben).await.unwrap(), Balance::default());
        assert_eq!(ledger::statement(&mut tx, world.oak, world.ben, None).await.unwrap().entries, []);
        drop(tx);
        let foreign = in_tx!(world.db, db::Error, tx, {
            let one = Credits::ONE;
            ledger::grant(tx, world.oak, world.ben, one, "by mistake", Some(world.olga)).await
        });
        assert!(matches!(foreign, Err(db::Error::Check { .. })), "{foreign:?}");
    })
    .await;
}

#[tokio::test]
async fn a_balance_that_does_not_add_up_is_found() {
    testkit::on_both_engines(async |world| {
        let sql =
            "UPDATE credit_accounts SET available = available + 1 WHERE org_id = $1 AND student_id = $2";
        tamper(&world, sql, &[&world.harbor.org(), &world.ben]).await.unwrap();

        let mut tx = world.db.read().await.unwrap();
        let found = ledger::check(&mut tx, world.harbor).await.unwrap();

        assert_eq!(
            found,
            [Finding::Balance {
                student: world.ben,
                account: Balance { available: 4, held: 0 },
                summed: Balance { available: 3, held: 0 },
                entries: 1
            }]
        );
    })
    .await;
}

#[tokio::test]
async fn a_hold_that_outlived_its_session_is_found() {
    testkit::on_both_engines(async |world| {
        let session = world.start(world.ben).await;
        let sql = "UPDATE sessions SET ended_at = opened_at, ended_by = 'server', outcome = 'completed'
                    WHERE org_id = $1 AND id = $2";
        tamper(&world, sql, &[&world.harbor.org(), &session]).await.unwrap();

        let mut tx = world.db.read().await.unwrap();
        let found = ledger::check(&mut tx, world.harbor).await.unwrap();

        assert_eq!(found, [Finding::OrphanHold { student: world.ben, session }]);
    })
    .await;
}
