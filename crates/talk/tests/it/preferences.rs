//! How people want to be mailed: at once, once a day, not at all, and not at night. It is 15:07 on their clocks.

use axum::http::StatusCode;
use db::{in_tx, outbox};
use kernel::{Event, UserId};
use people::links;
use teaching::sessions::Place;
use testkit::smtp::SmtpServer;
use testkit::{Answer, World, on_both_engines};

use crate::reminders::{addresses, book, reschedule};
use crate::working::{Working, cancel, to};

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;
/// What a student's or a parent's form holds.
const USUAL: [(&str, &str); 10] = [
    ("way_session_booked", "at-once"),
    ("way_reminder_of_day", "at-once"),
    ("way_reminder_of_hour", "at-once"),
    ("way_message", "at-once"),
    ("way_report_shared", "at-once"),
    ("way_request_proposed", "at-once"),
    ("way_request_answered", "at-once"),
    ("quiet_from", ""),
    ("quiet_until", ""),
    ("daily_at", "17:00"),
];

/// Somebody sends the form, with these fields otherwise than usual.
async fn choose(world: &World, person: UserId, chosen: &[(&str, &str)]) -> Answer {
    let of = |name: &str| chosen.iter().find(|(field, _)| *field == name).map(|(_, value)| *value);
    let mut fields: Vec<(&str, &str)> =
        USUAL.iter().map(|(name, usual)| (*name, of(name).unwrap_or(usual))).collect();
    fields.extend(chosen.iter().filter(|(name, _)| USUAL.iter().all(|(known, _)| known != name)));
    world.signed_in(person).await.post("/notifications/preferences", &fields).await
}

async fn chose(world: &World, person: UserId, chosen: &[(&str, &str)]) {
    let answer = choose(world, person, chosen).await;
    assert_eq!(answer.location(), "/notifications/preferences?saved=true", "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_days_news_come_in_one_mail_at_the_time_chosen_without_what_was_read_or_cancelled() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        chose(&world, world.carol, &[("way_session_booked", "daily")]).await;
        let cancelled = book(&world, 2 * DAY, Place::Classroom).await;
        book(&world, 3 * DAY, Place::Classroom).await;
        let mails = working.mails(&server, 2).await;
        assert_eq!(addresses(&mails), ["ben@demo.test", "ben@demo.test"], "Ben has not said anything");
        cancel(&world, cancelled).await;
        working.mails(&server, 5).await;

        world.pass_minutes(HOUR + 52);
        assert_eq!(working.mails(&server, 5).await.len(), 5, "it is 16:59");
        world.pass_minutes(1);
        let mails = working.mails(&server, 6).await;

        let day = to(&mails, "carol@demo.test")[1];
        assert_eq!(day.header("subject"), "Your day at Harbor Tutoring: one notice");
        let text = day.text();
        assert!(text.contains("Thursday 26 November") && !text.contains("Wednesday 25 November"), "{text}");
        assert!(day.link("/notifications/preferences").is_some(), "{text}");

        // what is read on the page is not mailed again
        book(&world, 4 * DAY, Place::Classroom).await;
        working.mails(&server, 7).await;
        world.signed_in(world.carol).await.post("/notifications/reading", &[]).await;
        world.pass_minutes(DAY);
        working
            .until("the second day's mail was not needed", async || {
                let page = world.signed_in(world.amara).await.get("/deliveries?list=not-needed").await.text;
                page.contains("everything was read on the page")
            })
            .await;
        assert!(
            to(&server.mails(), "carol@demo.test").iter().all(|mail| !mail.text().contains("27 November"))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_reads_on_the_page_alone_is_not_mailed_unless_it_is_asked_for() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        chose(&world, world.ben, &[("way_session_booked", "page"), ("way_message", "page")]).await;
        chose(&world, world.carol, &[("way_session_booked", "page")]).await;
        let session = book(&world, 2 * HOUR, Place::Classroom).await;
        let fields = [("to", world.ben.to_string()), ("body", "Hello".to_owned())];
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        world.signed_in(world.ada).await.post("/messages", &fields).await;
        world.pass_minutes(6);
        working
            .until("both are noted as not needed", async || {
                let page = world.signed_in(world.amara).await.get("/deliveries?list=not-needed").await.text;
                page.matches("the person reads it on the page").count() == 2
            })
            .await;
        working.settle().await;

        assert!(server.mails().is_empty(), "{:?}", crate::working::subjects(&server.mails()));
        let page = world.signed_in(world.ben).await.get("/notifications").await.text;
        assert!(page.contains("Ada"), "{page}");
        let details = world.signed_in(world.ada).await.get(&format!("/sessions/{session}")).await.text;
        assert!(!details.contains("On its way"), "no link is on its way: {details}");

        in_tx!(world.db, db::Error, tx, {
            let made = links::of_session(tx, world.harbor, session).await?;
            let bens = made.iter().find(|link| link.recipient == world.ben).unwrap().id;
            outbox::record(tx, world.harbor, Event::LinkResent { session, link: bens }).await
        })
        .unwrap();
        let mails = working.mails(&server, 1).await;
        assert!(
            to(&mails, "ben@demo.test")[0].link("/join/").is_some(),
            "the instructor wants Ben to have it"
        );

        cancel(&world, session).await;
        let mails = working.mails(&server, 4).await;
        assert!(to(&mails, "ben@demo.test")[1].link("/notifications/preferences").is_none(), "not chosen");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_night_what_can_wait_waits_and_what_cannot_does_not_wait_behind_it() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let night = [("quiet_from", "15:00"), ("quiet_until", "07:00")];
        chose(&world, world.ben, &night).await;
        chose(&world, world.carol, &night).await;
        let moved = book(&world, 3 * DAY, Place::Classroom).await;
        let cancelled = book(&world, 2 * DAY, Place::Classroom).await;
        working.settle().await;
        assert!(server.mails().is_empty());

        cancel(&world, cancelled).await;
        let mails = working.mails(&server, 3).await;
        assert!(mails.iter().all(|mail| mail.header("subject").starts_with("Cancelled")), "at once");
        let later = world.clock.now().plus_minutes(4 * 24 * 60);
        reschedule(&world, world.ada, moved, later).await;
        let mails = working.mails(&server, 5).await;
        assert!(to(&mails, "ben@demo.test")[1].header("subject").starts_with("Moved"), "at once");
        world.pass_minutes(15 * HOUR + 52);
        assert_eq!(working.mails(&server, 5).await.len(), 5, "it is 6:59");
        world.pass_minutes(1);
        let mails = working.mails(&server, 7).await;

        let bens = to(&mails, "ben@demo.test")[2];
        assert!(bens.header("subject").contains("Friday 27 November 2026"), "{}", bens.header("subject"));
        assert!(bens.link("/join/").is_some(), "{}", bens.text());
    })
    .await;
}

#[tokio::test]
async fn what_keeps_a_child_safe_is_not_chosen_and_a_wrong_time_is_said_at_its_place() {
    on_both_engines(async |world| {
        for tampered in [
            ("way_session_cancelled", "page"),
            ("way_not_there_yet", "daily"),
            ("way_reminder_of_hour", "daily"),
            ("way_message", "never"),
        ] {
            let refused = choose(&world, world.ben, &[tampered]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{tampered:?}");
        }
        for (wrong, words) in [
            (("quiet_from", "22:00"), "Give a time such as 07:00, or leave both empty."),
            (("quiet_until", "07:00"), "Give a time such as 22:00, or leave both empty."),
            (("daily_at", "25:00"), "Give a time such as 17:00."),
        ] {
            let refused = choose(&world, world.ben, &[wrong, ("way_message", "daily")]).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(refused.text.contains(words) && refused.text.contains(wrong.1), "{}", refused.text);
        }
        let kept = world.signed_in(world.ben).await.get("/notifications/preferences").await;
        assert_eq!(kept.field("daily_at"), Some("17:00"), "nothing was kept");
        chose(&world, world.ben, &[("quiet_from", "21:30"), ("quiet_until", "06:15")]).await;
        let kept = world.signed_in(world.ben).await.get("/notifications/preferences").await;
        assert_eq!((kept.field("quiet_from"), kept.field("quiet_until")), (Some("21:30"), Some("06:15")));
        let others = world.signed_in(world.carol).await.get("/notifications/preferences").await;
        assert_eq!(others.field("quiet_from"), Some(""), "each has their own");
    })
    .await;
}
