//! Who is told that somebody else teaches a session, or that somebody will be late for it.

use db::in_tx;
use kernel::SessionId;
use teaching::sessions::{self, LateError, SubstituteError};
use testkit::mime::Received;
use testkit::smtp::SmtpServer;
use testkit::{World, on_both_engines};

use crate::reminders::{addresses, book, told};
use crate::working::{Working, to};

const IN_CLASSROOM: sessions::Place = sessions::Place::Classroom;

async fn say_late(world: &World, person: kernel::UserId, session: SessionId, minutes: i64) {
    let viewer = world.viewer(person).await;
    in_tx!(world.db, LateError, tx, { sessions::say_late(tx, &viewer, session, minutes).await }).unwrap();
}

fn subject(mails: &[Received], address: &str) -> String {
    to(mails, address).last().unwrap().header("subject")
}

#[tokio::test(flavor = "multi_thread")]
async fn both_instructors_and_the_family_are_told_and_the_entry_leaves_the_calendar_of_the_first() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = book(&world, 3 * 24 * 60, IN_CLASSROOM).await;
        let booked = working.mails(&server, 2).await;
        let amara = world.viewer(world.amara).await;
        in_tx!(world.db, SubstituteError, tx, {
            sessions::substitute(tx, &amara, session, world.ivan).await
        })
        .unwrap();

        let mails = told(&world, &working, &server, "").await.split_off(2);

        assert_eq!(
            addresses(&mails),
            ["ada@demo.test", "ben@demo.test", "carol@demo.test", "ivan@demo.test"]
        );
        let when = "Thursday 26 November 2026, 15:07 (CST)";
        assert_eq!(
            subject(&mails, "ada@demo.test"),
            format!("Taken over: your session with Ben Ortiz, {when}")
        );
        assert_eq!(
            subject(&mails, "ivan@demo.test"),
            format!("You take over: your session with Ben Ortiz, {when}")
        );
        assert_eq!(
            subject(&mails, "ben@demo.test"),
            format!("New instructor: your session with Ivan, {when}")
        );
        assert_eq!(
            subject(&mails, "carol@demo.test"),
            format!("New instructor: Ben's session with Ivan, {when}")
        );
        let adas = to(&mails, "ada@demo.test")[0].calendar();
        assert!(adas.contains("METHOD:CANCEL") && adas.contains("SEQUENCE:1"), "{adas}");
        let ivans = to(&mails, "ivan@demo.test")[0];
        assert!(ivans.calendar().contains("METHOD:PUBLISH"), "{}", ivans.calendar());
        assert!(ivans.link("/classroom/").is_some(), "{}", ivans.text());
        let bens = to(&mails, "ben@demo.test")[0];
        assert_eq!(bens.link("/join/"), to(&booked, "ben@demo.test")[0].link("/join/"));
        let page = world.signed_in(world.ada).await.get("/notifications").await.text;
        assert!(page.contains("Taken over: your session with Ben Ortiz"), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_side_and_the_parents_are_told_who_is_late_once_for_each_word() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = book(&world, 30, IN_CLASSROOM).await;
        working.mails(&server, 2).await;

        say_late(&world, world.ada, session, 10).await;
        say_late(&world, world.ada, session, 10).await;
        let adas = told(&world, &working, &server, "Ada is running about 10 minutes late").await;
        say_late(&world, world.carol, session, 5).await;
        let bens = told(&world, &working, &server, "Ben is running about 5 minutes late").await;

        assert_eq!(addresses(&adas), ["ben@demo.test", "carol@demo.test"]);
        assert_eq!(addresses(&bens), ["ada@demo.test"], "Carol said it");
        assert!(
            bens[0].text().contains(
                "Ben will be about 5 minutes late for your session with Ben Ortiz, planned for 15:37."
            ),
            "{}",
            bens[0].text()
        );
    })
    .await;
}
