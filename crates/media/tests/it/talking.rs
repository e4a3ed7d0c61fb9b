use std::time::Duration;

use kernel::Seat;
use media::{Command, News, Talk, Track};

use crate::stage::{Guest, Stage};

const LOUD: i8 = -25;
const QUIET: i8 = -80;

/// The times that were told of this person.
fn talks(stage: &Stage, guest: &Guest) -> Vec<Talk> {
    let told = stage.events.iter().filter(|(_, event)| event.place == guest.place);
    told.filter_map(|(_, event)| match event.news {
        News::Talked(talk) => Some(talk),
        _ => None,
    })
    .collect()
}

fn lasted(talk: &Talk) -> f64 {
    talk.to.saturating_duration_since(talk.from).as_secs_f64()
}

#[test]
fn who_speaks_is_told_when_they_have_spoken_and_who_is_quiet_is_not() {
    let (mut stage, ada, ben) = Stage::lesson();
    stage.speak_at(&ada, LOUD);
    stage.speak_at(&ben, QUIET);

    stage.run_live(&ada, Duration::from_secs(3), &[Track::Audio]);
    assert_eq!(talks(&stage, &ada), [], "she has not ended");
    stage.speak_at(&ada, QUIET);
    stage.run_live(&ada, Duration::from_secs(2), &[Track::Audio]);
    stage.run_live(&ben, Duration::from_secs(3), &[Track::Audio]);

    let told = talks(&stage, &ada);
    assert!(told.len() == 1 && (2.9..3.1).contains(&lasted(&told[0])), "{told:?}");
    assert_eq!(talks(&stage, &ben), []);
}

#[test]
fn nobody_is_listened_to_before_the_gate_is_open_nor_on_a_track_that_is_no_voice() {
    let mut stage = Stage::new();
    let (ada, _ben) = (stage.enter(Seat::Instructor, 1), stage.enter(Seat::Student, 1));
    stage.run(Duration::from_secs(1));
    stage.speak_at(&ada, LOUD);

    stage.run_live(&ada, Duration::from_secs(2), &[Track::Audio]);
    stage.gate(true);
    stage.run_live(&ada, Duration::from_secs(2), &[Track::Camera]);
    stage.run(Duration::from_secs(2));

    assert_eq!(talks(&stage, &ada), []);
}

#[test]
fn a_microphone_that_falls_silent_and_a_room_that_closes_end_what_was_being_said() {
    let (mut stage, ada, ben) = Stage::lesson();
    for guest in [&ada, &ben] {
        stage.speak_at(guest, LOUD);
    }

    stage.run_live(&ben, Duration::from_secs(1), &[Track::Audio]);
    stage.run(Duration::from_secs(2));
    let of_ben = talks(&stage, &ben);
    stage.run_live(&ada, Duration::from_secs(1), &[Track::Audio]);
    stage.command(Command::Close { room: ada.place.room });

    assert!(of_ben.len() == 1 && (0.9..1.1).contains(&lasted(&of_ben[0])), "{of_ben:?}");
    let of_ada = talks(&stage, &ada);
    assert!(of_ada.len() == 1 && (0.9..1.1).contains(&lasted(&of_ada[0])), "{of_ada:?}");
}
