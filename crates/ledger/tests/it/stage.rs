//! What the tests of the ledger stand on: a student without credits and sessions that hold none yet.

use std::sync::atomic::{AtomicI64, Ordering};

use db::in_tx;
use kernel::{OrgId, Role, SessionId, SessionMinutes, UserId};
use ledger::{BelowZero, Credits};
use people::accounts::{self, AddError, NewPerson};
use people::organizations;
use people::teaching_pairs;
use teaching::sessions::{self, BookError, Booking};
use testkit::World;

/// A student of Ada's who never had a credit.
pub async fn student(world: &World) -> UserId {
    let new = NewPerson {
        first_name: "Zoe".parse().unwrap(),
        last_name: "Park".parse().unwrap(),
        email: Some(
            format!("{}@demo.test", OrgId::fresh(world.clock.now()).uuid().simple()).parse().unwrap(),
        ),
        username: None,
        roles: [Role::Student].into_iter().collect(),
        zone: kernel::Zone::UTC,
        under_13: false,
    };
    let added: Result<UserId, AddError> = in_tx!(world.db, AddError, tx, {
        let id = accounts::add(tx, world.harbor, new.clone(), None).await?;
        teaching_pairs::assign(tx, world.harbor, world.ada, id).await?;
        Ok(id)
    });
    added.unwrap()
}

/// Hours from now on that were given out: Ada is booked for one session at a time.
static HOURS: AtomicI64 = AtomicI64::new(24);

/// Non-billable sessions of Ada and `student`, in the days to come.
pub async fn sessions(world: &World, student: UserId, count: i64) -> Vec<SessionId> {
    let mut made = Vec::new();
    for _ in 0..count {
        let hour = HOURS.fetch_add(1, Ordering::Relaxed);
        let booking = Booking {
            instructor: world.ada,
            student,
            program: world.algebra,
            starts_at: world.clock.now().plus_minutes(hour * 60),
            place: sessions::Place::Classroom,
            minutes: SessionMinutes::new(30).unwrap(),
            zone: kernel::Zone::UTC,
            subject: String::new(),
            description: String::new(),
            billable: false,
            by: world.ada,
        };
        let key = world.app.key();
        let booked =
            in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await });
        made.push(booked.unwrap());
    }
    made
}

/// What an admin's switch does: the organization's setting and every account.
pub async fn set_below_zero(world: &World, below_zero: BelowZero) {
    let setting = match below_zero {
        BelowZero::Allow => organizations::BelowZero::Allow,
        BelowZero::Block => organizations::BelowZero::Block,
    };
    let set: db::Result<()> = in_tx!(world.db, db::Error, tx, {
        organizations::set_money(tx, world.harbor, web::Money::Credits, setting).await?;
        ledger::set_floor_for_all(tx, world.harbor, below_zero).await
    });
    set.unwrap();
}

/// Some credits for `student`, from Amara.
pub async fn grant(world: &World, student: UserId, credits: i64) {
    let credits = Credits::new(credits).unwrap();
    let granted: db::Result<()> = in_tx!(world.db, db::Error, tx, {
        ledger::grant(tx, world.harbor, student, credits, "to begin with", Some(world.amara)).await
    });
    granted.unwrap();
}
