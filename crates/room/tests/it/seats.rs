//! One connection holds a seat; another device asks before it takes it.

use kernel::Seat;
use room::protocol::{Spot, ToBrowser};
use room::{CloseCode, Conn, Input, MediaOrder, Newcomer, Output};

use crate::stage::{ADA, BEN, Stage, closed, joined, newcomer, refused, sent};

const TABLET: Conn = Conn(3);

#[test]
fn a_second_device_is_asked_first_and_then_takes_the_seat() {
    let mut stage = Stage::lesson();

    let asked = stage.hello(TABLET, Seat::Student, Spot::Room);
    let second = Conn(4);
    let taking = Newcomer { takeover: true, ..newcomer(second, Seat::Student, Spot::Room) };
    let moved = stage.handle(Input::Hello(taking));

    assert_eq!(sent(&asked, TABLET), [&ToBrowser::Occupied {}]);
    assert_eq!(closed(&asked, TABLET), Some(CloseCode::Elsewhere));
    assert_eq!(sent(&moved, BEN), [&ToBrowser::Moved {}]);
    assert_eq!(closed(&moved, BEN), Some(CloseCode::Elsewhere));
    assert!(
        moved
            .iter()
            .any(|output| matches!(output, Output::Media(MediaOrder::Leave { seat: Seat::Student, .. })))
    );
    assert!(matches!(sent(&moved, second)[..], [ToBrowser::Welcome(_), ..]));
}

#[test]
fn the_same_tab_comes_back_without_being_asked() {
    let mut stage = Stage::lesson();
    let reloaded = Newcomer { conn: TABLET, ..newcomer(BEN, Seat::Student, Spot::Room) };

    let out = stage.handle(Input::Hello(reloaded));

    assert!(matches!(sent(&out, TABLET)[..], [ToBrowser::Welcome(_), ..]));
    assert_eq!(closed(&out, BEN), Some(CloseCode::Elsewhere));
}

#[test]
fn a_seat_whose_connection_broke_is_free_for_any_device() {
    let mut stage = Stage::lesson();
    stage.handle(Input::Disconnected { conn: BEN });

    let out = stage.hello(TABLET, Seat::Student, Spot::Room);

    assert!(matches!(sent(&out, TABLET)[..], [ToBrowser::Welcome(_), ..]));
}

#[test]
fn a_connection_that_lost_its_seat_is_not_heard() {
    let mut stage = Stage::lesson();
    stage.handle(Input::Moved { conn: BEN });

    let out = stage.say(BEN, r#"{"t":"hand","raised":true}"#);

    assert_eq!(out, []);
}

#[test]
fn who_lost_the_right_is_out_at_once() {
    let mut stage = Stage::lesson();

    let out = stage.handle(Input::Revoked { conn: BEN });

    assert_eq!(closed(&out, BEN), Some(CloseCode::NotAllowed));
    assert!(out.contains(&Output::Media(MediaOrder::Gate { open: false })));
}

#[test]
fn a_second_hello_closes_its_sender_only() {
    let mut stage = Stage::lesson();

    let out = stage.say(BEN, r#"{"t":"hello","v":1,"device":"device02","place":"room","takeover":true}"#);

    assert_eq!(closed(&out, BEN), Some(CloseCode::TheirMistake));
    assert_eq!(closed(&out, ADA), None);
}

#[test]
fn rejoining_makes_one_new_connection_a_second() {
    let mut stage = Stage::lesson();
    stage.pass(1_000);

    let first = stage.say(BEN, r#"{"t":"rejoin"}"#);
    stage.pass(500);
    let second = stage.say(BEN, r#"{"t":"rejoin"}"#);
    stage.pass(500);
    let third = stage.say(BEN, r#"{"t":"rejoin"}"#);

    assert_eq!(refused(&second, BEN), Some("too_soon"));
    assert!(joined(&third) > joined(&first));
}

#[test]
fn an_answer_to_an_older_offer_is_dropped() {
    let mut stage = Stage::lesson();
    stage.pass(1_000);
    let newest = joined(&stage.say(BEN, r#"{"t":"rejoin"}"#));

    let older = stage.say(BEN, &format!(r#"{{"t":"answer","generation":{},"sdp":"v=0"}}"#, newest - 1));
    let fitting = stage.say(BEN, &format!(r#"{{"t":"answer","generation":{newest},"sdp":"v=0"}}"#));

    assert_eq!(older, []);
    assert!(matches!(fitting[..], [Output::Media(MediaOrder::Answer { .. })]));
}

#[test]
fn a_ping_is_answered_with_the_servers_time() {
    let mut stage = Stage::lesson();
    let now_ms = stage.now.wall.millis();

    let out = stage.say(BEN, r#"{"t":"ping","at_ms":12}"#);

    assert_eq!(sent(&out, BEN), [&ToBrowser::Pong { at_ms: 12, now_ms }]);
}
