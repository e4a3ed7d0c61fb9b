//! What these tests share.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Seat, SessionId, SessionMinutes, UserId, Zone};
use people::organizations::{self, BelowZero, BookingRules};
use teaching::presence;
use teaching::sessions::{self, BookError, Booking, By, EndError, Session};
use testkit::{Answer, World};
use web::Money;

/// Ada and `student`, half an hour of billable Algebra that starts in so many minutes.
pub fn booking(world: &World, student: UserId, in_minutes: i64) -> Booking {
    Booking {
        instructor: world.ada,
        student,
        program: world.algebra,
        starts_at: world.clock.now().plus_minutes(in_minutes),
        place: sessions::Place::Classroom,
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: true,
        by: world.ada,
    }
}

pub async fn book(world: &World, booking: &Booking) -> SessionId {
    let key = world.app.key();
    in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, booking).await }).unwrap()
}

/// Both come in for `minutes`; then Ada ends the session.
pub async fn teach(world: &World, session: SessionId, minutes: u64) {
    in_tx!(world.db, db::Error, tx, {
        for seat in Seat::ALL {
            presence::enter(tx, world.harbor, session, *seat, tx.now()).await?;
        }
        sessions::met(tx, world.harbor, session, tx.now()).await
    })
    .unwrap();
    world.pass_minutes(minutes);
    let by = By::Instructor(world.ada);
    in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, None).await }).unwrap();
}

/// The session as it is stored.
pub async fn stored(world: &World, id: SessionId) -> Session {
    sessions::find(&mut world.db.read().await.unwrap(), world.harbor, id).await.unwrap()
}

pub async fn set_money(world: &World, money: Money, below_zero: BelowZero) {
    in_tx!(world.db, db::Error, tx, {
        office::configuration::change_money(tx, world.harbor, world.amara, money, below_zero).await
    })
    .unwrap();
}

/// Changes what Harbor's admins set under Booking & Sessions.
pub async fn set_booking(world: &World, change: impl Fn(&mut BookingRules)) {
    in_tx!(world.db, db::Error, tx, {
        let mut rules = organizations::rules_to_change(tx, world.harbor).await?.booking();
        change(&mut rules);
        organizations::set_booking(tx, world.harbor, &rules).await
    })
    .unwrap();
}

pub fn assert_redirect(answer: &Answer, to: &str) {
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, to), "{}", answer.text);
}

/// The value of the select called `name`: what stands chosen in it.
pub fn chosen<'a>(page: &'a str, name: &str) -> Option<&'a str> {
    let select = page.split_once(&format!("name=\"{name}\""))?.1.split("</select>").next()?;
    let option = select
        .split("<option ")
        .find(|option| option.split('>').next().unwrap_or("").contains(" selected"))?;
    option.split_once("value=\"")?.1.split('"').next()
}
