//! A session played again: who may, and what they are told.

use std::time::{Duration, Instant};

use db::in_tx;
use kernel::{Seat, SessionId};
use media::{Event, News, Place, Talk};
use room::boards::{Board, wire};
use serde_json::{Value, json};
use teaching::sessions::{self, By, Choice, EndError};
use testkit::Line;

use crate::house::{House, on_both_engines};

/// An update by a client: a value under `key` of the part `p:1`. Nothing is deleted.
fn stroke(client: u8, key: u8) -> Vec<u8> {
    vec![1, 1, client, 0, 0x28, 1, 3, b'p', b':', b'1', 1, key, 1, 119, 1, b'x', 0]
}

/// Ada and Ben in the room, with the drawing board open.
async fn in_room(house: &House, session: SessionId) -> (Line, Line) {
    let ada = house.world.signed_in(house.world.ada).await;
    let ben = house.world.signed_in(house.world.ben).await;
    let mut instructor = house.line(&ada, session).await.unwrap();
    instructor.hello("room").await;
    instructor.connect_media().await;
    let mut student = house.line(&ben, session).await.unwrap();
    student.hello("room").await;
    student.connect_media().await;
    student.say(json!({"t": "place", "place": "room"})).await;
    student.until_that(|message| message["who"] == "student" && message["person"]["place"] == "room").await;
    for line in [&mut instructor, &mut student] {
        line.frame(&wire::ask(Board::Draw, &[0])).await;
        line.frame_that(|bytes| bytes.starts_with(&[0, 0, 0])).await;
        line.frame(&wire::answer(Board::Draw, &[0, 0])).await;
        line.frame_that(|bytes| *bytes == [0, 100, 1]).await;
    }
    (instructor, student)
}

/// Draws, and waits until it is on disk.
async fn draw(line: &mut Line, edit: u8, update: &[u8]) {
    line.frame(&wire::edit(Board::Draw, update)).await;
    line.frame_that(|bytes| *bytes == [0, 100, edit]).await;
}

async fn end(house: &House, session: SessionId) {
    let ended: Result<_, EndError> = in_tx!(house.world.db, EndError, tx, {
        let by = By::Instructor(house.world.ada);
        sessions::end(tx, house.world.harbor, session, by, Some(Choice::Completed)).await
    });
    ended.unwrap();
}

/// A session in which Ada switched to the drawing board, both drew a stroke, and Ben asked something.
async fn played(house: &House) -> SessionId {
    let session = house.world.start(house.world.ben).await;
    let (mut instructor, mut student) = in_room(house, session).await;
    instructor.say(json!({"t": "mode", "mode": "draw"})).await;
    instructor.until("happened").await;
    draw(&mut instructor, 2, &stroke(5, b'a')).await;
    draw(&mut student, 2, &stroke(6, b'b')).await;
    student.say(json!({"t": "chat", "id": "c0ffee12", "text": "Is it 12?"})).await;
    student.until_that(|message| message["events"].to_string().contains("Is it 12?")).await;
    house.world.pass_minutes(6);
    end(house, session).await;
    session
}

#[tokio::test]
async fn a_session_is_told_with_its_switches_its_chat_and_who_was_there() {
    on_both_engines(async |house| {
        let session = played(&house).await;
        let mut carol = house.world.signed_in(house.world.carol).await;

        let answer = carol.get(&format!("/sessions/{session}/replay/timeline")).await;

        let told: Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(told["happenings"][0]["what"], json!({"kind": "mode", "mode": "draw"}));
        assert_eq!(told["happenings"][1]["what"]["text"], "Is it 12?");
        assert_eq!(told["happenings"][1]["by"], "student");
        assert_eq!((&told["boards"], &told["parts"]), (&json!(["draw"]), &json!([])));
        let seats: Vec<&Value> = told["stays"].as_array().unwrap().iter().map(|stay| &stay["seat"]).collect();
        assert!(seats.contains(&&json!("instructor")) && seats.contains(&&json!("student")));
        let stored = house.session(session).await;
        assert_eq!(told["names"]["student"], stored.student_name);
        assert_eq!(told["ends_ms"].as_i64(), stored.ended_at.map(kernel::Timestamp::millis));
        assert!(told["starts_ms"].as_i64() <= told["happenings"][0]["at_ms"].as_i64());
    })
    .await;
}

/// A board taken apart: what it was before, then each edit with whose it is.
fn taken_apart(bytes: &[u8]) -> (Vec<u8>, Vec<(u8, Vec<u8>)>) {
    let length = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut at = 4 + length(0);
    let before = bytes[4..at].to_vec();
    let mut edits = Vec::new();
    while at < bytes.len() {
        let end = at + 13 + length(at + 9);
        edits.push((bytes[at], bytes[at + 13..end].to_vec()));
        at = end;
    }
    (before, edits)
}

#[tokio::test]
async fn a_board_is_what_it_was_at_the_beginning_and_every_edit_with_its_hand() {
    on_both_engines(async |house| {
        let session = played(&house).await;
        let mut ben = house.world.signed_in(house.world.ben).await;

        let answer = ben.get(&format!("/sessions/{session}/replay/boards/draw")).await;

        let (before, edits) = taken_apart(&answer.bytes);
        assert_eq!(answer.headers["cache-control"], "private, no-store");
        assert_eq!(before, [0, 0]);
        assert_eq!(edits, [(0, stroke(5, b'a')), (1, stroke(6, b'b'))]);
    })
    .await;
}

#[tokio::test]
async fn the_next_session_begins_with_what_the_one_before_left_and_ends_without_what_comes_after() {
    on_both_engines(async |house| {
        played(&house).await;
        house.world.pass_minutes(60);
        let quiet = house.world.start(house.world.ben).await;
        house.world.pass_minutes(6);
        end(&house, quiet).await;
        house.world.pass_minutes(60);
        let third = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = in_room(&house, third).await;
        draw(&mut instructor, 2, &stroke(7, b'c')).await;
        end(&house, third).await;
        let mut ada = house.world.signed_in(house.world.ada).await;

        let quiet = ada.get(&format!("/sessions/{quiet}/replay/boards/draw")).await;
        let third = ada.get(&format!("/sessions/{third}/replay/boards/draw")).await;

        let ((before_quiet, no_edits), (before_third, edits)) =
            (taken_apart(&quiet.bytes), taken_apart(&third.bytes));
        assert!(before_quiet.len() > 20 && no_edits.is_empty());
        assert_eq!(before_third, before_quiet);
        assert_eq!(edits, [(0, stroke(7, b'c'))]);
    })
    .await;
}

#[tokio::test]
async fn who_may_read_the_details_may_see_it_and_for_all_others_it_is_not_there() {
    on_both_engines(async |house| {
        let session = played(&house).await;
        let unknown = SessionId::fresh(house.world.clock.now());
        let world = &house.world;
        let tails = ["replay", "replay/timeline", "replay/boards/draw"];

        for person in [world.ada, world.ben, world.carol, world.amara] {
            let mut browser = world.signed_in(person).await;
            for tail in tails {
                assert_eq!(browser.get(&format!("/sessions/{session}/{tail}")).await.status, 200, "{tail}");
            }
            assert_eq!(browser.get(&format!("/sessions/{session}/replay/boards/sky")).await.status, 404);
        }
        for person in [world.ivan, world.mia] {
            let mut browser = world.signed_in(person).await;
            for tail in tails {
                for id in [session, unknown] {
                    assert_eq!(browser.get(&format!("/sessions/{id}/{tail}")).await.status, 404, "{tail}");
                }
            }
        }
    })
    .await;
}

/// The last that was told to be written.
async fn bits_of_the_instructor(house: &House) -> Option<i64> {
    let sql = "SELECT seconds FROM talk_minutes WHERE org_id = $1 AND seat = 'instructor' LIMIT 1";
    let mut tx = house.world.db.read().await.unwrap();
    let found: Option<(i64,)> = tx.opt(sql, &[&house.world.harbor.org()]).await.unwrap();
    found.map(|(bits,)| bits)
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the engine's thread reads the clock, and there is none here")]
async fn who_spoke_is_told_second_by_second_though_nothing_was_recorded() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let _lines = in_room(&house, session).await;
        let (now, wall) = (Instant::now(), house.world.clock.now().millis());
        let ago = |seconds| now.checked_sub(Duration::from_secs(seconds)).unwrap();
        for (seat, from, to) in [(Seat::Student, 90, 25), (Seat::Student, 20, 10), (Seat::Instructor, 8, 5)] {
            let place = Place { room: session, seat, generation: 1 };
            let news = News::Talked(Talk { from: ago(from), to: ago(to) });
            house.engine.send(Event { place, news }).unwrap();
        }
        while bits_of_the_instructor(&house).await.is_none() {
            tokio::task::yield_now().await;
        }
        house.world.pass_minutes(6);
        end(&house, session).await;
        let mut ben = house.world.signed_in(house.world.ben).await;

        let answer = ben.get(&format!("/sessions/{session}/replay/timeline")).await;
        let told: Value = serde_json::from_str(&answer.text).unwrap();

        let expected = [("instructor", 8, 5), ("student", 90, 25), ("student", 20, 10)];
        for (talk, (seat, from, to)) in told["talks"].as_array().unwrap().iter().zip(expected) {
            let apart = |ms: &Value, ago: i64| (ms.as_i64().unwrap() - (wall - ago * 1_000)).abs();
            assert_eq!(talk["seat"], seat);
            assert!(apart(&talk["from_ms"], from) < 2_000 && apart(&talk["to_ms"], to) < 2_000, "{talk}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_not_over_is_not_played() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ada = house.world.signed_in(house.world.ada).await;

        let page = ada.get(&format!("/sessions/{session}/replay")).await;

        assert_eq!((page.status.as_u16(), page.location()), (303, &*format!("/sessions/{session}")));
        for tail in ["replay/timeline", "replay/boards/draw"] {
            assert_eq!(ada.get(&format!("/sessions/{session}/{tail}")).await.status, 409);
        }
        assert!(!ada.get(&format!("/sessions/{session}")).await.text.contains("/replay\""));
    })
    .await;
}

#[tokio::test]
async fn the_details_of_a_session_that_was_lead_to_its_replay() {
    on_both_engines(async |house| {
        let session = played(&house).await;
        let mut ben = house.world.signed_in(house.world.ben).await;

        let details = ben.get(&format!("/sessions/{session}")).await;

        assert!(details.text.contains(&format!("href=\"/sessions/{session}/replay\"")));
    })
    .await;
}
