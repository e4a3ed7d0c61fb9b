//! Sessions with an end, for the tests of the office.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Seat, SessionId, UserId};
use ledger::Balance;
use teaching::presence;
use teaching::sessions::{self, By, Choice, EndError};
use testkit::{Answer, World};
use web::Money;

/// Ada and `student` meet for `minutes`; then Ada ends the session.
pub async fn taught(world: &World, student: UserId, minutes: u64) -> SessionId {
    let session = world.start(student).await;
    both_in(world, session, minutes).await;
    end(world, session, None).await;
    session
}

/// Both are in for `minutes`, and still are.
pub async fn both_in(world: &World, session: SessionId, minutes: u64) {
    let entered: db::Result<()> = in_tx!(world.db, db::Error, tx, {
        for seat in Seat::ALL {
            presence::enter(tx, world.harbor, session, *seat, tx.now()).await?;
        }
        Ok(())
    });
    entered.unwrap();
    world.pass_minutes(minutes);
}

pub async fn end(world: &World, session: SessionId, choice: Option<Choice>) {
    let by = By::Instructor(world.ada);
    in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, choice).await }).unwrap();
}

pub async fn balance(world: &World, student: UserId) -> Balance {
    ledger::balance(&mut world.db.read().await.unwrap(), world.harbor, student).await.unwrap()
}

/// How Harbor's sessions are paid from now on.
pub async fn pay_by(world: &World, money: Money) {
    let below_zero = people::organizations::BelowZero::Allow;
    in_tx!(world.db, db::Error, tx, {
        office::configuration::change_money(tx, world.harbor, world.amara, money, below_zero).await
    })
    .unwrap();
}

pub fn assert_redirect(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{}", answer.text);
}
