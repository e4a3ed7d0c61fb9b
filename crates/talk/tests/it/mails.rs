//! What stands in a mail.

use db::{in_tx, outbox};
use icalendar::parser::{read_calendar, unfold};
use kernel::{Role, Roles, Seat, SessionId, SessionMinutes, UserId, Zone};
use people::accounts::{self, Activation, AddError, NewPerson};
use people::{organizations, teaching_pairs};
use teaching::presence;
use teaching::sessions::{self, BookError, Booking, By, Choice, Place};
use testkit::World;
use testkit::mime::Received;
use testkit::smtp::SmtpServer;

use crate::working::{Working, cancel, subjects, to};

async fn mails_of_a_start(world: &World) -> (Received, Received) {
    let server = SmtpServer::start().await;
    let working = Working::begin(world, server.port());
    world.start(world.ben).await;
    let mails = working.mails(&server, 2).await;
    (to(&mails, "ben@demo.test")[0].clone(), to(&mails, "carol@demo.test")[0].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mail_says_who_what_and_when_on_the_readers_clock() {
    let world = World::new().await;

    let (bens, carols) = mails_of_a_start(&world).await;

    assert_eq!(bens.header("subject"), "Your session with Ada starts now");
    assert_eq!(carols.header("subject"), "Ben's session with Ada starts now");
    assert_eq!(bens.header("from"), "\"Harbor Tutoring\" <lessons@nacre.test>");
    for mail in [&bens, &carols] {
        for said in [
            "Ada",
            "Algebra",
            "Quadratic equations",
            "Monday 23 November 2026, 15:07 (CST)",
            "30 minutes",
            "https://harbor.test/check",
        ] {
            assert!(mail.text().contains(said), "{said} in {}", mail.text());
            assert!(mail.html().contains(said), "{said} in {}", mail.html());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_mail_carries_a_join_link_of_its_own() {
    let world = World::new().await;

    let (bens, carols) = mails_of_a_start(&world).await;

    let (ben, carol) = (bens.link("/join/").unwrap(), carols.link("/join/").unwrap());
    assert_ne!(ben, carol);
    assert!(ben.starts_with("https://harbor.test/join/"), "{ben}");
    assert!(bens.html().contains(&ben) && carols.html().contains(&carol));
    assert!(!carols.data.contains(&ben) && !bens.data.contains(&carol));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_mail_tells_a_price_or_whether_a_session_is_billable() {
    let world = World::new().await;

    let (bens, carols) = mails_of_a_start(&world).await;

    for mail in [bens, carols] {
        let all = format!("{} {} {}", mail.text(), mail.html(), mail.calendar());
        // a token holds any letters in any order
        let link = mail.link("/join/").unwrap();
        let all = all.replace(&link, "").to_lowercase();
        for word in ["billable", "credit", "45.00", "usd", "invoice", "price", "fee"] {
            assert!(!all.contains(word), "{word} in {all}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_calendar_file_can_be_read_and_is_taken_back_by_the_cancellations() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let working = Working::begin(&world, server.port());
    let session = world.start(world.ben).await;
    let first = working.mails(&server, 2).await;
    cancel(&world, session).await;
    let mails = working.mails(&server, 5).await;

    let (start, end) = (to(&first, "ben@demo.test")[0].calendar(), to(&mails, "ben@demo.test")[1].calendar());

    let start = property_lines(&start);
    let end = property_lines(&end);
    assert_eq!(start["METHOD"], "PUBLISH");
    assert_eq!(end["METHOD"], "CANCEL");
    assert_eq!(end["STATUS"], "CANCELLED");
    assert_eq!(start["UID"], format!("{session}@harbor.test"));
    assert_eq!(start["UID"], end["UID"]);
    assert_eq!((start["SEQUENCE"].as_str(), end["SEQUENCE"].as_str()), ("0", "1"));
    assert_eq!(
        (start["DTSTART"].as_str(), start["DTEND"].as_str()),
        ("20261123T210700Z", "20261123T213700Z")
    );
    assert_eq!(start["ORGANIZER"], "mailto:lessons@nacre.test");
    assert_eq!(start["SUMMARY"], "Quadratic equations with Ada");
}

/// Names and values of the calendar and its one event, read by the parser.
fn property_lines(text: &str) -> std::collections::BTreeMap<String, String> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).unwrap();
    assert_eq!(calendar.components.len(), 1, "{text}");
    calendar
        .properties
        .iter()
        .chain(&calendar.components[0].properties)
        .map(|property| (property.name.as_ref().to_owned(), property.val.as_ref().to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_password_is_answered_by_a_mail_with_a_link() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let working = Working::begin(&world, server.port());

    world.stranger().post("/reset", &[("login", "ben@demo.test")]).await;

    let mails = working.mails(&server, 1).await;
    assert_eq!(mails[0].to, "ben@demo.test");
    assert_eq!(mails[0].header("subject"), "Set a new password for Harbor Tutoring");
    assert!(mails[0].link("/reset/").is_some(), "{}", mails[0].text());
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_added_is_invited_until_the_account_is_active() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let working = Working::begin(&world, server.port());
    let nora = add_student(&world, "nora@demo.test").await;

    let answer = world.signed_in(world.amara).await.post(&format!("/people/{nora}/invitation"), &[]).await;

    assert_eq!(answer.status, 303, "{}", answer.text);
    let mails = working.mails(&server, 1).await;
    assert_eq!(mails[0].header("subject"), "Get started with Harbor Tutoring");
    assert!(mails[0].text().contains("Click Here To Get Started"));
    assert!(mails[0].link("/activate/").is_some(), "{}", mails[0].text());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_came_in_by_a_link_is_offered_a_password_once_after_the_session() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let working = Working::begin(&world, server.port());
    let nora = add_student(&world, "nora@demo.test").await;

    for sessions_before in 0..2 {
        let session = world.start(nora).await;
        working.mails(&server, 1 + 2 * sessions_before).await;
        come_in_and_end(&world, nora, session).await;
        working.until("the end is told", async || all_is_told(&world).await).await;
    }

    let mails = working.mails(&server, 3).await;
    let offers: Vec<_> = mails.iter().filter(|mail| mail.link("/reset/").is_some()).collect();
    assert_eq!(offers.len(), 1, "{:?}", subjects(&mails));
    assert_eq!(offers[0].header("subject"), "Choose a password for Harbor Tutoring");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_passkey_is_told_and_who_has_one_is_offered_no_password() {
    let world = World::new().await;
    let server = SmtpServer::start().await;
    let working = Working::begin(&world, server.port());
    let nora = add_student(&world, "nora@demo.test").await;
    in_tx!(world.db, db::Error, tx, {
        let (id, now) = (kernel::PasskeyId::fresh(tx.now()), tx.now());
        tx.exec(
            "INSERT INTO passkeys (org_id, id, user_id, credential_id, credential, name, created_at)
             VALUES ($1, $2, $3, $4, '{}', 'Phone', $5)",
            &[&world.harbor.org(), &id, &nora, &vec![1_u8], &now],
        )
        .await?;
        outbox::record(tx, world.harbor, kernel::Event::PasskeyAdded { person: nora }).await
    })
    .unwrap();
    let told = working.mails(&server, 1).await;
    assert_eq!(told[0].header("subject"), "A passkey was added to your account at Harbor Tutoring");
    assert!(told[0].link("/account").is_some(), "{}", told[0].text());

    let session = world.start(nora).await;
    working.mails(&server, 2).await;
    come_in_and_end(&world, nora, session).await;
    working.until("the end is told", async || all_is_told(&world).await).await;
    world.stranger().post("/reset", &[("login", "nora@demo.test")]).await;

    let mails = working.mails(&server, 3).await;
    assert_eq!(mails[2].header("subject"), "Set a new password for Harbor Tutoring");
}

async fn add_student(world: &World, email: &str) -> UserId {
    let new = NewPerson {
        first_name: "Nora".parse().unwrap(),
        last_name: "Quist".parse().unwrap(),
        email: Some(email.parse().unwrap()),
        username: None,
        roles: Roles::NONE.with(Role::Student),
        zone: Zone::UTC,
        under_13: false,
    };
    in_tx!(world.db, AddError, tx, {
        let nora = accounts::add(tx, world.harbor, new.clone(), Some(world.amara)).await?;
        teaching_pairs::assign(tx, world.harbor, world.ada, nora).await?;
        Ok(nora)
    })
    .unwrap()
}

/// The student's "This is me", and the instructor's End.
async fn come_in_and_end(world: &World, student: UserId, session: SessionId) {
    let scope = world.harbor;
    in_tx!(world.db, accounts::ActivateError, tx, {
        let terms = organizations::current_terms(tx, scope).await?.id;
        accounts::activate(tx, scope, student, Activation::InstantSession, terms, None, None).await
    })
    .unwrap();
    in_tx!(world.db, sessions::EndError, tx, {
        let now = tx.now();
        presence::enter(tx, scope, session, Seat::Instructor, now).await?;
        sessions::end(tx, scope, session, By::Instructor(world.ada), Some(Choice::Completed)).await
    })
    .unwrap();
}

async fn all_is_told(world: &World) -> bool {
    outbox::waiting(&mut world.db.read().await.unwrap()).await.unwrap().0 == 0
}

/// Amara books Ada and Ben for an hour from now, at `place`; gives the mails to Ben, Carol and Ada.
async fn mails_of_a_booking(world: &World, place: Place) -> [Received; 3] {
    let server = SmtpServer::start().await;
    let working = Working::begin(world, server.port());
    let booking = Booking {
        instructor: world.ada,
        student: world.ben,
        program: world.algebra,
        place,
        starts_at: world.clock.now().plus_minutes(60),
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: false,
        by: world.amara,
    };
    let key = world.app.key();
    in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await }).unwrap();
    let mails = working.mails(&server, 3).await;
    ["ben@demo.test", "carol@demo.test", "ada@demo.test"].map(|address| to(&mails, address)[0].clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_instructor_booked_by_an_admin_is_told_too_and_by_no_students_link() {
    let world = World::new().await;

    let [bens, _, adas] = mails_of_a_booking(&world, Place::Classroom).await;

    assert!(
        adas.header("subject").starts_with("Your session with Ben Ortiz, Monday"),
        "{}",
        adas.header("subject")
    );
    assert!(bens.link("/join/").is_some() && adas.link("/join/").is_none(), "{}", adas.text());
    let page = world.signed_in(world.ada).await.get("/notifications").await.text;
    assert!(page.contains("Your session with Ben Ortiz"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_and_calendar_files_of_a_session_elsewhere_say_where_it_is() {
    let library = Place::InPerson { location: "Library, room 2".to_owned() };
    let meeting = Place::Link { address: "https://meet.example.org/ada".to_owned() };
    for (place, says) in [(library, "Library, room 2"), (meeting, "https://meet.example.org/ada")] {
        let world = World::new().await;

        let mails = mails_of_a_booking(&world, place).await;

        for mail in &mails {
            assert!(mail.text().contains(says) && mail.html().contains(says), "{}", mail.text());
            assert!(mail.link("/join/").is_none() && !mail.text().contains("classroom"), "{}", mail.text());
            let calendar = property_lines(&mail.calendar());
            assert_eq!(calendar["LOCATION"].replace('\\', ""), says);
            assert!(!calendar.contains_key("DESCRIPTION"), "{calendar:?}");
        }
    }
}
