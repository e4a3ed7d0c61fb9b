//! Mails and a mail server that misbehaves: never lost, never wrong, at most one copy too many.

use std::time::Duration;

use db::{in_tx, outbox};
use kernel::Event;
use people::links::{self, Mailed};
use testkit::smtp::{Mood, SmtpServer};
use testkit::{World, on_both_engines};
use web::{Push, Topic};

use crate::working::{Working, archive, cancel, subjects, to};

/// The admins' list of mails that did not arrive.
async fn not_delivered(world: &World) -> String {
    world.signed_in(world.amara).await.get("/deliveries").await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_wait_for_a_server_that_is_down_and_then_arrive_once() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let port = server.port();
        server.stop().await;
        let working = Working::begin(&world, port);

        world.start(world.ben).await;
        world.try_start(world.ivan, &world.press(world.mia, "ivan's press")).await.unwrap();
        working
            .until("an admin sees it", async || not_delivered(&world).await.contains("Trying again"))
            .await;
        let dashboard_counts = not_delivered(&world).await;
        assert!(dashboard_counts.contains("waiting"), "{dashboard_counts}");

        let server = SmtpServer::start_at(port).await;
        world.pass_minutes(2);

        let mails = working.mails(&server, 4).await;
        assert_eq!(to(&mails, "carol@demo.test").len(), 2, "{:?}", subjects(&mails));
        assert!(not_delivered(&world).await.contains("No mails here"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_is_not_asked_all_the_time() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    server.set(Mood::Closes);
    let working = Working::begin(&world, server.port());

    world.start(world.ben).await;
    world.try_start(world.ivan, &world.press(world.mia, "ivan's press")).await.unwrap();

    working.until("it was tried", async || server.conversations() >= 3).await;
    let before = server.conversations();
    working.settle().await;
    assert!(server.conversations() <= before + 4, "each mail tries once, then all pause");
    assert!(working.post.down_since().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancellation_does_not_overtake_the_mail_before_it() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set(Mood::Slow(Duration::from_millis(400)));
        let working = Working::begin(&world, server.port());
        let session = world.start(world.ben).await;
        working.until("the first mails are being handed over", async || server.conversations() >= 2).await;

        cancel(&world, session).await;

        let mails = working.mails(&server, 5).await;
        let bens: Vec<_> = to(&mails, "ben@demo.test").iter().map(|mail| mail.header("subject")).collect();
        assert!(bens[0].ends_with("starts now"), "{bens:?}");
        assert!(bens[1].starts_with("Cancelled"), "{bens:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_later_mail_about_a_session_waits_for_the_earlier_one() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set_for("ben@demo.test", Mood::Later);
        let working = Working::begin(&world, server.port());
        let session = world.start(world.ben).await;
        working
            .until("Ben's is put off", async || not_delivered(&world).await.contains("Trying again"))
            .await;
        server.set_for("ben@demo.test", Mood::Takes);

        in_tx!(world.db, db::Error, tx, {
            let made = links::of_session(tx, world.harbor, session).await?;
            let bens = made.iter().find(|link| link.recipient == world.ben).unwrap().id;
            outbox::record(tx, world.harbor, Event::LinkResent { session, link: bens }).await
        })
        .unwrap();

        assert_eq!(working.mails(&server, 1).await[0].to, "carol@demo.test");
        world.pass_minutes(1);
        assert_eq!(to(&working.mails(&server, 3).await, "ben@demo.test").len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_refused_for_good_is_shown_and_can_be_tried_again() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set_for("carol@demo.test", Mood::Never);
        let working = Working::begin(&world, server.port());
        world.start(world.ben).await;
        working.until("it is given up", async || not_delivered(&world).await.contains("Undelivered")).await;
        let page = not_delivered(&world).await;
        assert!(page.contains("Carol Ortiz") && page.contains("no such person"), "{page}");
        assert!(!page.contains("carol@demo.test"), "the reason holds no address: {page}");
        working.mails(&server, 1).await;

        server.set_for("carol@demo.test", Mood::Takes);
        let retry =
            page.split("action=\"/deliveries/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let mut amara = world.signed_in(world.amara).await;
        amara.post(&format!("/deliveries/{retry}"), &[]).await;

        let mails = working.mails(&server, 2).await;
        assert_eq!(to(&mails, "carol@demo.test").len(), 1);
    })
    .await;
}

/// How far the mails with the session's links have come: Ben's, then Carol's.
async fn mailed(world: &World, session: kernel::SessionId) -> [Mailed; 2] {
    let mut tx = world.db.read().await.unwrap();
    let made = links::of_session(&mut tx, world.harbor, session).await.unwrap();
    let of = |person| made.iter().find(|link| link.recipient == person).unwrap().mailed();
    [of(world.ben), of(world.carol)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_says_whether_its_mail_was_sent() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set_for("carol@demo.test", Mood::Never);
        let mut news = world.app.bus().listen();
        let session = world.start(world.ben).await;
        assert_eq!(mailed(&world, session).await, [Mailed::OnTheWay; 2]);

        let working = Working::begin(&world, server.port());
        working
            .until("both are finished", async || mailed(&world, session).await == [Mailed::Yes, Mailed::No])
            .await;

        // only the mails tell the instructor alone
        let alone = |push: &Push| matches!(push, Push::Changed { people, topic: Topic::Sessions, .. } if **people == [world.ada]);
        let mut told = 0;
        working
            .until("the instructor hears of both", async || {
                while let Ok(push) = news.try_recv() {
                    told += usize::from(alone(&push));
                }
                told == 2
            })
            .await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_tried_again_is_on_its_way_again() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set_for("carol@demo.test", Mood::Never);
        let working = Working::begin(&world, server.port());
        let session = world.start(world.ben).await;
        working.until("it is given up", async || mailed(&world, session).await[1] == Mailed::No).await;
        server.set_for("carol@demo.test", Mood::Takes);
        let page = not_delivered(&world).await;
        let retry =
            page.split("action=\"/deliveries/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();

        world.signed_in(world.amara).await.post(&format!("/deliveries/{retry}"), &[]).await;

        working.until("it arrives", async || mailed(&world, session).await == [Mailed::Yes; 2]).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_whose_reader_has_no_address_counts_as_unsent() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = world.start(world.ben).await;
        in_tx!(world.db, db::Error, tx, {
            let org = world.harbor.org();
            tx.exec(
                "UPDATE people SET email = NULL, username = 'carol' WHERE org_id = $1 AND id = $2",
                &[&org, &world.carol],
            )
            .await?;
            let carols = links::of_session(tx, world.harbor, session)
                .await?
                .into_iter()
                .find(|link| link.recipient == world.carol)
                .unwrap();
            outbox::record(tx, world.harbor, Event::LinkResent { session, link: carols.id }).await
        })
        .unwrap();

        working.until("both are known", async || mailed(&world, session).await[1] == Mailed::No).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_put_off_by_the_server_arrives_later_and_holds_up_nobody() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set_for("ben@demo.test", Mood::Later);
        let working = Working::begin(&world, server.port());

        world.start(world.ben).await;

        let mails = working.mails(&server, 1).await;
        assert_eq!(mails[0].to, "carol@demo.test");
        server.set_for("ben@demo.test", Mood::Takes);
        world.pass_minutes(1);
        working.mails(&server, 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_after_an_unheard_yes_carries_the_same_message_id() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        server.set_for("ben@demo.test", Mood::TakesInSilence);
        let working = Working::begin(&world, server.port());
        world.start(world.ben).await;
        working.mails(&server, 2).await;

        server.set_for("ben@demo.test", Mood::Takes);
        world.pass_minutes(1);

        let mails = working.mails(&server, 3).await;
        let bens = to(&mails, "ben@demo.test");
        assert_eq!(bens[0].header("message-id"), bens[1].header("message-id"));
        assert!(bens[0].header("message-id").ends_with("@harbor.test>"), "{}", bens[0].data);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_worker_costs_at_most_one_copy_with_the_same_message_id() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    server.set(Mood::Slow(Duration::from_millis(300)));
    let working = Working::begin(&world, server.port());
    world.start(world.ben).await;
    working.until("mails are being handed over", async || server.conversations() >= 2).await;

    working.kill().await;
    server.set(Mood::Takes);
    let working = Working::begin(&world, server.port());

    working
        .until("both have it", async || {
            let mails = server.mails();
            !to(&mails, "ben@demo.test").is_empty() && !to(&mails, "carol@demo.test").is_empty()
        })
        .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    for address in ["ben@demo.test", "carol@demo.test"] {
        let mails = server.mails();
        let copies = to(&mails, address);
        assert!(copies.len() <= 2, "{:?}", subjects(&mails));
        assert!(copies.iter().all(|copy| copy.header("message-id") == copies[0].header("message-id")));
    }
}

/// Takes as long as the time limit of a conversation.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_hangs_after_the_mail_holds_up_only_that_mail() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    server.set_for("ben@demo.test", Mood::HangsAfterData);
    let working = Working::begin(&world, server.port());

    world.start(world.ben).await;

    assert_eq!(working.mails(&server, 1).await[0].to, "carol@demo.test");
    working
        .until("the hanging one is given back", async || not_delivered(&world).await.contains("Trying again"))
        .await;
    server.set_for("ben@demo.test", Mood::Takes);
    world.pass_minutes(1);
    let mails = working.mails(&server, 2).await;
    assert_eq!(to(&mails, "ben@demo.test").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_access_while_mails_waited_gets_none() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let port = server.port();
        server.stop().await;
        let working = Working::begin(&world, port);
        world.start(world.ben).await;
        working.until("it was tried", async || not_delivered(&world).await.contains("Trying again")).await;

        archive(&world, world.carol).await;
        let server = SmtpServer::start_at(port).await;
        world.pass_minutes(2);

        let mails = working.mails(&server, 1).await;
        assert_eq!(mails[0].to, "ben@demo.test");
        let dropped = world.signed_in(world.amara).await.get("/deliveries?list=not-needed").await.text;
        assert!(dropped.contains("Carol Ortiz") && dropped.contains("archived"), "{dropped}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cancelled_while_mails_waited_invites_nobody() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let port = server.port();
        server.stop().await;
        let working = Working::begin(&world, port);
        let session = world.start(world.ben).await;
        working.until("it was tried", async || not_delivered(&world).await.contains("Trying again")).await;

        cancel(&world, session).await;
        let server = SmtpServer::start_at(port).await;
        world.pass_minutes(2);

        let mails = working.mails(&server, 3).await;
        assert!(
            mails.iter().all(|mail| mail.header("subject").starts_with("Cancelled")),
            "{:?}",
            subjects(&mails)
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_see_the_mails_and_only_their_own_organizations() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    server.set(Mood::Never);
    let working = Working::begin(&world, server.port());
    world.start(world.ben).await;
    working.until("it is given up", async || not_delivered(&world).await.contains("Undelivered")).await;
    let page = not_delivered(&world).await;
    let retry = page.split("action=\"/deliveries/").nth(1).and_then(|rest| rest.split('"').next()).unwrap();

    for person in [world.ada, world.ben, world.carol] {
        assert_eq!(world.signed_in(person).await.get("/deliveries").await.status, 404);
    }
    let mut olga = world.signed_in_at_oak(world.olga).await;
    assert!(!olga.get("/deliveries").await.text.contains("Ben Ortiz"));
    assert_eq!(olga.post(&format!("/deliveries/{retry}"), &[]).await.status, 404);
}
