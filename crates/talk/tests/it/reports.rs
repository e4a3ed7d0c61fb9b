//! Who is told of reports and surveys: the family once what is theirs, admins what is rated low, the instructor what is missing.

use db::{in_tx, outbox};
use kernel::{Seat, SessionId, UserId};
use teaching::presence;
use teaching::reports::{self, Answer, Asks, FileError, Filled, Form, Kind};
use teaching::sessions::{self, By, EndError};
use testkit::mime::Received;
use testkit::smtp::SmtpServer;
use testkit::{World, on_both_engines};

use crate::reminders::addresses;
use crate::working::{Working, archive, subjects, to};

const DAY: u64 = 24 * 60;

/// A session of Ada and Ben that both attended and that is over.
pub async fn attended(world: &World) -> SessionId {
    let session = world.start(world.ben).await;
    in_tx!(world.db, db::Error, tx, {
        for seat in Seat::ALL {
            presence::enter(tx, world.harbor, session, *seat, tx.now()).await?;
        }
        sessions::met(tx, world.harbor, session, tx.now()).await
    })
    .unwrap();
    world.pass_minutes(30);
    let by = By::Instructor(world.ada);
    in_tx!(world.db, EndError, tx, { sessions::end(tx, world.harbor, session, by, None).await }).unwrap();
    session
}

/// Answers to all that the standard form of `kind` asks: words to texts, `rating` to scales.
fn answers(kind: Kind, rating: &str) -> Vec<Answer> {
    let questions = Form::standard(kind).questions;
    let asked = (1..).zip(questions).filter(|(_, question)| question.is_asked());
    asked
        .map(|(position, question)| {
            let answer = match question.asks {
                Asks::Text => format!("words {position} for {}", question.audience.word()),
                _ => rating.to_owned(),
            };
            Answer { position, question, answer }
        })
        .collect()
}

pub async fn file(world: &World, session: SessionId, rating: &str) {
    let (viewer, answers) = (world.viewer(world.ada).await, answers(Kind::Report, rating));
    in_tx!(world.db, FileError, tx, {
        let form = reports::in_force(tx, world.harbor, Kind::Report, world.algebra).await?.word();
        let filled = Filled { form: &form, answers: &answers, is_final: true };
        reports::save(tx, &viewer, session, &filled).await
    })
    .unwrap();
}

/// Waits until nothing is due or waits to be told, and gives the mails whose subject begins so.
pub async fn told(world: &World, working: &Working, server: &SmtpServer, begins: &str) -> Vec<Received> {
    working
        .until("all that is due is told", async || {
            let mut tx = world.db.read().await.unwrap();
            let sql = "SELECT COUNT(*) FROM deliveries WHERE state = 'queued'";
            let (queued,): (i64,) = tx.one(sql, &[]).await.unwrap();
            !reports::is_any_due(&mut tx).await.unwrap()
                && outbox::waiting(&mut tx).await.unwrap().0 == 0
                && queued == 0
        })
        .await;
    server.mails().into_iter().filter(|mail| mail.header("subject").starts_with(begins)).collect()
}

async fn notices(world: &World, person: UserId) -> String {
    world.signed_in(person).await.get("/notifications").await.text
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_is_mailed_once_what_is_for_them() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let (one, other) = (Working::begin(&world, server.port()), Working::begin(&world, server.port()));
        let session = attended(&world).await;
        file(&world, session, "4").await;
        let mails = told(&world, &one, &server, "Report on").await;

        assert_eq!(
            addresses(&mails),
            ["ben@demo.test", "carol@demo.test"],
            "{:?}",
            subjects(&server.mails())
        );
        let carols = to(&mails, "carol@demo.test")[0];
        assert_eq!(carols.header("subject"), "Report on Ben's session with Ada");
        let text = carols.text();
        assert!(text.contains("What did you work on?") && text.contains("words 2 for family"), "{text}");
        assert!(
            !text.contains("for admins") && !text.contains("for instructor") && !text.contains("4 of 5"),
            "{text}"
        );
        assert!(carols.link(&format!("/sessions/{session}")).is_some(), "{text}");
        for person in [world.ben, world.carol] {
            let page = notices(&world, person).await;
            assert!(page.contains("session with Ada"), "{page}");
        }

        // edited: they read it on the page, and nobody writes again
        file(&world, session, "5").await;
        assert_eq!(told(&world, &other, &server, "Report on").await.len(), 2);
        assert!(told(&world, &one, &server, "Low rating").await.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organization_may_leave_families_to_the_page() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        in_tx!(world.db, db::Error, tx, {
            reports::set_mailed_families(tx, world.harbor, world.amara, false).await
        })
        .unwrap();
        let working = Working::begin(&world, server.port());
        let session = attended(&world).await;
        file(&world, session, "4").await;

        assert!(told(&world, &working, &server, "Report on").await.is_empty());
        let page = notices(&world, world.carol).await;
        assert!(page.contains("Report on Ben"), "{page}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_low_rating_is_told_to_admins_alone() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let session = attended(&world).await;
        let answers = answers(Kind::Survey, "2");
        in_tx!(world.db, FileError, tx, {
            let filled = Filled { form: "standard", answers: &answers, is_final: true };
            reports::answer_survey(tx, world.harbor, world.ben, session, &filled).await
        })
        .unwrap();
        file(&world, session, "1").await;
        let mails = told(&world, &working, &server, "Low rating").await;

        assert_eq!(addresses(&mails), ["amara@demo.test", "amara@demo.test"]);
        let texts: Vec<String> = mails.iter().map(Received::text).collect();
        let survey = texts.iter().find(|text| text.contains("How was your session?")).unwrap();
        assert!(survey.contains("2 of 5") && !survey.contains("words 4"), "{survey}");
        let report = texts.iter().find(|text| text.contains("How engaged was the student?")).unwrap();
        assert!(report.contains("1 of 5"), "{report}");
        let page = notices(&world, world.amara).await;
        assert_eq!(page.matches("Low rating: Ben Ortiz with Ada Byron").count(), 2, "{page}");
        assert!(!notices(&world, world.ada).await.contains("Low rating"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_is_reminded_twice_of_a_report_that_is_missing() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let (one, other) = (Working::begin(&world, server.port()), Working::begin(&world, server.port()));
        let session = attended(&world).await;
        let begins = "Report missing: your session with Ben Ortiz";
        told(&world, &one, &server, begins).await;
        world.pass_minutes(DAY - 1);
        assert!(told(&world, &one, &server, begins).await.is_empty(), "a minute too early");

        world.pass_minutes(1);
        let first = told(&world, &other, &server, begins).await;
        assert_eq!(addresses(&first), ["ada@demo.test"]);
        assert!(first[0].link(&format!("/sessions/{session}/report/form")).is_some(), "{}", first[0].text());
        assert!(notices(&world, world.ada).await.contains("Report missing"));
        world.pass_minutes(2 * DAY);
        assert_eq!(told(&world, &one, &server, begins).await.len(), 2);
        world.pass_minutes(20 * DAY);
        assert_eq!(told(&world, &one, &server, begins).await.len(), 2, "not a third time");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_reminded_of_what_is_filed_or_cannot_be_written() {
    on_both_engines(async |world| {
        let server = SmtpServer::start().await;
        let working = Working::begin(&world, server.port());
        let filed = attended(&world).await;
        told(&world, &working, &server, "Report").await;
        file(&world, filed, "4").await;
        world.pass_minutes(3 * DAY);
        assert!(told(&world, &working, &server, "Report missing").await.is_empty());

        attended(&world).await;
        told(&world, &working, &server, "Report").await;
        archive(&world, world.ada).await;
        world.pass_minutes(3 * DAY);
        assert!(
            told(&world, &working, &server, "Report missing").await.is_empty(),
            "who is gone writes no more"
        );
    })
    .await;
}
