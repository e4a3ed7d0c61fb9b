//! Who is told of a request, and of its answer: each once, on the page and by mail.

use db::in_tx;
use kernel::{RequestId, SessionMinutes, Timestamp, UserId, Zone};
use teaching::requests::{self, AnswerError, AskError, Asked, Wish};
use testkit::smtp::SmtpServer;
use testkit::{World, on_both_engines};

use crate::reminders::addresses;
use crate::working::{Working, archive, to};

/// Thursday 26 November 2026, 16:00 in Chicago.
fn thursday() -> Timestamp {
    Timestamp::from_jiff("2026-11-26T22:00:00Z".parse().unwrap())
}

/// Carol asks for half an hour of `student` with Ada.
async fn ask(world: &World, student: UserId) -> RequestId {
    let viewer = world.viewer(world.carol).await;
    let wish = Wish {
        moves: None,
        instructor: world.ada,
        student,
        program: world.algebra,
        place: teaching::sessions::Place::Classroom,
        minutes: SessionMinutes::new(30).unwrap(),
        starts: vec![thursday()],
        zone: Zone::named("America/Chicago").unwrap(),
        subject: "Fractions".to_owned(),
        description: String::new(),
        by: world.carol,
    };
    let key = RequestId::fresh(world.clock.now()).to_string();
    let asked = Asked { key, body_hash: [1; 32] };
    in_tx!(world.db, AskError, tx, { requests::ask(tx, &viewer, &wish, &asked).await }).unwrap()
}

async fn page(world: &World, person: UserId) -> String {
    world.signed_in(person).await.get("/notifications").await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn its_instructor_is_told_of_a_request_and_its_family_of_the_answer() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let request = ask(&world, world.ben).await;

        let asked = working.mails(&server, 1).await;

        assert_eq!(addresses(&asked), ["ada@demo.test"]);
        assert_eq!(
            asked[0].header("subject"),
            "Carol Ortiz asks for a session of Ben Ortiz, Thursday 26 November 2026, 16:00 (CST)"
        );
        assert!(asked[0].link(&format!("/requests/{request}")).is_some(), "{}", asked[0].text());
        let mut ada = world.signed_in(world.ada).await;
        assert_eq!(page(&world, world.ada).await.matches("Carol Ortiz asks for").count(), 1);
        let friday = [("date", "2026-11-27"), ("clock", "17:00"), ("words", "Thursday is full.")];
        ada.post(&format!("/requests/{request}/proposal"), &friday).await;
        let proposed = working.mails(&server, 3).await.split_off(1);
        assert_eq!(addresses(&proposed), ["ben@demo.test", "carol@demo.test"]);
        let carols = to(&proposed, "carol@demo.test")[0];
        assert_eq!(
            carols.header("subject"),
            "Ada proposes another time: Friday 27 November 2026, 17:00 (CST)"
        );
        assert!(carols.text().contains("Thursday is full."), "{}", carols.text());

        ada.post(&format!("/requests/{request}/decline"), &[("reason", "I am away.")]).await;
        let declined = working.mails(&server, 5).await.split_off(3);
        assert_eq!(addresses(&declined), ["ben@demo.test", "carol@demo.test"]);
        let bens = to(&declined, "ben@demo.test")[0];
        assert!(bens.header("subject").starts_with("Declined: a session of Ben with Ada"), "{}", bens.text());
        assert!(bens.text().contains("Ada Byron declined the request"), "{}", bens.text());
        assert!(bens.text().contains("I am away."), "{}", bens.text());
        assert_eq!(page(&world, world.carol).await.matches("Declined: a session of Ben").count(), 1);
        assert!(!page(&world, world.ada).await.contains("Declined:"), "who answers knows");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_request_is_told_by_its_session_alone() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let request = ask(&world, world.ben).await;
        working.mails(&server, 1).await;
        let ada = world.viewer(world.ada).await;
        let key = world.app.key();

        in_tx!(world.db, AnswerError, tx, { requests::accept(tx, key, &ada, request, thursday()).await })
            .unwrap();

        let mails = working.mails(&server, 3).await.split_off(1);
        assert_eq!(addresses(&mails), ["ben@demo.test", "carol@demo.test"]);
        for mail in &mails {
            assert!(mail.link("/join/").is_some(), "the way in stands in it: {}", mail.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_answered_and_what_was_withdrawn_is_told_once() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let withdrawn = ask(&world, world.mia).await;
        working.mails(&server, 1).await;
        world.signed_in(world.carol).await.post(&format!("/requests/{withdrawn}/withdrawal"), &[]).await;
        let mails = working.mails(&server, 2).await.split_off(1);
        assert_eq!(addresses(&mails), ["ada@demo.test"]);
        assert!(mails[0].header("subject").starts_with("Withdrawn: a session of Mia Chen"), "{:?}", mails[0]);
        ask(&world, world.ben).await;
        working.mails(&server, 3).await;

        world.pass_minutes(72 * 60);

        let mails = working.mails(&server, 6).await.split_off(3);
        assert_eq!(addresses(&mails), ["ada@demo.test", "ben@demo.test", "carol@demo.test"]);
        for mail in &mails {
            assert!(mail.header("subject").starts_with("Not answered in time"), "{}", mail.text());
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn admins_are_told_where_the_instructor_cannot_answer_any_more() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        ask(&world, world.ben).await;
        archive(&world, world.ada).await;
        let working = Working::begin(&world, server.port());

        working
            .until("the admin is told", async || {
                page(&world, world.amara).await.contains("Carol Ortiz asks for")
            })
            .await;

        let mails = working.mails(&server, 1).await;
        assert_eq!(addresses(&mails), ["amara@demo.test"]);
    })
    .await;
}
