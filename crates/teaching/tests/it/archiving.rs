//! What becomes of the planned sessions of somebody who is archived.

use ledger::Balance;
use teaching::sessions::{Side, State};
use testkit::{World, on_both_engines};

use crate::booking::balance;
use crate::several::{book_three, quists, three_wednesdays};
use crate::stage::{book, booking, stored};

async fn archive(world: &World, person: kernel::UserId, planned: &str) {
    let path = format!("/people/{person}/archival");
    let done = world.signed_in(world.amara).await.post(&path, &[("planned", planned)]).await;
    assert_eq!(done.location(), format!("/people/{person}?done=archived"), "{}", done.text);
}

#[tokio::test]
async fn an_archived_student_leaves_planned_sessions_and_the_others_keep_theirs() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let alone = book(&world, &booking(&world, world.ben, 120)).await;
        let [bens, mias, cleos] = book_three(&world, &quists, 240).await;
        assert_eq!(balance(&world, world.ben).await, Balance { available: 1, held: 2 });
        let asked =
            world.signed_in(world.amara).await.get(&format!("/people/{}/archival", world.ben)).await.text;
        for words in ["Archive Ben Ortiz?", "2 planned sessions", "Yes, Archive this User", "Cancel them"] {
            assert!(asked.contains(words), "{words}: {asked}");
        }

        archive(&world, world.ben, "cancel").await;

        for cancelled in [alone, bens.id] {
            let session = stored(&world, cancelled).await;
            assert_eq!(
                (session.state(), session.cancelled_for),
                (State::Cancelled, Some(Side::Organization))
            );
            assert_eq!(session.cancel_reason.as_deref(), Some("Ben Ortiz does not learn here any more."));
        }
        for kept in [mias.id, cleos.id] {
            assert_eq!(stored(&world, kept).await.state(), State::Scheduled);
        }
        assert_eq!(balance(&world, world.ben).await, Balance { available: 3, held: 0 }, "nothing is charged");
    })
    .await;
}

/// How often families were to be told of a series.
async fn told(world: &World) -> i64 {
    let mut tx = world.db.read().await.unwrap();
    let sql = db::sql!("SELECT COUNT(*) FROM outbox WHERE payload LIKE '%series_changed%'");
    let (count,): (i64,) = tx.one(sql, &[]).await.unwrap();
    count
}

#[tokio::test]
async fn an_archived_instructors_series_is_cancelled_for_every_family_at_once() {
    on_both_engines(async |world| {
        let quists = quists(&world).await;
        let wednesdays = three_wednesdays(&world, &quists).await;
        assert_eq!(wednesdays.len(), 3);
        let asked =
            world.signed_in(world.amara).await.get(&format!("/people/{}/archival", world.ada)).await.text;
        assert!(asked.contains("3 planned sessions"), "of several students is one: {asked}");

        let before = told(&world).await;
        archive(&world, world.ada, "cancel").await;

        for session in &wednesdays {
            assert_eq!(stored(&world, session.id).await.state(), State::Cancelled);
        }
        assert_eq!(told(&world).await - before, 3, "one word for the series of each student");
    })
    .await;
}

#[tokio::test]
async fn planned_sessions_stay_when_the_admin_says_so() {
    on_both_engines(async |world| {
        let session = book(&world, &booking(&world, world.ben, 120)).await;

        archive(&world, world.ben, "keep").await;

        assert_eq!(stored(&world, session).await.state(), State::Scheduled);
    })
    .await;
}
