use std::time::Duration;

use kernel::Seat;
use media::sim::Seen;
use media::{Command, Track};

use crate::stage::{Stage, is_connected};

#[test]
fn while_the_gate_is_closed_connections_are_warm_and_nothing_is_forwarded() {
    let mut stage = Stage::new();
    let ada = stage.enter(Seat::Instructor, 1);
    let ben = stage.enter(Seat::Student, 1);
    stage.run(Duration::from_secs(1));
    assert!(stage.heard(&ada, &is_connected) && stage.heard(&ben, &is_connected));

    stage.run_sending(&ada, Duration::from_secs(2));

    assert_eq!(stage.take_packets(&ben, Track::Audio), []);
    assert_eq!(stage.take_packets(&ben, Track::Camera), []);
}

#[test]
fn opening_the_gate_asks_for_a_key_frame_and_shows_nothing_from_before() {
    let mut stage = Stage::new();
    let ada = stage.enter(Seat::Instructor, 1);
    let ben = stage.enter(Seat::Student, 1);
    stage.run(Duration::from_secs(1));
    stage.run_sending(&ada, Duration::from_secs(1));

    stage.gate(true);
    stage.run(Duration::from_millis(50));
    assert!(stage.take_seen(&ada).contains(&Seen::KeyframeWanted(Track::Camera)));
    assert_eq!(stage.take_packets(&ben, Track::Camera), []);
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.take_packets(&ben, Track::Camera).len(), 11);
}

#[test]
fn closing_the_gate_again_stops_everything_and_forgets_the_picture() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.run_sending(&ada, Duration::from_millis(200));
    stage.take_seen(&ben);

    stage.gate(false);
    stage.run_sending(&ada, Duration::from_secs(5));
    assert_eq!(stage.take_packets(&ben, Track::Audio), []);
    stage.gate(true);
    stage.run(Duration::from_millis(50));
    stage.run_sending(&ada, Duration::from_millis(100));

    let camera = stage.take_packets(&ben, Track::Camera);
    assert_eq!(camera.len(), 6);
    assert!(camera.windows(2).all(|pair| pair[1].0 == pair[0].0 + 1));
}

#[test]
fn closing_the_room_ends_its_connections() {
    let (mut stage, ada, ben) = Stage::lesson();

    stage.command(Command::Close { room: stage.room });
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.shard.load(), 0);
    assert_eq!(stage.take_packets(&ben, Track::Audio), []);
}
