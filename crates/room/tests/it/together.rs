//! Presence and the clock of minutes together.

use std::time::Duration;

use kernel::Seat;
use room::protocol::{Spot, StateWord, ToBrowser};
use room::{Input, MediaEvent, MediaOrder, Output, PresenceFact};

use crate::stage::{ADA, BEN, Stage, joined, newcomer, plan, sent};

/// What the media engine reports: it takes a second to notice.
const SILENCE: Duration = Duration::from_secs(1);
const STALLED: MediaEvent = MediaEvent::Stalled { silent_for: SILENCE };

fn presence(out: &[Output]) -> Vec<PresenceFact> {
    out.iter()
        .filter_map(|output| match output {
            Output::Presence(fact) => Some(*fact),
            _ => None,
        })
        .collect()
}

fn clock(out: &[Output]) -> Option<(StateWord, u64, bool)> {
    sent(out, ADA).into_iter().find_map(|message| match message {
        ToBrowser::State { state, together_s, running } => Some((*state, *together_s, *running)),
        _ => None,
    })
}

#[test]
fn being_in_the_room_without_live_media_is_not_presence() {
    let mut stage = Stage::new(plan());

    let out = stage.hello(ADA, Seat::Instructor, Spot::Room);
    let generation = joined(&out);
    let live =
        stage.handle(Input::Media { seat: Seat::Instructor, generation, event: MediaEvent::Connected });

    assert_eq!(presence(&out), []);
    assert_eq!(presence(&live), [PresenceFact::Entered { seat: Seat::Instructor, at: stage.now.wall }]);
}

#[test]
fn the_first_meeting_is_told_once() {
    let mut stage = Stage::new(plan());
    let mut met = Vec::new();
    for (conn, seat) in [(ADA, Seat::Instructor), (BEN, Seat::Student), (BEN, Seat::Student)] {
        let generation = joined(&stage.hello(conn, seat, Spot::Room));
        let out = stage.handle(Input::Media { seat, generation, event: MediaEvent::Connected });
        met.extend(presence(&out).into_iter().filter(|fact| matches!(fact, PresenceFact::Met { .. })));
        stage.pass(1_000);
        stage.handle(Input::Disconnected { conn });
        stage.handle(Input::Hello(newcomer(conn, seat, Spot::Room)));
    }

    assert_eq!(met.len(), 1);
}

#[test]
fn the_clock_runs_while_both_are_present_and_stops_when_the_media_stopped() {
    let mut stage = Stage::lesson();
    let generation = joined(&stage.hello(BEN, Seat::Student, Spot::Room));
    stage.handle(Input::Media { seat: Seat::Student, generation, event: MediaEvent::Connected });

    stage.pass(60_000);
    let silent_since = stage.now.wall - SILENCE;
    let stalled = stage.handle(Input::Media { seat: Seat::Student, generation, event: STALLED });
    let given_up = stage.tick_after(2_000);

    assert_eq!(presence(&stalled), []);
    assert_eq!(presence(&given_up), [PresenceFact::Left { seat: Seat::Student, at: silent_since }]);
    assert_eq!(clock(&given_up), Some((StateWord::Lesson, 59, false)));
}

#[test]
fn a_short_silence_does_not_interrupt_the_minutes() {
    let mut stage = Stage::lesson();
    let generation = joined(&stage.hello(BEN, Seat::Student, Spot::Room));
    stage.handle(Input::Media { seat: Seat::Student, generation, event: MediaEvent::Connected });

    stage.handle(Input::Media { seat: Seat::Student, generation, event: STALLED });
    stage.pass(1_900);
    let back = stage.handle(Input::Media { seat: Seat::Student, generation, event: MediaEvent::Alive });

    assert_eq!(presence(&back), []);
    assert_eq!(clock(&back), None);
}

#[test]
fn leaving_ends_presence_at_once_and_closes_the_gate() {
    let mut stage = Stage::lesson();
    stage.pass(5_000);

    let out = stage.say(BEN, r#"{"t":"leave"}"#);

    assert_eq!(presence(&out), [PresenceFact::Left { seat: Seat::Student, at: stage.now.wall }]);
    assert!(out.contains(&Output::Media(MediaOrder::Gate { open: false })));
    assert_eq!(clock(&out), Some((StateWord::Lesson, 5, false)));
}

#[test]
fn a_broken_socket_keeps_the_seat_for_ten_seconds_while_the_media_goes_on() {
    let mut stage = Stage::lesson();

    let broken = stage.handle(Input::Disconnected { conn: BEN });
    let soon = stage.tick_after(9_000);
    let late = stage.tick_after(1_000);

    assert_eq!(presence(&broken), []);
    assert_eq!(presence(&soon), []);
    assert_eq!(presence(&late), [PresenceFact::Left { seat: Seat::Student, at: stage.now.wall }]);
    assert!(late.iter().any(|output| matches!(output, Output::Media(MediaOrder::Leave { .. }))));
}

#[test]
fn a_reload_makes_no_gap_when_it_is_quick() {
    let mut stage = Stage::lesson();
    stage.handle(Input::Disconnected { conn: BEN });
    stage.pass(800);

    let out = stage.handle(Input::Hello(newcomer(BEN, Seat::Student, Spot::Room)));
    let generation = joined(&out);
    let live = stage.handle(Input::Media { seat: Seat::Student, generation, event: MediaEvent::Connected });

    assert_eq!(presence(&out), []);
    assert_eq!(presence(&live), []);
    assert_eq!(clock(&live), None);
}
