//! Abandoned classrooms close by themselves.

use live::closing::sweep;
use serde_json::json;
use teaching::sessions::Outcome;

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
