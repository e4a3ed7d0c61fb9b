//! The boards outside the classroom: prepared before it, seen again after it.

use db::in_tx;
use kernel::{SessionId, SessionMinutes, Zone};
use room::boards::{Board, wire};
use serde_json::json;
use teaching::sessions::{self, BookError, Booking, CancelError};
use testkit::{Browser, Line};
use web::{Push, Topic};

use crate::house::{House, on_both_engines};

/// An update by a client: a value under `key` of the part `p:1`. Nothing is deleted.
fn stroke(client: u8, key: u8) -> Vec<u8> {
    vec![1, 1, client, 0, 0x28, 1, 3, b'p', b':', b'1', 1, key, 1, 119, 1, b'x', 0]
}

/// Whether the object of [`stroke`] is in an update.
fn has(update: &[u8], key: u8) -> bool {
    update.windows(4).any(|part| part == [1, key, 1, 119])
}

/// A session of Ada and Ben, an hour from now.
async fn planned(house: &House) -> SessionId {
    planned_in(house, 60).await
}

/// The same, in so many minutes.
async fn planned_in(house: &House, minutes: i64) -> SessionId {
    let world = &house.world;
    let booking = Booking {
        instructor: world.ada,
        student: world.ben,
        program: world.algebra,
        starts_at: world.clock.now().plus_minutes(minutes),
        place: sessions::Place::Classroom,
        minutes: SessionMinutes::new(30).unwrap(),
        zone: Zone::UTC,
        subject: String::new(),
        description: String::new(),
        billable: false,
        by: world.ada,
    };
    let booked = in_tx!(world.db, BookError, tx, {
        sessions::book(tx, world.harbor, world.app.key(), &booking).await
    });
    booked.unwrap()
}

/// Ada ends the session from its room.
async fn end(line: &mut Line) {
    line.say(json!({"t": "end", "choice": "completed"})).await;
    line.until("ended").await;
}

async fn socket(house: &House, browser: &Browser, session: SessionId) -> Result<Line, u16> {
    let path = format!("/sessions/{session}/boards/socket");
    Line::at(house.address, &path, &browser.cookie_line(), Some("https://harbor.test")).await
}

async fn hello(line: &mut Line) {
    let hello = json!({"t": "hello", "v": 1, "device": "devicedevice", "place": "room", "takeover": false});
    line.say(hello).await;
}

/// Asks for the drawing board; what there is of it.
async fn ask(line: &mut Line) -> Vec<u8> {
    line.frame(&wire::ask(Board::Draw, &[0])).await;
    let all = line.frame_that(|bytes| bytes.starts_with(&[0, 0, 1])).await;
    line.frame_that(|bytes| bytes.starts_with(&[0, 0, 0])).await;
    line.frame(&wire::answer(Board::Draw, &[0, 0])).await;
    line.frame_that(|bytes| *bytes == [0, 100, 1]).await;
    all
}

/// Ada at the boards of a planned session.
async fn preparing(house: &House, session: SessionId) -> Line {
    let ada = house.world.signed_in(house.world.ada).await;
    let mut line = socket(house, &ada, session).await.unwrap();
    hello(&mut line).await;
    ask(&mut line).await;
    line
}

/// Draws, and waits until it is on disk.
async fn draw(line: &mut Line, edit: u8, update: &[u8]) {
    line.frame(&wire::edit(Board::Draw, update)).await;
    line.frame_that(|bytes| *bytes == [0, 100, edit]).await;
}

/// Ada in the classroom; the drawing board as she finds it.
async fn in_room(house: &House, session: SessionId) -> (Line, Vec<u8>) {
    let ada = house.world.signed_in(house.world.ada).await;
    let mut line = house.line(&ada, session).await.unwrap();
    line.hello("room").await;
    line.until_that(|message| {
        message["person"]["place"] == "room" || message["instructor"]["place"] == "room"
    })
    .await;
    let found = ask(&mut line).await;
    (line, found)
}

#[tokio::test]
async fn what_was_prepared_is_on_disk_and_stands_in_the_room() {
    on_both_engines(async |mut house| {
        let session = planned(&house).await;
        let mut line = preparing(&house, session).await;
        draw(&mut line, 2, &stroke(5, b'a')).await;
        house.restart().await;
        house.world.pass_minutes(50);

        let (_, found) = in_room(&house, session).await;

        assert!(has(&found, b'a'), "{found:?}");
    })
    .await;
}

#[tokio::test]
async fn before_the_session_its_instructor_alone_is_at_the_boards() {
    on_both_engines(async |house| {
        let session = planned(&house).await;
        let page = format!("/sessions/{session}/boards");
        let mut ada = house.world.signed_in(house.world.ada).await;

        assert_eq!(ada.get(&page).await.status, 200);
        assert_eq!(ada.get(&format!("{page}/draw")).await.status, 409);
        for person in [house.world.ben, house.world.carol, house.world.amara] {
            let mut other = house.world.signed_in(person).await;
            let answer = other.get(&page).await;
            assert_eq!((answer.status.as_u16(), answer.location()), (303, &*format!("/sessions/{session}")));
            assert_eq!(other.get(&format!("{page}/draw")).await.status, 409);
            assert_eq!(socket(&house, &other, session).await.err(), Some(404));
        }
        for person in [house.world.ivan, house.world.mia] {
            let mut stranger = house.world.signed_in(person).await;
            assert_eq!(stranger.get(&page).await.status, 404);
            assert_eq!(stranger.get(&format!("{page}/draw")).await.status, 404);
            assert_eq!(socket(&house, &stranger, session).await.err(), Some(404));
        }
        let own = ada.cookie_line();
        let path = format!("{page}/socket");
        let foreign = Line::at(house.address, &path, &own, Some("https://elsewhere.test")).await;
        assert_eq!(foreign.err(), Some(403));
    })
    .await;
}

#[tokio::test]
async fn a_lesson_takes_the_boards_over() {
    on_both_engines(async |house| {
        let session = planned(&house).await;
        let mut line = preparing(&house, session).await;
        house.world.pass_minutes(50);

        let (_room, _) = in_room(&house, session).await;

        assert_eq!(line.closed().await, 4004);
        let ada = house.world.signed_in(house.world.ada).await;
        let mut again = socket(&house, &ada, session).await.unwrap();
        assert_eq!(again.closed().await, 4004, "the classroom is open");
    })
    .await;
}

#[tokio::test]
async fn after_the_session_its_people_see_the_boards_as_it_left_them() {
    on_both_engines(async |house| {
        let session = planned(&house).await;
        let mut line = preparing(&house, session).await;
        draw(&mut line, 2, &stroke(5, b'a')).await;
        house.world.pass_minutes(50);
        let (mut room, _) = in_room(&house, session).await;
        draw(&mut room, 2, &stroke(6, b'b')).await;
        house.world.pass_minutes(20);
        end(&mut room).await;
        house.world.pass_minutes(5);
        let next = planned(&house).await;
        draw(&mut preparing(&house, next).await, 2, &stroke(7, b'c')).await;

        for person in [house.world.ada, house.world.ben, house.world.carol, house.world.amara] {
            let mut reader = house.world.signed_in(person).await;
            assert_eq!(reader.get(&format!("/sessions/{session}/boards")).await.status, 200);
            let board = reader.get(&format!("/sessions/{session}/boards/draw")).await;
            assert_eq!(board.headers["cache-control"], "private, no-store");
            let (a, b, c) = (has(&board.bytes, b'a'), has(&board.bytes, b'b'), has(&board.bytes, b'c'));
            assert_eq!((a, b, c), (true, true, false), "{:?}", board.bytes);
            let empty = reader.get(&format!("/sessions/{session}/boards/write")).await;
            assert_eq!(empty.bytes, [0, 0]);
        }
        let mut ivan = house.world.signed_in(house.world.ivan).await;
        assert_eq!(ivan.get(&format!("/sessions/{session}/boards/draw")).await.status, 404);
        let ada = house.world.signed_in(house.world.ada).await;
        assert_eq!(socket(&house, &ada, session).await.unwrap().closed().await, 4000);
    })
    .await;
}

#[tokio::test]
async fn a_replay_begins_with_what_was_prepared_and_not_before_the_classroom_opened() {
    on_both_engines(async |house| {
        let session = planned(&house).await;
        let mut line = preparing(&house, session).await;
        draw(&mut line, 2, &stroke(5, b'a')).await;
        house.world.pass_minutes(50);
        let opened = house.world.clock.now().millis();
        let (mut room, _) = in_room(&house, session).await;
        house.world.pass_minutes(1);
        draw(&mut room, 2, &stroke(6, b'b')).await;
        house.world.pass_minutes(20);
        end(&mut room).await;
        let mut ada = house.world.signed_in(house.world.ada).await;

        let timeline = ada.get(&format!("/sessions/{session}/replay/timeline")).await;
        let board = ada.get(&format!("/sessions/{session}/replay/boards/draw")).await.bytes;

        let told: serde_json::Value = serde_json::from_str(&timeline.text).unwrap();
        assert!(told["starts_ms"].as_i64().unwrap() >= opened, "{told}");
        let before = 4 + u32::from_be_bytes(board[..4].try_into().unwrap()) as usize;
        assert!(has(&board[..before], b'a') && !has(&board[..before], b'b'));
        assert!(has(&board[before..], b'b') && !has(&board[before..], b'a'));
    })
    .await;
}

#[tokio::test]
async fn who_loses_the_right_is_at_the_boards_no_more() {
    on_both_engines(async |house| {
        let world = &house.world;
        let (kept, cancelled) = (planned(&house).await, planned_in(&house, 120).await);
        let (mut first, mut second) = (preparing(&house, cancelled).await, preparing(&house, kept).await);
        let viewer = world.viewer(world.ada).await;
        let done: Result<_, CancelError> = in_tx!(world.db, CancelError, tx, {
            sessions::cancel(tx, &viewer, cancelled, "Ben is ill").await
        });
        done.unwrap();

        world.app.bus().changed(viewer.org, &[world.ada], Topic::Sessions);
        assert_eq!(first.closed().await, 4000);
        draw(&mut second, 2, &stroke(5, b'a')).await;
        world.app.bus().push(Push::Revoked { org: viewer.org, person: world.ada });
        assert_eq!(second.closed().await, 4003);
    })
    .await;
}

#[tokio::test]
async fn a_hostile_frame_closes_the_window_it_came_from_and_no_other() {
    on_both_engines(async |house| {
        let session = planned(&house).await;
        let (mut hostile, mut other) = (preparing(&house, session).await, preparing(&house, session).await);
        let mut nested = vec![1, 1, 9, 0, 8, 1, 3, b'p', b':', b'1', 1];
        nested.extend(std::iter::repeat_n([117, 1], 8_000).flatten());
        nested.extend([126, 0]);

        hostile.frame(&wire::edit(Board::Draw, &nested)).await;

        assert_eq!(hostile.closed().await, 4001);
        draw(&mut other, 2, &stroke(5, b'a')).await;
    })
    .await;
}

#[tokio::test]
async fn a_picture_on_the_boards_is_there_in_the_next_session() {
    on_both_engines(async |house| {
        let (first, next) = (planned(&house).await, planned_in(&house, 120).await);
        let mut ada = house.world.signed_in(house.world.ada).await;
        let headers = [("content-type", "application/pdf"), ("x-file-name", "sheet.pdf")];
        let mut share = async |session: SessionId, how: &str| {
            let path = format!("/classroom/{session}/files?how={how}");
            let told = ada.send_bytes(&path, &headers, b"%PDF-1.7".to_vec()).await.text;
            let told: serde_json::Value = serde_json::from_str(&told).unwrap();
            told["id"].as_str().unwrap().to_owned()
        };
        let on_board = share(first, "board").await;
        let other = house.world.start(house.world.ben).await;
        let in_chat = share(other, "chat").await;
        let mut ben = house.world.signed_in(house.world.ben).await;
        let mut mia = house.world.signed_in(house.world.mia).await;

        let seen = ben.get(&format!("/classroom/{next}/files/{on_board}")).await;

        assert_eq!((seen.status.as_u16(), &*seen.bytes), (200, &b"%PDF-1.7"[..]));
        assert_eq!(ben.get(&format!("/classroom/{next}/files/{in_chat}")).await.status, 404);
        assert_eq!(mia.get(&format!("/classroom/{next}/files/{on_board}")).await.status, 404);
    })
    .await;
}
