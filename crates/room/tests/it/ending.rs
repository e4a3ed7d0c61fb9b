//! The end for all.

use std::time::Duration;

use kernel::Seat;
use room::protocol::{By, Outcome, Spot, ToBrowser};
use room::{Choice, CloseCode, Conn, Input, MediaOrder, Output};

use crate::stage::{ADA, BEN, Stage, closed, refused, sent};

#[test]
fn only_the_instructor_ends_for_all() {
    let mut stage = Stage::lesson();

    let by_student = stage.say(BEN, r#"{"t":"end","choice":null}"#);
    let by_instructor = stage.say(ADA, r#"{"t":"end","choice":null}"#);

    assert_eq!(refused(&by_student, BEN), Some("not_allowed"));
    assert_eq!(by_instructor, [Output::End { choice: None }]);
}

#[test]
fn a_double_click_ends_once() {
    let mut stage = Stage::lesson();
    stage.say(ADA, r#"{"t":"end","choice":null}"#);

    assert_eq!(stage.say(ADA, r#"{"t":"end","choice":null}"#), []);
}

#[test]
fn a_short_session_asks_for_the_instructors_word() {
    let mut stage = Stage::lesson();
    stage.say(ADA, r#"{"t":"end","choice":null}"#);

    let (together, minimum) = (Duration::from_secs(90), Duration::from_secs(300));
    let asked = stage.handle(Input::EndNeedsChoice { together, minimum });
    let chosen = stage.say(ADA, r#"{"t":"end","choice":"mistake"}"#);

    assert_eq!(sent(&asked, ADA), [&ToBrowser::Choose { together_s: 90, minimum_s: 300 }]);
    assert_eq!(chosen, [Output::End { choice: Some(Choice::Mistake) }]);
}

#[test]
fn the_end_is_told_to_both_and_the_room_stays_closed() {
    let mut stage = Stage::lesson();

    let out = stage.handle(Input::Ended { outcome: Outcome::Completed, by: By::Server });
    let late = stage.hello(Conn(9), Seat::Student, Spot::Room);

    for (conn, seat) in [(ADA, Seat::Instructor), (BEN, Seat::Student)] {
        assert!(out.contains(&Output::AtBoards { seat, left: Some(conn), came: None }));
        assert!(matches!(sent(&out, conn)[..], [ToBrowser::Ended { outcome: Outcome::Completed, .. }]));
        assert_eq!(closed(&out, conn), Some(CloseCode::Over));
    }
    assert_eq!(out.last(), Some(&Output::Media(MediaOrder::Close)));
    assert_eq!(closed(&late, Conn(9)), Some(CloseCode::Over));
    assert!(stage.room.is_over() && stage.room.is_empty());
}

#[test]
fn an_end_that_could_not_be_written_may_be_tried_again() {
    let mut stage = Stage::lesson();
    stage.say(ADA, r#"{"t":"end","choice":null}"#);

    let failed = stage.handle(Input::EndFailed { text: "Try again.".to_owned() });
    let again = stage.say(ADA, r#"{"t":"end","choice":null}"#);

    assert_eq!(refused(&failed, ADA), Some("unavailable"));
    assert_eq!(again, [Output::End { choice: None }]);
}
