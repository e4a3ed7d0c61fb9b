//! Who is reminded of a session and told of its new time: once, in time, and only while there is a point in it.

use db::{in_tx, outbox};
use kernel::{Seat, SessionId, SessionMinutes, Timestamp, UserId, Zone};
use people::accounts;
use teaching::sessions::{self, BookError, Booking, MoveError, OpenError, Place};
use teaching::{presence, reminders};
use testkit::mime::Received;
use testkit::smtp::SmtpServer;
use testkit::{World, on_both_engines};

use crate::working::{Working, archive, cancel, subjects, to};

const HOUR: u64 = 60;
const DAY: u64 = 24 * HOUR;

/// Ada plans a session with Ben that starts in so many minutes.
pub async fn book(world: &World, in_minutes: u64, place: Place) -> SessionId {
    let booking = Booking {
        instructor: world.ada,
        student: world.ben,
        program: world.algebra,
        place,
        starts_at: world.clock.now().plus_minutes(i64::try_from(in_minutes).unwrap()),
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: false,
        by: world.ada,
    };
    let key = world.app.key();
    in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await }).unwrap()
}

pub async fn reschedule(world: &World, by: UserId, session: SessionId, starts_at: Timestamp) {
    let viewer = world.viewer(by).await;
    let minutes = SessionMinutes::new(30).unwrap();
    in_tx!(world.db, MoveError, tx, { sessions::reschedule(tx, &viewer, session, starts_at, minutes).await })
        .unwrap();
}

/// Waits until nothing is due or waits to be told, and gives the mails whose subject begins so.
pub async fn told(world: &World, working: &Working, server: &SmtpServer, begins: &str) -> Vec<Received> {
    working
        .until("all that is due is told", async || {
            let mut tx = world.db.read().await.unwrap();
            !reminders::is_any_due(&mut tx).await.unwrap()
                && outbox::waiting(&mut tx).await.unwrap().0 == 0
                && queued(world).await == 0
        })
        .await;
    server.mails().into_iter().filter(|mail| mail.header("subject").starts_with(begins)).collect()
}

async fn queued(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) FROM deliveries WHERE state = 'queued'";
    let (count,): (i64,) = world.db.read().await.unwrap().one(sql, &[]).await.unwrap();
    count
}

pub fn addresses(mails: &[Received]) -> Vec<&str> {
    let mut all: Vec<&str> = mails.iter().map(|mail| mail.to.as_str()).collect();
    all.sort_unstable();
    all
}

const EVERYONE: [&str; 3] = ["ada@demo.test", "ben@demo.test", "carol@demo.test"];

#[tokio::test(flavor = "multi_thread")]
async fn everyone_is_reminded_a_day_and_an_hour_before_with_a_way_in() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        book(&world, 2 * DAY, Place::Classroom).await;
        working.mails(&server, 2).await;

        world.pass_minutes(DAY - 1);
        assert!(told(&world, &working, &server, "Reminder: ").await.is_empty(), "a minute too early");
        world.pass_minutes(1);
        let day = told(&world, &working, &server, "Reminder: ").await;
        world.pass_minutes(23 * HOUR);
        let hour = told(&world, &working, &server, "Soon: ").await;

        assert_eq!((addresses(&day), addresses(&hour)), (EVERYONE.to_vec(), EVERYONE.to_vec()));
        let bens = to(&day, "ben@demo.test")[0];
        assert_eq!(
            bens.header("subject"),
            "Reminder: your session with Ada, Wednesday 25 November 2026, 15:07 (CST)"
        );
        assert!(bens.link("/join/").is_some(), "{}", bens.text());
        let adas = to(&hour, "ada@demo.test")[0];
        assert!(adas.link("/classroom/").is_some() && adas.link("/join/").is_none(), "{}", adas.text());
        let page = world.signed_in(world.carol).await.get("/notifications").await.text;
        assert!(
            page.contains("Reminder: Ben&#39;s session with Ada")
                || page.contains("Reminder: Ben's session with Ada"),
            "{page}"
        );
        assert_eq!(server.mails().len(), 8, "{:?}", subjects(&server.mails()));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_and_a_restart_remind_once() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        for n in 0..20 {
            book(&world, 2 * DAY + n * 30, Place::InPerson { location: "Library".to_owned() }).await;
        }
        let (one, other) = (Working::begin(&world, server.port()), Working::begin(&world, server.port()));
        one.mails(&server, 40).await;
        world.pass_minutes(DAY + 10 * HOUR);
        one.until("some are told", async || server.mails().len() > 45).await;
        one.kill().await;
        other.kill().await;
        // what the killed held is free when its lease is over; its mails may come a second time, under the same name
        world.pass_minutes(3);

        let (again, beside) = (Working::begin(&world, server.port()), Working::begin(&world, server.port()));
        told(&world, &again, &server, "").await;
        drop(beside);

        let mut names: Vec<(String, String)> = server
            .mails()
            .iter()
            .filter(|mail| mail.header("subject").starts_with("Reminder: "))
            .map(|mail| (mail.to.clone(), mail.header("message-id")))
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 60, "{:?}", subjects(&server.mails()));
        let bens =
            "SELECT COUNT(*) FROM notices WHERE org_id = $1 AND user_id = $2 AND kind = 'reminder of day'";
        let (count,): (i64,) =
            world.db.read().await.unwrap().one(bens, &[&world.harbor.org(), &world.ben]).await.unwrap();
        assert_eq!(count, 20);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moved_session_is_reminded_of_at_its_new_time_alone() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = book(&world, 2 * DAY, Place::Classroom).await;
        let later = world.clock.now().plus_minutes(i64::try_from(5 * DAY).unwrap());
        world.pass_minutes(DAY);
        assert_eq!(told(&world, &working, &server, "Reminder: ").await.len(), 3);

        reschedule(&world, world.ada, session, later).await;
        world.pass_minutes(2 * DAY);
        assert_eq!(told(&world, &working, &server, "Soon: ").await.len(), 0, "its old hour passed");
        assert_eq!(told(&world, &working, &server, "Reminder: ").await.len(), 3);
        world.pass_minutes(DAY);

        let reminded = told(&world, &working, &server, "Reminder: ").await;
        assert_eq!(reminded.len(), 6, "{:?}", subjects(&server.mails()));
        assert!(
            reminded[5].text().contains("Saturday 28 November 2026, 15:07 (CST)"),
            "{}",
            reminded[5].text()
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_of_what_was_cancelled_or_made_after_the_reminders_time() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let cancelled = book(&world, 25 * HOUR, Place::Classroom).await;
        cancel(&world, cancelled).await;
        book(&world, 23 * HOUR, Place::Classroom).await;

        world.pass_minutes(22 * HOUR);
        let soon = told(&world, &working, &server, "Soon: ").await;
        archive(&world, world.ben).await;
        world.pass_minutes(3 * HOUR);

        assert_eq!(
            told(&world, &working, &server, "Reminder: ").await.len(),
            0,
            "{:?}",
            subjects(&server.mails())
        );
        assert_eq!(addresses(&soon), EVERYONE);
        let listed = world.signed_in(world.carol).await.get("/notifications").await.text;
        assert!(listed.contains("Soon: ") && !listed.contains("Reminder: "), "{listed}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_not_come_ten_minutes_past_the_start_is_told_and_no_one_else() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = book(&world, 30, Place::Classroom).await;
        working.mails(&server, 2).await;
        world.pass_minutes(28);
        in_tx!(world.db, OpenError, tx, {
            let now = tx.now();
            presence::enter(tx, world.harbor, session, Seat::Instructor, now).await?;
            sessions::open(tx, world.harbor, session).await
        })
        .unwrap();
        world.pass_minutes(12);

        let missing = told(&world, &working, &server, "").await.split_off(2);

        assert_eq!(addresses(&missing), ["ben@demo.test", "carol@demo.test"], "{:?}", subjects(&missing));
        let (bens, carols) = (to(&missing, "ben@demo.test")[0], to(&missing, "carol@demo.test")[0]);
        assert_eq!(bens.header("subject"), "You are not in your session with Ada yet");
        assert_eq!(carols.header("subject"), "Ben is not in the session yet");
        assert!(bens.link("/join/").is_some() && carols.link("/join/").is_some(), "{}", bens.text());
        let admins = world.signed_in(world.amara).await.get("/notifications").await.text;
        assert!(!admins.contains("is not in the session"), "the instructor is there: {admins}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_who_does_not_come_is_told_and_so_are_admins() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = book(&world, 30, Place::Classroom).await;
        working.mails(&server, 2).await;
        world.pass_minutes(28);
        in_tx!(world.db, db::Error, tx, {
            let now = tx.now();
            presence::enter(tx, world.harbor, session, Seat::Student, now).await
        })
        .unwrap();
        world.pass_minutes(12);

        let missing = told(&world, &working, &server, "").await.split_off(2);

        assert_eq!(addresses(&missing), ["ada@demo.test"], "{:?}", subjects(&missing));
        assert!(missing[0].link("/classroom/").is_some(), "{}", missing[0].text());
        let admins = world.signed_in(world.amara).await.get("/notifications").await.text;
        assert!(admins.contains("Ada Byron is not in the session with Ben Ortiz yet"), "{admins}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_session_elsewhere_nobody_is_said_to_be_missing() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let address = "https://meet.example.org/ada".to_owned();
        book(&world, 2 * HOUR, Place::Link { address: address.clone() }).await;
        working.mails(&server, 2).await;

        world.pass_minutes(HOUR);
        let soon = told(&world, &working, &server, "Soon: ").await;
        world.pass_minutes(HOUR + 15);
        let all = told(&world, &working, &server, "").await;

        assert_eq!((soon.len(), all.len()), (3, 5), "{:?}", subjects(&all));
        assert!(soon.iter().all(|mail| mail.text().contains(&address)), "{}", soon[0].text());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_and_new_time_are_told_on_each_readers_clock_and_move_the_calendars_entry() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let berlin = Zone::named("Europe/Berlin").unwrap();
        in_tx!(world.db, db::Error, tx, { accounts::set_zone(tx, world.harbor, world.carol, &berlin).await })
            .unwrap();
        let session = book(&world, 3 * DAY, Place::Classroom).await;
        let booked = working.mails(&server, 2).await;
        let later = world.clock.now().plus_minutes(i64::try_from(4 * DAY).unwrap());

        reschedule(&world, world.amara, session, later).await;

        let moved = told(&world, &working, &server, "Moved: ").await;
        assert_eq!(addresses(&moved), EVERYONE, "an admin did it");
        let (bens, carols) = (to(&moved, "ben@demo.test")[0], to(&moved, "carol@demo.test")[0]);
        assert!(
            bens.text().contains(
                "Your session with Ada was moved from Thursday 26 November 2026, 15:07 (CST) to Friday 27 November 2026, 15:07 (CST)."
            ),
            "{}",
            bens.text()
        );
        assert!(
            carols.text().contains("from Thursday 26 November 2026, 22:07 (CET) to Friday 27 November 2026, 22:07 (CET)"),
            "{}",
            carols.text()
        );
        assert_eq!(bens.link("/join/"), to(&booked, "ben@demo.test")[0].link("/join/"), "the link stays");
        assert!(bens.calendar().contains("DTSTART:20261127T210742Z"), "{}", bens.calendar());
        assert!(bens.calendar().contains("SEQUENCE:1") && bens.calendar().contains("METHOD:PUBLISH"));
        let page = world.signed_in(world.ben).await.get("/notifications").await.text;
        assert!(page.contains("Moved: your session with Ada, now Friday 27 November 2026, 15:07 (CST)"), "{page}");
        let again = world.clock.now().plus_minutes(i64::try_from(5 * DAY).unwrap());
        reschedule(&world, world.ada, session, again).await;
        let moved = told(&world, &working, &server, "Moved: ").await;
        assert_eq!(to(&moved, "ada@demo.test").len(), 1, "who does it knows");
    })
    .await;
}
