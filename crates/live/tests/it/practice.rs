//! The practice classroom: an instructor alone, and nothing of it kept.

use live::closing::sweep;
use room::boards::{Board, wire};
use serde_json::json;
use testkit::{Browser, Line};
use web::Push;

use crate::house::{House, on_both_engines};

/// What a lesson leaves rows in, and every list, calendar, balance and statistic is read from.
const TABLES: [&str; 17] = [
    "sessions",
    "presences",
    "happenings",
    "board_edits",
    "board_clients",
    "board_states",
    "seats",
    "links",
    "session_files",
    "files",
    "recordings",
    "consents",
    "credit_accounts",
    "credit_entries",
    "outbox",
    "notices",
    "deliveries",
];

/// An update by a client: a value under `key` of the part `p:1`. Nothing is deleted.
fn stroke(client: u8, key: u8) -> Vec<u8> {
    vec![1, 1, client, 0, 0x28, 1, 3, b'p', b':', b'1', 1, key, 1, 119, 1, b'x', 0]
}

async fn socket(house: &House, browser: &Browser) -> Result<Line, u16> {
    let cookies = browser.cookie_line();
    Line::at(house.address, "/practice/socket", &cookies, Some("https://harbor.test")).await
}

/// Somebody in their practice room, with the drawing board open; what is on it.
async fn practising(house: &House, browser: &Browser) -> (Line, Vec<u8>) {
    let mut line = socket(house, browser).await.unwrap();
    let welcome = line.hello("room").await;
    assert_eq!((&welcome["t"], &welcome["instructor"]["place"]), (&json!("welcome"), &json!("room")));
    line.connect_media().await;
    line.frame(&wire::ask(Board::Draw, &[0])).await;
    let found = line.frame_that(|bytes| bytes.starts_with(&[0, 0, 1])).await;
    line.frame_that(|bytes| bytes.starts_with(&[0, 0, 0])).await;
    line.frame(&wire::answer(Board::Draw, &[0, 0])).await;
    line.frame_that(|bytes| *bytes == [0, 100, 1]).await;
    (line, found)
}

async fn rows(house: &House) -> Vec<(&'static str, i64)> {
    let mut tx = house.world.db.read().await.unwrap();
    let mut counts = Vec::new();
    for table in TABLES {
        let sql: &'static str = format!("SELECT COUNT(*) FROM {table}").leak();
        let (count,): (i64,) = tx.one(sql, &[]).await.unwrap();
        counts.push((table, count));
    }
    counts
}

#[tokio::test]
async fn an_instructor_tries_everything_alone_and_nothing_is_left_of_it() {
    on_both_engines(async |mut house| {
        let mut ada = house.world.signed_in(house.world.ada).await;
        let before = rows(&house).await;
        assert_eq!(ada.get("/practice").await.status, 200);
        let (mut line, _) = practising(&house, &ada).await;

        line.say(json!({"t": "mode", "mode": "draw"})).await;
        line.until_that(|message| message["stage"]["mode"] == "draw").await;
        line.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        line.frame_that(|bytes| *bytes == [0, 100, 2]).await;
        line.say(json!({"t": "chat", "id": "c0ffee12", "text": "Is this thing on?"})).await;
        line.until_that(|message| message["events"].to_string().contains("Is this thing on?")).await;
        line.say(json!({"t": "record", "on": true})).await;
        line.until("refused").await;
        let whole = ada.get("/practice/boards/draw").await;
        line.say(json!({"t": "leave"})).await;
        assert_eq!(line.closed().await, 1000);

        assert!(whole.text.contains("p:1"));
        // waits for whatever presence was told
        sweep(&house.world.db, house.world.clock.now(), &house.rooms).await.unwrap();
        assert_eq!(rows(&house).await, before);
        house.restart().await;
        let (_again, found) = practising(&house, &ada).await;
        assert_eq!(found, wire::answer(Board::Draw, &[0, 0]), "what was drawn is thrown away");
    })
    .await;
}

#[tokio::test]
async fn who_does_not_teach_has_no_practice_classroom() {
    on_both_engines(async |house| {
        let world = &house.world;
        for person in [world.ben, world.carol, world.amara] {
            let mut other = world.signed_in(person).await;
            assert_eq!(other.get("/practice").await.status, 404);
            assert_eq!(other.get("/practice/boards/draw").await.status, 404);
            assert_eq!(socket(&house, &other).await.err(), Some(404));
        }
        let ada = world.signed_in(world.ada).await;
        let cookies = ada.cookie_line();
        let foreign =
            Line::at(house.address, "/practice/socket", &cookies, Some("https://elsewhere.test")).await;
        assert_eq!(foreign.err(), Some(403));
    })
    .await;
}

#[tokio::test]
async fn everyone_practises_in_a_room_of_their_own() {
    on_both_engines(async |house| {
        let ada = house.world.signed_in(house.world.ada).await;
        let mut ivan = house.world.signed_in(house.world.ivan).await;
        let (mut line, _) = practising(&house, &ada).await;
        line.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        line.frame_that(|bytes| *bytes == [0, 100, 2]).await;
        assert_eq!(ivan.get("/practice/boards/draw").await.status, 404);

        let (_his, found) = practising(&house, &ivan).await;
        let mut second = socket(&house, &ada).await.unwrap();
        let occupied = second.hello_from("anotherdevice", "room", false).await;

        assert_eq!(found, wire::answer(Board::Draw, &[0, 0]));
        assert_eq!((&occupied["t"], second.closed().await), (&json!("occupied"), 4004));
    })
    .await;
}

#[tokio::test]
async fn practice_and_a_live_lesson_do_not_know_of_each_other() {
    on_both_engines(async |house| {
        let session = house.world.start(house.world.ben).await;
        let ada = house.world.signed_in(house.world.ada).await;
        let mut lesson = house.line(&ada, session).await.unwrap();
        lesson.hello("room").await;
        let (mut practice, _) = practising(&house, &ada).await;

        practice.frame(&wire::edit(Board::Draw, &stroke(5, b'a'))).await;
        practice.frame_that(|bytes| *bytes == [0, 100, 2]).await;
        practice.say(json!({"t": "end", "choice": null})).await;

        assert_eq!(practice.until("ended").await["outcome"], "cancelled");
        lesson.frame(&wire::ask(Board::Draw, &[0])).await;
        let found = lesson.frame_that(|bytes| bytes.starts_with(&[0, 0, 1])).await;
        assert_eq!(found, wire::answer(Board::Draw, &[0, 0]));
        assert_eq!(house.session(session).await.outcome, None);
    })
    .await;
}

#[tokio::test]
async fn a_lost_right_ends_practice_too() {
    on_both_engines(async |house| {
        let ada = house.world.signed_in(house.world.ada).await;
        let (mut line, _) = practising(&house, &ada).await;
        let org = house.world.harbor.org();

        house.world.app.bus().push(Push::Revoked { org, person: house.world.ada });

        assert_eq!(line.closed().await, 4003);
    })
    .await;
}
