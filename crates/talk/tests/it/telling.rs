//! From an event to mails and notifications: for each committed act once, for a rolled-back one never.

use db::{in_tx, outbox};
use kernel::{Event, SessionId};
use people::organizations::{self, RequestRules};
use teaching::on_demand::{self, OfferError};
use teaching::sessions::{self, StartError};
use testkit::on_both_engines;
use testkit::smtp::SmtpServer;
use web::Push;

use crate::working::{Working, cancel, subjects, to};

#[tokio::test(flavor = "multi_thread")]
async fn a_started_session_is_told_to_the_student_and_each_parent_once() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());

        world.start(world.ben).await;

        let mails = working.mails(&server, 2).await;
        assert_eq!(to(&mails, "ben@demo.test").len(), 1);
        assert_eq!(to(&mails, "carol@demo.test").len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_that_was_rolled_back_is_told_to_nobody() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let (ada, press) = (world.viewer(world.ada).await, world.press(world.ben, "one press"));

        let undone: Result<(), StartError> = in_tx!(world.db, StartError, tx, {
            sessions::start(tx, world.app.key(), &ada, &press).await?;
            Err(StartError::StudentBusy)
        });

        assert!(undone.is_err());
        working.mails(&server, 0).await;
        assert!(!world.signed_in(world.ben).await.get("/notifications").await.text.contains("starts now"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_told_twice_owes_one_mail_and_one_notification() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        world.start(world.ben).await;
        working.mails(&server, 2).await;

        let again: db::Result<u64> = in_tx!(world.db, db::Error, tx, {
            tx.exec("UPDATE outbox SET done_at = NULL, leased_until = NULL", &[]).await
        });

        assert!(again.unwrap() > 0);
        working
            .until("all is told again", async || {
                outbox::waiting(&mut world.db.read().await.unwrap()).await.unwrap().0 == 0
            })
            .await;
        working.mails(&server, 2).await;
        let page = world.signed_in(world.ben).await.get("/notifications").await.text;
        assert_eq!(page.matches("starts now").count(), 1, "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_cannot_be_told_holds_up_no_other() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let nowhere = SessionId::fresh(world.clock.now());
        in_tx!(world.db, db::Error, tx, {
            outbox::record(tx, world.harbor, Event::SessionStarted { session: nowhere }).await?;
            let org = world.harbor.org();
            tx.exec(
                "INSERT INTO outbox (org_id, payload, recorded_at, attempts) VALUES ($1, '{\"event\":\"from later\"}', $2, 0)",
                &[&org, &tx.now()],
            )
            .await
        })
        .unwrap();
        let working = Working::begin(&world, server.port());

        world.start(world.ben).await;

        working.mails(&server, 2).await;
        let (waiting, _) = outbox::waiting(&mut world.db.read().await.unwrap()).await.unwrap();
        assert_eq!(waiting, 2, "both bad events stay to be seen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_session_is_told_to_everyone_in_it() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = world.start(world.ben).await;
        working.mails(&server, 2).await;

        cancel(&world, session).await;

        let mails = working.mails(&server, 5).await;
        for address in ["ben@demo.test", "carol@demo.test", "ada@demo.test"] {
            let last = to(&mails, address).pop().unwrap();
            assert!(last.header("subject").starts_with("Cancelled: "), "{:?}", subjects(&mails));
            assert!(last.text().contains("Ada is ill"));
            assert_eq!(last.link("/join/"), None);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_who_is_there_is_seen_at_once_by_those_who_may_meet_them() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let ivan = world.viewer(world.ivan).await;

        for with_anybody in [false, true] {
            let rules = RequestRules { parents: true, students: true, on_demand: true, with_anybody };
            in_tx!(world.db, db::Error, tx, { organizations::set_requests(tx, world.harbor, rules).await })
                .unwrap();
            let mut pushes = world.app.bus().listen();
            in_tx!(world.db, OfferError, tx, { on_demand::offer(tx, &ivan, world.algebra).await }).unwrap();

            let told = loop {
                match pushes.recv().await.unwrap() {
                    Push::Changed { people, .. } if people.contains(&world.ivan) => break people,
                    _ => {}
                }
            };
            // Ivan teaches Mia, whose mother is Carol
            assert!(told.contains(&world.mia) && told.contains(&world.carol));
            assert_eq!(told.contains(&world.ben), with_anybody);
        }
        working.mails(&server, 0).await;
    })
    .await;
}
