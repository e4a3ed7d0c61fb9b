//! The boards and the chat over real sockets.

use db::in_tx;
use kernel::SessionId;
use room::boards::{Board, wire};
use serde_json::json;
use teaching::sessions::{self, By, Choice, EndError};
use testkit::Line;
use tokio_tungstenite::tungstenite::Message;

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
    let mut student = house.line(&ben, session).await.unwrap();
    let welcome = student.hello("room").await;
    assert_eq!(welcome["student"]["place"], "room");
    for line in [&mut instructor, &mut student] {
        line.frame(&wire::ask(Board::Draw, &[0])).await;
        line.frame_that(|bytes| bytes.starts_with(&[0, 0, 0])).await;
        line.frame(&wire::answer(Board::Draw, &[0, 0])).await;
        line.frame_that(|bytes| *bytes == [0, 100, 1]).await;
    }
    (instructor, student)
}

async fn edits_stored(house: &House) -> i64 {
    let mut tx = house.world.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM board_edits WHERE org_id = $1";
    let (count,): (i64,) = tx.one(sql, &[&house.world.harbor.org()]).await.unwrap();
    count
}

#[tokio::test]
async fn a_stroke_is_on_disk_when_it_is_acknowledged() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = in_room(&house, session).await;

        instructor.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 2]).await;

        assert_eq!(edits_stored(&house).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_next_server_knows_the_word_of_the_one_before_and_nobody_elses() {
    on_both_engines(async |mut house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = in_room(&house, session).await;
        student.frame(&wire::edit(Board::Draw, &stroke(6, b'a'))).await;
        // the number of its row, and of the newest on disk
        let shown = instructor.frame_that(|bytes| bytes.starts_with(&[0, 103, 1, 0])).await;
        house.restart().await;

        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        instructor.hello("room").await;
        let brought_back = [&[0, 103], &shown[4..]].concat();
        let forged = [&[0, 103, shown[4] ^ 1], &shown[5..]].concat();
        instructor.frame(&brought_back).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 1]).await;
        instructor.frame(&forged).await;
        instructor.frame_that(|bytes| *bytes == [0, 101, 2, 2]).await;
        assert_eq!(edits_stored(&house).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_board_is_there_again_after_a_restart_and_in_the_next_session() {
    on_both_engines(async |mut house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = in_room(&house, session).await;
        instructor.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 2]).await;
        house.restart().await;
        let ended: Result<_, EndError> = in_tx!(house.world.db, EndError, tx, {
            let by = By::Instructor(house.world.ada);
            sessions::end(tx, house.world.harbor, session, by, Some(Choice::Mistake)).await
        });
        ended.unwrap();

        let next = house.world.start(house.world.ben).await;
        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, next).await.unwrap();
        instructor.hello("room").await;
        instructor.frame(&wire::ask(Board::Draw, &[0])).await;

        let answer = instructor.frame_that(|bytes| bytes.starts_with(&[0, 0, 1])).await;
        assert!(answer.windows(3).any(|part| part == [119, 1, b'x']), "{answer:?}");
    })
    .await;
}

#[tokio::test]
async fn a_locked_student_is_refused_and_the_instructor_is_not() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = in_room(&house, session).await;

        instructor.say(json!({"t": "lock", "board": "draw", "on": true})).await;
        student.until_that(|message| message["stage"]["locked"]["draw"] == true).await;
        student.frame(&wire::edit(Board::Draw, &stroke(6, b'b'))).await;
        student.frame_that(|bytes| *bytes == [0, 101, 2, 0]).await;
        instructor.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 2]).await;

        assert_eq!(edits_stored(&house).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_page_is_removed_by_the_instructor_and_not_by_the_student() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = in_room(&house, session).await;
        let mut page = vec![1, 1, 5, 0, 0x28, 1, 5];
        page.extend(b"pages");
        page.extend([1, b'a', 1, 119, 1, b'x', 0]);
        let removal = [0, 1, 5, 1, 0, 1];
        instructor.frame(&wire::edit(Board::Draw, &page)).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 2]).await;

        student.frame(&wire::edit(Board::Draw, &removal)).await;
        student.frame_that(|bytes| *bytes == [0, 101, 2, 4]).await;
        student.frame(&wire::edit(Board::Draw, &stroke(6, b'b'))).await;
        student.frame_that(|bytes| *bytes == [0, 100, 3]).await;
        assert_eq!(edits_stored(&house).await, 2, "the page and the stroke");
        instructor.frame(&wire::edit(Board::Draw, &removal)).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 3]).await;

        assert_eq!(edits_stored(&house).await, 3);
    })
    .await;
}

#[tokio::test]
async fn who_waits_outside_neither_reads_nor_writes_the_board() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let mut ben = house.world.signed_in(house.world.ben).await;
        let mut student = house.line(&ben, session).await.unwrap();
        student.hello("check").await;

        student.frame(&wire::ask(Board::Draw, &[0])).await;
        student.frame(&wire::edit(Board::Draw, &stroke(6, b'b'))).await;
        student.say(json!({"t": "ping", "at_ms": 1})).await;
        student.until("pong").await;
        let page = ben.get(&format!("/classroom/{session}/boards/draw")).await;

        assert_eq!((edits_stored(&house).await, page.status.as_u16()), (0, 404));
    })
    .await;
}

#[tokio::test]
async fn the_whole_board_is_fetched_by_who_is_in_the_room_alone() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = in_room(&house, session).await;
        instructor.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 2]).await;
        let address = format!("/classroom/{session}/boards/draw");

        let mut ada = house.world.signed_in(house.world.ada).await;
        let whole = ada.get(&address).await;

        assert_eq!(whole.status, 200);
        assert!(whole.text.contains("p:1"));
        for person in [house.world.ivan, house.world.mia, house.world.carol, house.world.amara] {
            let mut other = house.world.signed_in(person).await;
            assert_eq!(other.get(&address).await.status, 404);
        }
        assert_eq!(ada.get(&format!("/classroom/{session}/boards/sky")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_hostile_frame_of_a_board_closes_its_sender_and_nobody_else() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = in_room(&house, session).await;
        let mut nested = vec![1, 1, 9, 0, 8, 1, 3, b'p', b':', b'1', 1];
        nested.extend(std::iter::repeat_n([117, 1], 8_000).flatten());
        nested.extend([126, 0]);

        student.frame(&wire::edit(Board::Draw, &nested)).await;

        assert_eq!(student.closed().await, 4001);
        instructor.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        instructor.frame_that(|bytes| *bytes == [0, 100, 2]).await;
    })
    .await;
}

#[tokio::test]
async fn a_frame_over_a_megabyte_closes_its_sender() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (_instructor, mut student) = in_room(&house, session).await;

        student.send(Message::Binary(vec![0; 1024 * 1024 + 1].into())).await;

        assert!([1006, 4001].contains(&student.closed().await));
    })
    .await;
}

#[tokio::test]
async fn a_message_is_told_to_both_and_again_to_who_comes_back() {
    on_both_engines(async |mut house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, mut student) = in_room(&house, session).await;

        student.say(json!({"t": "chat", "id": "c0ffee12", "text": "Is it 12?"})).await;
        let told = instructor.until("happened").await;
        student.until("happened").await;
        house.restart().await;
        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        instructor.hello("room").await;
        let again = instructor.until("happened").await;

        assert_eq!(
            (&told["events"][0]["what"]["text"], &told["events"][0]["by"]),
            (&json!("Is it 12?"), &json!("student"))
        );
        assert_eq!(again["events"][0]["what"]["text"], "Is it 12?");
    })
    .await;
}

#[tokio::test]
async fn the_stage_stands_as_it_was_after_a_restart() {
    on_both_engines(async |mut house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = in_room(&house, session).await;
        instructor.say(json!({"t": "mode", "mode": "write"})).await;
        instructor.say(json!({"t": "lock", "board": "write", "on": true})).await;
        instructor.until_that(|message| message["events"].to_string().contains("lock")).await;

        house.restart().await;
        let ada = house.world.signed_in(house.world.ada).await;
        let mut instructor = house.line(&ada, session).await.unwrap();
        let welcome = instructor.hello("room").await;

        assert_eq!(
            (&welcome["stage"]["mode"], &welcome["stage"]["locked"]["write"]),
            (&json!("write"), &json!(true))
        );
    })
    .await;
}

#[tokio::test]
async fn a_session_that_is_extended_ends_later() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let (mut instructor, _student) = in_room(&house, session).await;
        let before = house.session(session).await;

        instructor.say(json!({"t": "extend", "minutes": 30})).await;
        let told = instructor.until("times").await;

        let after = house.session(session).await;
        assert_eq!(after.ends_at, before.ends_at.plus_minutes(30));
        assert_eq!(told["ends_ms"].as_i64(), Some(after.ends_at.millis()));
    })
    .await;
}
