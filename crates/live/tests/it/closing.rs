//! Abandoned classrooms close by themselves.

use db::in_tx;
use kernel::{SessionMinutes, Zone};
use ledger::Balance;
use live::closing::sweep;
use serde_json::json;
use teaching::sessions::{self, BookError, Booking, Outcome};

use crate::house::on_both_engines;

#[tokio::test]
async fn a_classroom_with_nobody_inside_closes_after_fifteen_minutes() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (db, clock) = (&house.world.db, &house.world.clock);

        house.world.pass_minutes(14);
        let early = sweep(db, clock.now(), &house.rooms).await.unwrap();
        house.world.pass_minutes(1);
        let due = sweep(db, clock.now(), &house.rooms).await.unwrap();
        let again = sweep(db, clock.now(), &house.rooms).await.unwrap();

        assert_eq!((early, due, again), (0, 1, 0));
        let stored = house.session(session).await;
        assert_eq!((stored.outcome, stored.ended_by_server), (Some(Outcome::MissedByInstructor), true));
    })
    .await;
}

#[tokio::test]
async fn a_classroom_closes_fifteen_minutes_after_its_planned_end_though_people_are_in() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        instructor.hello("room").await;
        instructor.connect_media().await;
        instructor.until_that(|message| message["person"]["media"] == "live").await;

        house.world.pass_minutes(44);
        let early = sweep(&house.world.db, house.world.clock.now(), &house.rooms).await.unwrap();
        house.world.pass_minutes(1);
        let due = sweep(&house.world.db, house.world.clock.now(), &house.rooms).await.unwrap();

        assert_eq!((early, due), (0, 1));
        let ended = instructor.until("ended").await;
        assert_eq!((&ended["outcome"], &ended["by"]), (&json!("missed"), &json!("server")));
        assert_eq!(instructor.closed().await, 4000);
    })
    .await;
}

#[tokio::test]
async fn a_classroom_is_not_deserted_while_somebody_is_in_it_without_sound_and_picture() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (db, clock) = (&house.world.db, &house.world.clock);
        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        let welcome = instructor.hello("room").await;
        assert_eq!(welcome["instructor"]["place"], "room", "{welcome}");

        house.world.pass_minutes(20);
        let inside = sweep(db, clock.now(), &house.rooms).await.unwrap();
        instructor.say(json!({"t": "leave"})).await;
        assert_eq!(instructor.closed().await, 1000);
        let deserted = sweep(db, clock.now(), &house.rooms).await.unwrap();

        assert_eq!((inside, deserted), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn a_planned_session_that_nobody_opened_is_missed_by_its_instructor_and_its_credit_comes_back() {
    on_both_engines(async |house| {
        let world = &house.world;
        let booking = Booking {
            instructor: world.ada,
            student: world.ben,
            program: world.algebra,
            starts_at: world.clock.now().plus_minutes(60),
            place: sessions::Place::Classroom,
            minutes: SessionMinutes::new(30).unwrap(),
            zone: Zone::UTC,
            subject: String::new(),
            description: String::new(),
            billable: true,
            by: world.ada,
        };
        let session = in_tx!(world.db, BookError, tx, {
            sessions::book(tx, world.harbor, world.app.key(), &booking).await
        })
        .unwrap();

        world.pass_minutes(60 + 30 + 14);
        let early = sweep(&world.db, world.clock.now(), &house.rooms).await.unwrap();
        world.pass_minutes(1);
        let due = sweep(&world.db, world.clock.now(), &house.rooms).await.unwrap();
        let again = sweep(&world.db, world.clock.now(), &house.rooms).await.unwrap();

        assert_eq!((early, due, again), (0, 1, 0));
        let stored = house.session(session).await;
        assert_eq!((stored.outcome, stored.ended_by_server), (Some(Outcome::MissedByInstructor), true));
        assert_eq!(stored.opened_at, None);
        let mut tx = world.db.read().await.unwrap();
        let balance = ledger::balance(&mut tx, world.harbor, world.ben).await.unwrap();
        assert_eq!(balance, Balance { available: 3, held: 0 });
        assert_eq!(ledger::check(&mut tx, world.harbor).await.unwrap(), []);
        assert_eq!(sessions::contradictions(&mut tx, world.harbor).await.unwrap(), []);
    })
    .await;
}

#[tokio::test]
async fn a_session_that_cannot_be_closed_holds_up_no_other() {
    on_both_engines(async |house| {
        let world = &house.world;
        let broken = world.start(world.ben).await;
        world.pass_minutes(1);
        let press = world.press(world.mia, "ivan's press");
        let other = world.try_start(world.ivan, &press).await.unwrap();
        in_tx!(world.db, db::Error, tx, {
            let (org, nowhere) = (world.harbor.org(), "Nowhere".to_owned());
            tx.exec("UPDATE sessions SET zone = $3 WHERE org_id = $1 AND id = $2", &[&org, &broken, &nowhere])
                .await
        })
        .unwrap();

        world.pass_minutes(60);
        let closed = sweep(&world.db, world.clock.now(), &house.rooms).await.unwrap();

        assert_eq!(closed, 1);
        assert!(house.session(other).await.outcome.is_some());
    })
    .await;
}
