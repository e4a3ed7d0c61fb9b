//! The check before the day: open to everybody, bounded, and of no session.

use serde_json::json;
use testkit::Line;
use tokio_tungstenite::tungstenite::Message;

use crate::house::{House, on_both_engines};

const OWN: Option<&str> = Some("https://harbor.test");

async fn line(house: &House) -> Result<Line, u16> {
    Line::at(house.address, "/check/socket", "", OWN).await
}

#[tokio::test]
async fn anybody_finds_the_check_and_what_the_network_needs() {
    on_both_engines(async |house| {
        let mut stranger = house.world.stranger();

        let check = stranger.get("/check").await;
        let network = stranger.get("/check/network").await;

        assert_eq!((check.status.as_u16(), network.status.as_u16()), (200, 200));
        assert!(check.text.contains("<network-check host=\"harbor.test\" relay"), "{}", check.text);
        for said in ["TCP 443 to harbor.test", "UDP 3478 to 203.0.113.4", "TLS on TCP 443"] {
            let words = network.text.replace("<strong>", "").replace("</strong>", "");
            assert!(words.contains(said), "{said} in {words}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_socket_echoes_and_offers_one_media_connection() {
    on_both_engines(async |house| {
        let mut line = line(&house).await.unwrap();

        line.say(json!({"t": "echo", "n": 7})).await;
        assert_eq!(line.until("echo").await["n"], 7);
        line.say(json!({"t": "media"})).await;
        let offer = line.until("offer").await;
        assert_eq!(offer["sdp"], "v=0");
        assert_eq!(offer["relay"]["urls"], "turns:harbor.test:443?transport=tcp");
        line.say(json!({"t": "answer", "sdp": "v=0"})).await;
        line.say(json!({"t": "echo", "n": 8})).await;
        assert_eq!(line.until("echo").await["n"], 8, "an answer is taken in silence");

        line.say(json!({"t": "media"})).await;
        assert_eq!(line.closed().await, 1005, "a second connection wants a second socket");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_another_origin_cannot_check_from_here() {
    on_both_engines(async |house| {
        for origin in [None, Some("https://evil.test"), Some("https://oak.test"), Some("null")] {
            let refused = Line::at(house.address, "/check/socket", "", origin).await;

            assert_eq!(refused.err(), Some(403), "{origin:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_says_something_else_or_too_much_is_cut_off() {
    on_both_engines(async |house| {
        let hostile = [
            Message::Text("{".into()),
            Message::Text(r#"{"t":"dance"}"#.into()),
            Message::Text(r#"{"t":"echo","n":1,"more":true}"#.into()),
            Message::Text(r#"{"t":"answer","sdp":"v=0"}"#.into()),
            Message::Binary(vec![1, 2, 3].into()),
        ];
        for frame in hostile {
            let mut line = line(&house).await.unwrap();
            line.send(frame).await;
            assert_eq!(line.closed().await, 1005);
        }

        let mut talker = line(&house).await.unwrap();
        for n in 0..17 {
            talker.say(json!({"t": "echo", "n": n})).await;
        }
        assert_eq!(talker.closed().await, 1005);
    })
    .await;
}

#[tokio::test]
async fn checks_at_once_have_a_bound_and_a_place_that_is_left_is_free() {
    on_both_engines(async |house| {
        let mut lines = Vec::new();
        for _ in 0..40 {
            lines.push(line(&house).await.unwrap());
        }
        assert_eq!(line(&house).await.err(), Some(429));

        let mut one = lines.swap_remove(0);
        one.send(Message::Text("{".into())).await;
        assert_eq!(one.closed().await, 1005);
        let mut again = Err(429);
        while again.is_err() {
            again = line(&house).await.map(|_| ());
        }
    })
    .await;
}
