//! A session of several students: each family is told of its own alone, and the instructor once of all.

use db::in_tx;
use kernel::{SessionId, SessionMinutes, UserId, Zone};
use people::families;
use teaching::sessions::{self, BookError, Booking, CancelError, Cancelling, Place, Reach, SubstituteError};
use testkit::mime::Received;
use testkit::smtp::SmtpServer;
use testkit::{World, on_both_engines};

use crate::reminders::{addresses, reschedule, told};
use crate::working::{Working, to};

/// Amara books Ada with Ben and Mia in the library, in three days. Carol is the parent of Ben alone.
async fn book_two(world: &World) -> [SessionId; 2] {
    let amara = world.viewer(world.amara).await;
    let booking = Booking {
        instructor: world.ada,
        student: world.ben,
        program: world.algebra,
        place: Place::InPerson { location: "Library".to_owned() },
        starts_at: world.clock.now().plus_minutes(3 * 24 * 60),
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: false,
        by: world.amara,
    };
    let (key, students) = (world.app.key(), [world.ben, world.mia]);
    in_tx!(world.db, db::Error, tx, { families::unlink(tx, world.harbor, world.carol, world.mia).await })
        .unwrap();
    let written = in_tx!(world.db, BookError, tx, {
        sessions::book_for_several(tx, key, &amara, &booking, &students).await
    });
    written.unwrap().try_into().unwrap()
}

async fn cancel(world: &World, by: UserId, session: SessionId, reach: Reach) {
    let viewer = world.viewer(by).await;
    let said = Cancelling { why: "A trip".to_owned(), reach: Some(reach), ..Cancelling::default() };
    in_tx!(world.db, CancelError, tx, { sessions::cancel_as(tx, &viewer, session, &said).await }).unwrap();
}

/// What the Ortizes got holds nothing of Mia, and what she got nothing of Ben.
fn assert_apart(mails: &[Received]) {
    for (address, stranger) in
        [("ben@demo.test", "Mia"), ("carol@demo.test", "Mia"), ("mia@demo.test", "Ben")]
    {
        for mail in to(mails, address) {
            let (text, calendar) = (mail.text(), mail.calendar());
            assert!(!mail.header("subject").contains(stranger), "{address}: {}", mail.header("subject"));
            assert!(!text.contains(stranger) && !calendar.contains(stranger), "{address}: {text} {calendar}");
        }
    }
}

const EVERYONE: [&str; 4] = ["ada@demo.test", "ben@demo.test", "carol@demo.test", "mia@demo.test"];

#[tokio::test(flavor = "multi_thread")]
async fn each_family_is_told_of_its_own_and_the_instructor_once_of_all() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let [ben, mia] = book_two(&world).await;
        let booked = told(&world, &working, &server, "").await;
        assert_eq!(addresses(&booked), EVERYONE);
        let adas = to(&booked, "ada@demo.test")[0];
        let when = "Thursday 26 November 2026, 15:07 (CST)";
        assert_eq!(adas.header("subject"), format!("Your session with Ben Ortiz and Mia Chen, {when}"));
        let entry = adas.calendar();
        assert!(entry.contains("Algebra with Ben and Mia") && entry.contains("UID:gse_"), "{entry}");

        reschedule(&world, world.amara, mia, world.clock.now().plus_minutes(4 * 24 * 60)).await;
        let moved = told(&world, &working, &server, "Moved: ").await;
        assert_eq!(addresses(&moved), EVERYONE);

        cancel(&world, world.amara, ben, Reach::One).await;
        let gone = told(&world, &working, &server, "Cancelled").await;
        assert_eq!(addresses(&gone), ["ada@demo.test", "ben@demo.test", "carol@demo.test"]);
        let adas = to(&gone, "ada@demo.test")[0];
        assert!(adas.header("subject").starts_with("Cancelled for Ben Ortiz: your session, "));
        assert!(adas.text().contains("It stays planned with Mia."), "{}", adas.text());
        let entry = adas.calendar();
        assert!(entry.contains("STATUS:CONFIRMED") && entry.contains("Algebra with Mia"), "{entry}");

        world.pass_minutes(1);
        cancel(&world, world.amara, mia, Reach::All).await;
        let all = told(&world, &working, &server, "").await;
        let last = to(&all, "ada@demo.test").pop().unwrap();
        assert!(last.calendar().contains("STATUS:CANCELLED"), "{}", last.calendar());
        assert_eq!(to(&all, "ada@demo.test").len(), 4, "once for each thing that was done");
        assert_apart(&all);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_substitute_is_told_once_and_everybody_is_reminded_once() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let [ben, _] = book_two(&world).await;
        told(&world, &working, &server, "").await;
        let amara = world.viewer(world.amara).await;
        let changed = in_tx!(world.db, SubstituteError, tx, {
            // Ivan teaches both from now on
            sessions::substitute(tx, &amara, ben, world.ivan).await
        });
        changed.unwrap();
        let mails = told(&world, &working, &server, "").await;

        let of = |address: &str, begins: &str| {
            to(&mails, address).iter().filter(|mail| mail.header("subject").starts_with(begins)).count()
        };
        assert_eq!(of("ivan@demo.test", "You take over: your session with Ben Ortiz and Mia Chen"), 1);
        assert_eq!(of("ada@demo.test", "Taken over: your session with Ben Ortiz and Mia Chen"), 1);
        assert!(to(&mails, "ada@demo.test").pop().unwrap().calendar().contains("STATUS:CANCELLED"));

        world.pass_minutes(2 * 24 * 60);
        let reminders = told(&world, &working, &server, "Reminder: ").await;
        assert_eq!(
            addresses(&reminders),
            ["ben@demo.test", "carol@demo.test", "ivan@demo.test", "mia@demo.test"]
        );
        assert_apart(&reminders);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_series_of_several_is_told_to_each_family_and_once_to_the_instructor() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        in_tx!(world.db, db::Error, tx, { families::unlink(tx, world.harbor, world.carol, world.mia).await })
            .unwrap();
        let mut amara = world.signed_in(world.amara).await;
        let key = amara.get("/sessions/book").await.field("key").unwrap().to_owned();
        let (ada, ben, mia) = (world.ada.to_string(), world.ben.to_string(), world.mia.to_string());
        let program = world.algebra.to_string();
        let mut form = vec![
            ("key", key.as_str()),
            ("instructor", &ada),
            ("student", &ben),
            ("also", &mia),
            ("place", "in person"),
            ("location", "Library"),
            ("repeats", "weekly"),
            ("ends", "after"),
            ("count", "3"),
            ("date", "2026-11-25"),
            ("start", "16:00"),
            ("minutes", "30"),
            ("billable", "false"),
            ("program", &program),
        ];
        let preview = amara.post("/sessions/book", &[form.clone(), vec![("step", "preview")]].concat()).await;
        form.extend([("step", "book"), ("seen", preview.field("seen").unwrap())]);
        let booked = amara.post("/sessions/book", &form).await;
        assert!(booked.status.is_redirection(), "{}", booked.text);

        let mails = told(&world, &working, &server, "").await;

        assert_eq!(addresses(&mails), EVERYONE);
        let adas = to(&mails, "ada@demo.test")[0];
        let subject = adas.header("subject");
        assert_eq!(subject, "3 sessions with Ben Ortiz and Mia Chen, from Wednesday 25 November 2026");
        assert_eq!(adas.calendar().matches("UID:gse_").count(), 3, "{}", adas.calendar());
        assert_apart(&mails);
    })
    .await;
}
