//! Who gets a socket, and what a hostile one can do.

use serde_json::json;
use testkit::Line;
use tokio_tungstenite::tungstenite::Message;

use crate::house::on_both_engines;

#[tokio::test]
async fn a_classroom_does_not_exist_for_anyone_without_a_seat() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let unknown = kernel::SessionId::fresh(house.world.clock.now());
        for person in [house.world.amara, house.world.ivan, house.world.mia, house.world.carol] {
            let mut browser = house.world.signed_in(person).await;

            let (own, none) = (
                browser.get(&format!("/classroom/{session}")).await,
                browser.get(&format!("/classroom/{unknown}")).await,
            );

            assert_eq!((own.status.as_u16(), none.status.as_u16()), (404, 404));
            assert_eq!(own.text, none.text);
            assert_eq!(house.line(&browser, session).await.err(), Some(404));
        }
        let mut stranger = house.world.stranger();
        assert_eq!(stranger.get(&format!("/classroom/{session}")).await.status, 404);
        assert_eq!(house.line(&stranger, session).await.err(), Some(404));
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_origin_opens_no_socket() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ada = house.world.signed_in(house.world.ada).await;
        for origin in [
            None,
            Some("https://evil.test"),
            Some("https://oak.test"),
            Some("http://harbor.test"),
            Some("null"),
        ] {
            let refused = Line::open(house.address, session, &ada.cookie_line(), origin).await;

            assert_eq!(refused.err(), Some(403), "{origin:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hostile_frame_closes_its_sender_and_nobody_else() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ada = house.world.signed_in(house.world.ada).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        instructor.hello("room").await;
        let hostile = [
            Message::Text("{".into()),
            Message::Text(r#"{"t":"dance"}"#.into()),
            Message::Text(r#"{"t":"hand","raised":true,"who":"instructor"}"#.into()),
            Message::Text("x".repeat(70_000).into()),
        ];
        for frame in hostile {
            let mut student = house.line(&ben, session).await.unwrap();
            student.hello("check").await;

            student.send(frame).await;

            assert_eq!(student.closed().await, 4001);
        }
        let mut unheard = house.line(&ben, session).await.unwrap();
        unheard.say(json!({"t": "ping", "at_ms": 1})).await;
        assert_eq!(unheard.closed().await, 4001, "hello comes first");

        instructor.say(json!({"t": "ping", "at_ms": 7})).await;
        assert_eq!(instructor.until("pong").await["at_ms"], 7);
    })
    .await;
}

#[tokio::test]
async fn a_flood_of_frames_closes_its_sender() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut student = house.line(&ben, session).await.unwrap();
        student.hello("check").await;

        let word = json!({"t": "hand", "raised": true});
        while student.try_say(&word).await.is_ok() {}

        // what the server said before it hung up may be lost with what it did not read
        assert!([1006, 4001].contains(&student.closed().await));
    })
    .await;
}

#[tokio::test]
async fn connections_of_one_session_have_a_bound() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut lines = Vec::new();
        for _ in 0..8 {
            lines.push(house.line(&ben, session).await.unwrap());
        }

        assert_eq!(house.line(&ben, session).await.err(), Some(429));
    })
    .await;
}

#[tokio::test]
async fn a_second_device_asks_before_it_takes_the_seat() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let mut laptop = house.line(&ben, session).await.unwrap();
        laptop.hello_from("laptoplaptop", "check", false).await;

        let mut phone = house.line(&ben, session).await.unwrap();
        let asked = phone.hello_from("phonephone", "check", false).await;
        let mut again = house.line(&ben, session).await.unwrap();
        let welcome = again.hello_from("phonephone", "check", true).await;

        assert_eq!((asked["t"].as_str(), phone.closed().await), (Some("occupied"), 4004));
        assert_eq!(welcome["t"], "welcome");
        laptop.until("moved").await;
        assert_eq!(laptop.closed().await, 4004);
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_own_socket_only() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ada = house.world.signed_in(house.world.ada).await;
        let ben = house.world.signed_in(house.world.ben).await;
        let (mut instructor, mut student) =
            (house.line(&ada, session).await.unwrap(), house.line(&ben, session).await.unwrap());
        instructor.hello("room").await;
        student.hello("check").await;

        ada.post("/sign-out", &[]).await;

        assert_eq!(instructor.closed().await, 4003);
        student.say(json!({"t": "ping", "at_ms": 7})).await;
        student.until("pong").await;
    })
    .await;
}
