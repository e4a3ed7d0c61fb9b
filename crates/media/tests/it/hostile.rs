use std::net::SocketAddr;
use std::time::Duration;

use kernel::Seat;
use media::{Command, Failure, MAX_ANSWER_BYTES, News, Track};

use crate::stage::{Dice, Stage, is_connected};

#[test]
fn malformed_packets_hurt_nobody() {
    let (mut stage, ada, ben) = Stage::lesson();
    let stranger = SocketAddr::from(([192, 0, 2, 9], 1_234));
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);

    for round in 0..20_000_u32 {
        let mut bytes = dice.bytes(if round % 100 == 0 { 3_000 } else { 120 });
        if let Some(first) = bytes.first_mut() {
            *first = [0, 1, 20, 22, 63, 128, 144, 191, *first][round as usize % 9];
        }
        let from = [ada.address, ben.address, stranger][round as usize % 3];
        stage.throw(from, &bytes);
    }
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
    assert_eq!(stage.shard.load(), 2);
}

#[test]
fn short_and_truncated_checks_hurt_nobody() {
    let (mut stage, ada, ben) = Stage::lesson();
    let mut check = vec![0, 1, 0, 8, 0x21, 0x12, 0xa4, 0x42];
    check.extend([7; 12]);
    check.extend([0, 6, 0xff, 0xff, b'a', b':', b'b', 0]);

    for end in 0..=check.len() {
        stage.throw(ada.address, &check[..end]);
    }
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
}

#[test]
fn a_strangers_copy_of_a_packet_is_not_heard() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.run_sending(&ada, Duration::from_millis(100));
    stage.take_seen(&ben);

    stage.throw(SocketAddr::from(([192, 0, 2, 9], 1_234)), &[0x80; 200]);
    stage.throw(ada.address, &[0x80; 200]);
    stage.run(Duration::from_millis(50));

    assert_eq!(stage.take_packets(&ben, Track::Audio), []);
}

#[test]
fn a_forged_handshake_from_the_right_address_ends_nothing() {
    let (mut stage, ada, ben) = Stage::lesson();
    let alert = [21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 9, 0, 2, 2, 40];
    let hello = [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, 12, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    stage.throw(ada.address, &alert);
    stage.throw(ada.address, &hello);
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
}

#[test]
fn an_answer_that_is_no_answer_fails_that_connection_only() {
    let (mut stage, ada, ben) = Stage::lesson();
    let too_long = format!("v=0\r\n{}", "a=x\r\n".repeat(MAX_ANSWER_BYTES / 5));
    let answers = [
        (too_long, Failure::AnswerTooLong),
        (String::new(), Failure::AnswerUnusable),
        ("v=0\r\no=- 0 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n".to_owned(), Failure::AnswerUnusable),
        ("\u{0}\u{ffff}m=video".to_owned(), Failure::AnswerUnusable),
    ];

    for (generation, (answer, failure)) in (2..).zip(answers) {
        let place = stage.place(Seat::Instructor, generation);
        stage.command(Command::Join(place));
        stage.command(Command::Answer(place, answer));

        let last = stage.events.last().map(|(_, event)| event.clone());
        assert_eq!(last.map(|event| (event.place, event.news)), Some((place, News::Failed(failure))));
    }
    stage.run_sending(&ada, Duration::from_millis(200));
    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
}

#[test]
fn a_garbled_answer_fails_that_connection_at_most() {
    let (mut stage, ada, ben) = Stage::lesson();
    let answer = ada.answer.clone();
    let mut dice = Dice(0x2545_f491_4f6c_dd1d);

    for generation in 2..1_000 {
        let mut bytes = answer.clone().into_bytes();
        for _ in 0..=dice.roll() % 8 {
            let place = dice.roll() as usize % bytes.len();
            match dice.roll() % 3 {
                0 => bytes[place] = dice.roll() as u8,
                1 => bytes.truncate(place.max(1)),
                _ => bytes.splice(place..place, dice.bytes(40)).for_each(drop),
            }
        }
        let place = stage.place(Seat::Instructor, generation);
        stage.command(Command::Join(place));
        stage.command(Command::Answer(place, String::from_utf8_lossy(&bytes).into_owned()));
    }
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
    assert!(stage.shard.load() <= 3);
}

#[test]
fn a_full_engine_says_so() {
    let mut stage = Stage::new();
    for n in 0..11 {
        stage.room = kernel::SessionId::fresh(kernel::Timestamp::from_micros(n));
        stage.command(Command::Join(stage.place(Seat::Student, 1)));
    }

    let last = stage.events.last().map(|(_, event)| event.news.clone());

    assert_eq!(last, Some(News::Failed(Failure::Full)));
    assert!(!stage.events.iter().any(|(_, event)| is_connected(&event.news)));
}
