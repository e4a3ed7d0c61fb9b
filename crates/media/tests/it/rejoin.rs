use std::time::Duration;

use kernel::Seat;
use media::{Command, Track};

use crate::stage::{Stage, is_connected};

#[test]
fn a_seat_that_comes_back_is_one_unbroken_stream_to_the_other() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.run_sending(&ada, Duration::from_secs(1));
    let before = stage.take_packets(&ben, Track::Camera);

    stage.cut_off(&ada, true);
    let back = stage.enter(Seat::Instructor, 2);
    stage.run(Duration::from_millis(500));
    stage.run_sending(&back, Duration::from_secs(1));

    assert!(stage.heard(&back, &is_connected));
    let after = stage.take_packets(&ben, Track::Camera);
    let ((last_seq, last_time), (first_seq, first_time)) = (before[before.len() - 1], after[0]);
    assert_eq!(first_seq, last_seq + 1);
    let gap_ms = first_time.wrapping_sub(last_time) / 90;
    assert!((500..600).contains(&gap_ms), "the clock of the picture went on by {gap_ms} ms");
}

#[test]
fn the_old_connection_stays_until_the_new_one_is_connected() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.run_sending(&ada, Duration::from_millis(200));
    stage.take_seen(&ben);

    stage.command(Command::Join(stage.place(Seat::Instructor, 2)));
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(stage.shard.load(), 3);
    assert!(!stage.take_packets(&ben, Track::Audio).is_empty());
}

#[test]
fn the_new_connection_shows_the_others_picture_at_once() {
    let (mut stage, _, ben) = Stage::lesson();
    stage.run_sending(&ben, Duration::from_secs(1));

    let back = stage.enter(Seat::Instructor, 2);
    stage.run(Duration::from_millis(500));

    assert_eq!(stage.take_packets(&back, Track::Camera).len(), 51);
    assert_eq!(stage.shard.load(), 2);
}

#[test]
fn what_an_old_connection_says_does_not_touch_the_new_one() {
    let (mut stage, ada, ben) = Stage::lesson();
    let back = stage.enter(Seat::Instructor, 2);
    stage.run(Duration::from_millis(500));
    stage.take_seen(&ben);

    stage.command(Command::Leave(ada.place));
    stage.command(Command::Join(ada.place));
    stage.command(Command::Answer(ada.place, "v=0".to_owned()));
    stage.run_sending(&back, Duration::from_millis(200));

    assert_eq!(stage.shard.load(), 2);
    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
}

#[test]
fn leaving_ends_the_connection() {
    let (mut stage, ada, _) = Stage::lesson();

    stage.command(Command::Leave(ada.place));

    assert_eq!(stage.shard.load(), 1);
}

#[test]
fn after_a_restart_the_gates_are_as_before_and_all_can_come_back() {
    let (mut stage, ada, _) = Stage::lesson();

    let lost = stage.shard.restart();
    let ada = stage.enter(Seat::Instructor, ada.place.generation + 1);
    let ben = stage.enter(Seat::Student, 2);
    stage.run(Duration::from_secs(1));
    stage.run_sending(&ada, Duration::from_millis(200));

    assert_eq!(lost.len(), 2);
    assert_eq!(stage.take_packets(&ben, Track::Audio).len(), 10);
}
