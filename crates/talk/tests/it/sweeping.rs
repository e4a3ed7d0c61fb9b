//! What the worker removes when it is old, and what it keeps.

use db::{in_tx, outbox};
use testkit::World;
use testkit::smtp::SmtpServer;

use crate::working::Working;

const DAY: u64 = 24 * 60;

/// Presses, events, sign-ins, counts of tries; notices and mails.
async fn rows(world: &World) -> [i64; 6] {
    let mut tx = world.db.read().await.unwrap();
    let mut counts = [0; 6];
    for (count, sql) in counts.iter_mut().zip([
        "SELECT COUNT(*) FROM intents",
        "SELECT COUNT(*) FROM outbox",
        "SELECT COUNT(*) FROM sign_ins",
        "SELECT COUNT(*) FROM throttles",
        "SELECT COUNT(*) FROM notices",
        "SELECT COUNT(*) FROM deliveries",
    ]) {
        (*count,) = tx.one::<(i64,)>(sql, &[]).await.unwrap();
    }
    counts
}

#[tokio::test]
async fn after_ninety_days_presses_told_events_and_sign_ins_are_gone_and_what_was_told_stays() {
    testkit::on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let mut ada = world.signed_in(world.ada).await;
        ada.post("/sign-out", &[]).await;
        let mut stranger = world.stranger();
        stranger.post("/sign-in", &[("login", "ben@demo.test"), ("password", "wrong")]).await;
        world.start(world.ben).await;
        let first_day = Working::begin(&world, server.port());
        first_day.mails(&server, 2).await;
        // nobody came
        world.pass_minutes(10);
        first_day.mails(&server, 5).await;
        first_day.kill().await;
        let fresh = rows(&world).await;

        world.pass_minutes(89 * DAY);
        let later = Working::begin(&world, server.port());
        later.until("tries are forgotten", async || rows(&world).await[3] == 0).await;
        later.kill().await;
        let a_day_before = rows(&world).await;
        world.pass_minutes(2 * DAY);
        let at_last = Working::begin(&world, server.port());
        at_last.until("the old is gone", async || rows(&world).await[..4] == [0; 4]).await;

        assert!(fresh.iter().all(|count| *count > 0), "{fresh:?}");
        assert_eq!(a_day_before[..3], fresh[..3]);
        assert_eq!(rows(&world).await[4..], fresh[4..]);
        assert!(next_event(&world).await > 1, "a number is never given twice: mails are owed once by it");
    })
    .await;
}

/// The number of an event that happens now.
async fn next_event(world: &World) -> i64 {
    in_tx!(world.db, db::Error, tx, {
        outbox::record(tx, world.harbor, kernel::Event::CreditsChanged { student: world.ben }).await?;
        let (id,): (i64,) = tx.one("SELECT MAX(id) FROM outbox", &[]).await?;
        Ok(id)
    })
    .unwrap()
}
