//! A lesson from the first hello to the end.

use kernel::{SessionId, SessionMinutes, Zone};
use serde_json::{Value, json};
use teaching::presence;
use teaching::sessions::{self, BookError, Booking, MoveError, Outcome, Place, SubstituteError};
use testkit::Line;

use crate::house::{House, on_both_engines};

/// Ada and Ben in the room with live media.
async fn lesson(house: &House, session: kernel::SessionId) -> (Line, Line) {
    let ada = house.world.signed_in(house.world.ada).await;
    let ben = house.world.signed_in(house.world.ben).await;
    let mut instructor = house.line(&ada, session).await.unwrap();
    instructor.hello("room").await;
    instructor.connect_media().await;
    let mut student = house.line(&ben, session).await.unwrap();
    student.hello("room").await;
    student.connect_media().await;
    instructor.until_that(runs).await;
    (instructor, student)
}

/// Waits for the next sign of life: until the store counts this many seconds together.
async fn seen(house: &House, session: kernel::SessionId, together_seconds: i64) {
    let stored = async || {
        let mut tx = house.world.db.read().await.unwrap();
        let stays = presence::intervals(&mut tx, house.world.harbor, session).await.unwrap();
        presence::attendance(&stays).together_seconds
    };
    while stored().await < together_seconds {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

fn runs(message: &Value) -> bool {
    message["t"] == "state" && message["running"] == true
}

#[tokio::test]
async fn an_offer_names_a_relay_for_its_own_connection_and_the_next_five_minutes() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut student = house.line(&ben, session).await.unwrap();

        student.hello("lobby").await;
        let offer = student.until("offer").await;

        let until = house.world.clock.now().plus_minutes(5).millis() / 1_000;
        let name = format!("{until}:{session}:student:{}", offer["generation"]);
        assert_eq!(offer["relay"]["urls"], "turns:harbor.test:443?transport=tcp");
        assert_eq!(offer["relay"]["username"], name);
        assert!(offer["relay"]["credential"].as_str().is_some_and(|credential| credential.len() == 44));
    })
    .await;
}

#[tokio::test]
async fn the_student_waits_until_the_instructor_is_in() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ada = house.world.signed_in(house.world.ada).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut student = house.line(&ben, session).await.unwrap();
        let welcome = student.hello("lobby").await;

        student.say(json!({"t": "place", "place": "room"})).await;
        let refused = student.until("refused").await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        let waiting = instructor.hello("room").await;
        student
            .until_that(|message| message["who"] == "instructor" && message["person"]["place"] == "room")
            .await;
        student.say(json!({"t": "place", "place": "room"})).await;

        assert_eq!((&welcome["progress"], &waiting["progress"]["step"]), (&Value::Null, &json!("joining")));
        assert_eq!(refused["why"], "instructor_away");
        instructor.until_that(|message| message["progress"]["step"] == "in").await;
    })
    .await;
}

#[tokio::test]
async fn minutes_together_make_a_completed_session_and_take_the_credit() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = lesson(&house, session).await;

        house.world.pass_minutes(6);
        instructor.say(json!({"t": "end", "choice": null})).await;

        for line in [&mut instructor, &mut student] {
            let ended = line.until("ended").await;
            assert_eq!(
                (ended["outcome"].as_str(), ended["by"].as_str()),
                (Some("completed"), Some("instructor"))
            );
            assert_eq!(line.closed().await, 4000);
        }
        let stored = house.session(session).await;
        assert_eq!((stored.outcome, stored.together_seconds), (Some(Outcome::Completed), 360));
        assert!(stored.together_at.is_some());
    })
    .await;
}

#[tokio::test]
async fn a_session_too_short_to_tell_asks_what_it_was() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = lesson(&house, session).await;

        house.world.pass_minutes(1);
        instructor.say(json!({"t": "end", "choice": null})).await;
        let asked = instructor.until("choose").await;
        instructor.say(json!({"t": "end", "choice": "mistake"})).await;

        assert_eq!((asked["together_s"].as_i64(), asked["minimum_s"].as_i64()), (Some(60), Some(300)));
        assert_eq!(student.until("ended").await["outcome"], "cancelled");
        assert_eq!(house.session(session).await.outcome, Some(Outcome::Cancelled));
    })
    .await;
}

#[tokio::test]
async fn minutes_stop_while_one_of_them_is_out() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = lesson(&house, session).await;

        house.world.pass_minutes(5);
        student.say(json!({"t": "leave"})).await;
        assert_eq!(student.closed().await, 1000);
        instructor.until_that(|message| message["t"] == "state" && message["running"] == false).await;
        house.world.pass_minutes(20);
        instructor.say(json!({"t": "end", "choice": null})).await;
        instructor.until("ended").await;

        let stored = house.session(session).await;
        assert_eq!(
            (stored.together_seconds, stored.student_seconds, stored.instructor_seconds),
            (300, 300, 1_500)
        );
    })
    .await;
}

#[tokio::test]
async fn after_a_restart_both_come_back_and_the_minutes_exclude_the_gap() {
    on_both_engines(async |mut house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = lesson(&house, session).await;
        house.world.pass_minutes(6);
        seen(&house, session, 360).await;

        house.restart().await;
        assert_eq!((instructor.closed().await, student.closed().await), (4002, 4002));
        house.world.pass_minutes(10);
        let ben = house.world.signed_in(house.world.ben).await;
        let mut student = house.line(&ben, session).await.unwrap();
        let welcome = student.hello("room").await;

        assert_eq!(welcome["student"]["place"], "room", "without waiting for the instructor");
        assert_eq!((&welcome["state"], &welcome["together_s"]), (&json!("lesson"), &json!(360)));
    })
    .await;
}

#[tokio::test]
async fn after_the_end_the_page_leads_to_the_details_and_the_socket_says_so() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = lesson(&house, session).await;
        house.world.pass_minutes(6);
        instructor.say(json!({"t": "end", "choice": null})).await;
        instructor.until("ended").await;

        let mut ben = house.world.signed_in(house.world.ben).await;
        let page = ben.get(&format!("/classroom/{session}")).await;
        let mut late = house.line(&ben, session).await.unwrap();
        let ended = late.hello("room").await;

        assert_eq!((page.status.as_u16(), page.location()), (303, format!("/sessions/{session}").as_str()));
        assert_eq!((ended["t"].as_str(), late.closed().await), (Some("ended"), 4000));
    })
    .await;
}

#[tokio::test]
async fn only_the_sessions_instructor_copies_and_resends_the_link() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (link, resend) = (format!("/classroom/{session}/link"), format!("/classroom/{session}/resend"));
        let mut ada = house.world.signed_in(house.world.ada).await;
        let mut ivan = house.world.signed_in(house.world.ivan).await;
        let mut ben = house.world.signed_in(house.world.ben).await;

        let copied = ada.get(&link).await;
        let sent = (ada.post(&resend, &[]).await.status, ada.post(&resend, &[]).await.status);

        let expected = format!("https://harbor.test{}", house.link(session).await);
        assert_eq!(serde_json::from_str::<Value>(&copied.text).unwrap()["url"], expected);
        assert_eq!((sent.0.as_u16(), sent.1.as_u16()), (204, 429));
        for other in [&mut ivan, &mut ben] {
            assert_eq!(other.get(&link).await.status, 404);
            assert_eq!(other.post(&resend, &[]).await.status, 404);
        }
    })
    .await;
}

#[tokio::test]
async fn a_session_cancelled_from_its_page_empties_the_classroom() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut student = house.line(&ben, session).await.unwrap();
        student.hello("lobby").await;
        let ada = house.world.viewer(house.world.ada).await;

        let cancelled: Result<_, teaching::sessions::CancelError> =
            db::in_tx!(house.world.db, teaching::sessions::CancelError, tx, {
                teaching::sessions::cancel(tx, &ada, session, "Ben is ill").await
            });
        cancelled.unwrap();
        house.world.app.bus().changed(ada.org, &[house.world.ben], web::Topic::Sessions);

        assert_eq!(student.until("ended").await["outcome"], "cancelled");
        assert_eq!(student.closed().await, 4000);
    })
    .await;
}

/// Ada and Ben wait for a planned session that starts in ten minutes.
async fn waiting(house: &House) -> (SessionId, Line, Line) {
    let world = &house.world;
    let booking = Booking {
        instructor: world.ada,
        student: world.ben,
        program: world.algebra,
        place: Place::Classroom,
        starts_at: world.clock.now().plus_minutes(10),
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: false,
        by: world.ada,
    };
    let key = world.app.key();
    let session =
        db::in_tx!(world.db, BookError, tx, { sessions::book(tx, world.harbor, key, &booking).await })
            .unwrap();
    let (ada, ben) = (world.signed_in(world.ada).await, world.signed_in(world.ben).await);
    let mut instructor = house.line(&ada, session).await.unwrap();
    instructor.hello("lobby").await;
    let mut student = house.line(&ben, session).await.unwrap();
    student.hello("lobby").await;
    (session, instructor, student)
}

#[tokio::test]
async fn whoever_waits_for_a_session_that_somebody_else_teaches_now_is_asked_again() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, mut instructor, mut student) = waiting(&house).await;
        let amara = world.viewer(world.amara).await;
        db::in_tx!(world.db, SubstituteError, tx, {
            sessions::substitute(tx, &amara, session, world.ivan).await
        })
        .unwrap();
        world.app.bus().changed(amara.org, &[world.ada, world.ben], web::Topic::Sessions);

        assert_ne!(instructor.closed().await, 4000, "it is not over");
        student.closed().await;

        let ada = world.signed_in(world.ada).await;
        assert!(house.line(&ada, session).await.is_err(), "it is not hers any more");
        let ivan = world.signed_in(world.ivan).await;
        let mut instructor = house.line(&ivan, session).await.unwrap();
        let welcome = instructor.hello("lobby").await;
        assert!(welcome.to_string().contains("Ivan"), "{welcome}");
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_for_a_session_that_was_moved_is_asked_again() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (session, mut instructor, mut student) = waiting(&house).await;
        let ada = world.viewer(world.ada).await;
        let later = world.clock.now().plus_minutes(300);
        let minutes = SessionMinutes::new(30).unwrap();
        db::in_tx!(world.db, MoveError, tx, {
            sessions::reschedule(tx, &ada, session, later, minutes).await
        })
        .unwrap();
        world.app.bus().changed(ada.org, &[world.ada, world.ben], web::Topic::Sessions);

        assert_ne!(instructor.closed().await, 4000, "it is not over");
        assert_ne!(student.closed().await, 4000);
    })
    .await;
}
