//! Another instructor for a planned session, and being late for it.

use axum::http::StatusCode;
use db::in_tx;
use kernel::{Seat, SessionId, UserId};
use teaching::presence;
use teaching::sessions::{self, Booking, Lateness, OpenError};
use testkit::{Answer, World, on_both_engines};

use crate::booking::assert_refused;
use crate::stage::{assert_redirect, book, booking, stored};

async fn substitute(world: &World, by: UserId, session: SessionId, instructor: UserId) -> Answer {
    let path = format!("/sessions/{session}/substitute");
    world.signed_in(by).await.post(&path, &[("instructor", &instructor.to_string())]).await
}

#[tokio::test]
async fn an_admin_has_somebody_else_teach_and_all_else_stays() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let before = stored(&world, session).await;
        let path = format!("/sessions/{session}");
        let page = world.signed_in(world.amara).await.get(&format!("{path}/substitute")).await.text;
        assert!(page.contains("Ivan Petrov") && !page.contains(">Ada Byron</option>"), "{page}");

        let done = substitute(&world, world.amara, session, world.ivan).await;

        assert_redirect(&done, &path);
        let after = stored(&world, session).await;
        assert_eq!((after.instructor, after.student), (world.ivan, world.ben));
        assert_eq!((after.starts_at, after.ends_at), (before.starts_at, before.ends_at));
        assert_eq!(after.calendar_sequence, before.calendar_sequence + 1);
        let mut ada = world.signed_in(world.ada).await;
        for path in [path.clone(), format!("/classroom/{session}"), format!("{path}/reschedule")] {
            assert_eq!(ada.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(world.signed_in(world.ivan).await.get(&path).await.status, StatusCode::OK);
        // pressed twice
        assert_redirect(&substitute(&world, world.amara, session, world.ivan).await, &path);
    })
    .await;
}

#[tokio::test]
async fn who_is_busy_or_does_not_teach_is_refused_and_only_admins_are_asked() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;
        let of_ivan = Booking { instructor: world.ivan, ..booking(&world, world.mia, 135) };
        book(&world, &of_ivan).await;

        let busy = substitute(&world, world.amara, session, world.ivan).await;
        assert_refused(
            &busy,
            "instructor",
            "Ivan Petrov has a session with Mia Chen at that time, 17:22 to 17:52.",
        );
        for nobody in [world.ben, world.carol, world.olga] {
            let refused = substitute(&world, world.amara, session, nobody).await;
            assert_refused(&refused, "instructor", "Choose an instructor from the list.");
        }
        for person in [world.ada, world.ivan, world.ben, world.carol] {
            assert_eq!(substitute(&world, person, session, world.ivan).await.status, StatusCode::NOT_FOUND);
        }
        assert_eq!(stored(&world, session).await.instructor, world.ada);

        world.pass_minutes(110);
        in_tx!(world.db, OpenError, tx, { sessions::open(tx, world.harbor, session).await }).unwrap();
        assert_eq!(substitute(&world, world.amara, session, world.ivan).await.status, StatusCode::CONFLICT);
    })
    .await;
}

async fn late(world: &World, person: UserId, session: SessionId, minutes: &str) -> Answer {
    world
        .signed_in(person)
        .await
        .post(&format!("/sessions/{session}/lateness"), &[("minutes", minutes)])
        .await
}

async fn said(world: &World, session: SessionId) -> Vec<(Seat, i64)> {
    let mut tx = world.db.read().await.unwrap();
    let all = sessions::latenesses(&mut tx, world.harbor, session).await.unwrap();
    all.into_iter().map(|Lateness { seat, minutes, .. }| (seat, minutes)).collect()
}

#[tokio::test]
async fn being_late_is_said_from_an_hour_before_until_somebody_is_in() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 61)).await;
        let path = format!("/sessions/{session}");
        let early = late(&world, world.ada, session, "10").await;
        assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", early.text);
        world.pass_minutes(1);

        assert_redirect(&late(&world, world.ada, session, "10").await, &path);
        assert_redirect(&late(&world, world.carol, session, "5").await, &path);
        assert_eq!(late(&world, world.ben, session, "7").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        for person in [world.amara, world.ivan, world.mia] {
            assert_eq!(late(&world, person, session, "10").await.status, StatusCode::NOT_FOUND);
        }

        assert_eq!(said(&world, session).await, [(Seat::Instructor, 10), (Seat::Student, 5)]);
        for person in [world.ada, world.ben, world.carol] {
            let page = world.signed_in(person).await.get(&path).await.text;
            assert!(page.contains("Ada is running about 10 minutes late"), "{page}");
            assert!(page.contains("Ben is running about 5 minutes late"), "{page}");
        }
        in_tx!(world.db, db::Error, tx, {
            presence::enter(tx, world.harbor, session, Seat::Instructor, tx.now()).await
        })
        .unwrap();
        assert_eq!(late(&world, world.ada, session, "15").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_redirect(&late(&world, world.ben, session, "15").await, &path);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_told_of_it_without_end() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 30)).await;
        let mut refused = 0;
        for n in 0..8 {
            let minutes = ["5", "10", "15"][n % 3];
            refused += i32::from(late(&world, world.ben, session, minutes).await.status.is_client_error());
        }

        assert_eq!(refused, 2);
    })
    .await;
}
