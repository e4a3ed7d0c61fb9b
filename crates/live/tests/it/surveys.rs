//! The survey of a student, by sign-in and by the seat of its session.

use db::in_tx;
use kernel::{Seat, SessionId, SessionMinutes, UserId, Zone};
use teaching::presence;
use teaching::reports::{self, Kind};
use teaching::sessions::attendance::{self, NoteError, Record};
use teaching::sessions::{self, BookError, Booking, By, EndError, Outcome, Place};
use testkit::Browser;

use crate::house::{House, on_both_engines};

/// Both come in, and half an hour later Ada ends the session.
async fn teach(house: &House, session: SessionId) {
    let world = &house.world;
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
}

/// What was filed, as admins read it.
async fn filed(house: &House, session: SessionId) -> Option<Vec<String>> {
    let mut tx = house.world.db.read().await.unwrap();
    let session = sessions::find(&mut tx, house.world.harbor, session).await.unwrap();
    let answers = reports::filed_of(&mut tx, house.world.harbor, &session, Kind::Survey).await.unwrap();
    answers.map(|answers| answers.iter().map(reports::Answer::reads).collect())
}

const GREAT: [(&str, &str); 3] = [("step", "file"), ("q1", "5"), ("q2", "4")];

/// Presses Send on the survey that the page shows.
async fn send(browser: &mut Browser, session: SessionId, fields: &[(&str, &str)]) -> testkit::Answer {
    let address = format!("/classroom/{session}/survey");
    let form = browser.get(&address).await.field("form").unwrap_or("standard").to_owned();
    browser.post(&address, &[&[("form", form.as_str())], fields].concat()).await
}

async fn signed_in(house: &House, person: UserId) -> Browser {
    house.world.signed_in(person).await
}

#[tokio::test]
async fn a_seat_answers_the_survey_of_its_own_session_once() {
    on_both_engines(async |house| {
        let nino = house.invited_student(false).await;
        let session = house.world.start(nino).await;
        let link = house.link(session).await;
        let mut seat = house.world.stranger();
        let terms = seat.get(&link).await.field("terms").unwrap().to_owned();
        assert_eq!(seat.post(&link, &[("terms", &terms)]).await.status, 303);
        let classroom = seat.get(&format!("/classroom/{session}")).await.text;
        assert!(classroom.contains(&format!("asks=\"/classroom/{session}/survey\"")), "{classroom}");
        let early = seat.get(&format!("/classroom/{session}/survey")).await.text;
        assert!(early.contains("Nothing to answer now"), "{early}");
        teach(&house, session).await;

        let over = seat.get(&format!("/classroom/{session}")).await.text;
        assert!(over.contains("How was it? Tell us"), "{over}");
        let unanswered = send(&mut seat, session, &[("step", "file"), ("q1", "5")]).await;
        assert_eq!(unanswered.status, 422);
        assert!(
            unanswered.text.contains("Did you learn something?: choose an answer."),
            "{}",
            unanswered.text
        );
        let sent = send(&mut seat, session, &GREAT).await;
        assert_eq!(
            (sent.status.as_u16(), sent.location()),
            (303, format!("/classroom/{session}/survey?done=answered").as_str())
        );
        let thanks = seat.get(sent.location()).await.text;
        assert!(thanks.contains("Thank you!") && !thanks.contains("Go to the dashboard"), "{thanks}");
        assert_eq!(filed(&house, session).await.unwrap(), ["5 of 5", "4 of 5"]);

        let again = send(&mut seat, session, &[("step", "file"), ("q1", "1"), ("q2", "1")]).await;
        assert_eq!(again.status, 409, "{}", again.text);
        assert_eq!(filed(&house, session).await.unwrap(), ["5 of 5", "4 of 5"]);
        let other = house.world.start(house.world.ben).await;
        teach(&house, other).await;
        assert_eq!(seat.get(&format!("/classroom/{other}/survey")).await.status, 404);
        assert_eq!(send(&mut seat, other, &GREAT).await.status, 404);
        assert!(filed(&house, other).await.is_none());
    })
    .await;
}

#[tokio::test]
async fn only_its_student_finds_a_survey() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        teach(&house, session).await;
        let world = &house.world;
        for person in [world.ada, world.carol, world.mia, world.amara, world.ivan] {
            let mut browser = signed_in(&house, person).await;
            let address = format!("/classroom/{session}/survey");
            let (shown, sent) = (browser.get(&address).await, send(&mut browser, session, &GREAT).await);
            assert_eq!((shown.status, sent.status), (404.try_into().unwrap(), 404.try_into().unwrap()));
        }
        let mut olga = world.signed_in_at_oak(world.olga).await;
        assert_eq!(send(&mut olga, session, &GREAT).await.status, 404);
        let nobody = world.stranger().get(&format!("/classroom/{session}/survey")).await;
        assert!(nobody.status == 404 && nobody.text.contains("Sign in"), "{}", nobody.text);
        assert!(filed(&house, session).await.is_none());

        let mut ben = signed_in(&house, world.ben).await;
        let skipped = send(&mut ben, session, &[("step", "skip")]).await;
        let page = ben.get(skipped.location()).await.text;
        assert!(page.contains("You need not answer.") && page.contains("Go to the dashboard"), "{page}");
        let sent = send(&mut ben, session, &GREAT).await;
        assert_eq!(sent.status, 303, "who thinks again may answer: {}", sent.text);
    })
    .await;
}

#[tokio::test]
async fn a_session_elsewhere_is_asked_about_too() {
    on_both_engines(async |house| {
        let world = &house.world;
        let booking = Booking {
            instructor: world.ada,
            student: world.ben,
            program: world.algebra,
            starts_at: world.clock.now(),
            place: Place::InPerson { location: "Library".to_owned() },
            minutes: SessionMinutes::new(30).unwrap(),
            zone: Zone::UTC,
            subject: String::new(),
            description: String::new(),
            billable: false,
            by: world.ada,
        };
        let key = world.app.key();
        let session =
            in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await })
                .unwrap();
        world.pass_minutes(30);
        let (ada, both) = (world.viewer(world.ada).await, Record::of_outcome(Outcome::Completed).unwrap());
        in_tx!(world.db, NoteError, tx, { attendance::note(tx, &ada, session, &both).await }).unwrap();

        let mut ben = signed_in(&house, world.ben).await;
        assert_eq!(send(&mut ben, session, &GREAT).await.status, 303);
        assert_eq!(filed(&house, session).await.unwrap(), ["5 of 5", "4 of 5"]);
    })
    .await;
}

#[tokio::test]
async fn the_classroom_says_where_its_instructor_writes_the_report() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ada = signed_in(&house, house.world.ada).await;
        let page = ada.get(&format!("/classroom/{session}")).await.text;
        assert!(page.contains(&format!("asks=\"/sessions/{session}/report/form\"")), "{page}");
    })
    .await;
}
