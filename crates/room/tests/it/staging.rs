//! The stage, the record and the recording.

use kernel::Seat;
use room::boards::Board;
use room::protocol::{EventView, Mode, RecordingState, Reply, StageView, ToBrowser, What, Wish};
use room::{Input, MediaOrder, Output, Plan, RecordingOrder, RecordingPolicy};

use crate::stage::{ADA, BEN, Stage, newcomer, plan, refused, sent};

/// The stage as `conn` was last told.
fn shown(out: &[Output], conn: room::Conn) -> Option<StageView> {
    sent(out, conn).into_iter().rev().find_map(|message| match message {
        ToBrowser::Stage { stage } => Some(*stage),
        _ => None,
    })
}

fn noted(out: &[Output]) -> Vec<What> {
    let lines = out.iter().filter_map(|output| match output {
        Output::Note(line) => Some(line.what.clone()),
        _ => None,
    });
    lines.collect()
}

fn happened(out: &[Output], conn: room::Conn) -> Vec<EventView> {
    let events = sent(out, conn).into_iter().filter_map(|message| match message {
        ToBrowser::Happened { events } => Some(events.clone()),
        _ => None,
    });
    events.flatten().collect()
}

fn orders(out: &[Output]) -> Vec<RecordingOrder> {
    let orders = out.iter().filter_map(|output| match output {
        Output::Recording(order) => Some(*order),
        _ => None,
    });
    orders.collect()
}

#[test]
fn only_the_instructor_switches_and_both_see_it() {
    let mut stage = Stage::lesson();

    let denied = stage.say(BEN, r#"{"t":"mode","mode":"draw"}"#);
    let out = stage.say(ADA, r#"{"t":"mode","mode":"draw"}"#);

    assert_eq!((refused(&denied, BEN), shown(&denied, ADA)), (Some("not_allowed"), None));
    for conn in [ADA, BEN] {
        assert_eq!(shown(&out, conn).unwrap().mode, Mode::Draw);
    }
    assert_eq!(noted(&out), [What::Mode { mode: Mode::Draw }]);
}

#[test]
fn what_becomes_of_a_wish_is_told_to_who_asked() {
    let mut stage = Stage::lesson();

    stage.say(ADA, r#"{"t":"ask","to":"other_camera"}"#);
    let out = stage.say(BEN, r#"{"t":"reply","to":"other_camera","with":"lacking"}"#);
    let denied = stage.say(ADA, r#"{"t":"reply","to":"other_camera","with":"changed"}"#);

    let told = ToBrowser::Replied { to: Wish::OtherCamera, with: Reply::Lacking };
    assert_eq!(sent(&out, ADA), [&told]);
    assert!(sent(&out, BEN).is_empty());
    assert_eq!(refused(&denied, ADA), Some("not_allowed"));
    assert!(sent(&denied, BEN).is_empty());
}

#[test]
fn a_lock_reaches_the_boards_before_anybody_is_told() {
    let mut stage = Stage::lesson();

    let out = stage.say(ADA, r#"{"t":"lock","board":"write","on":true}"#);
    let denied = stage.say(BEN, r#"{"t":"lock","board":"write","on":false}"#);

    let at = |wanted: &dyn Fn(&Output) -> bool| out.iter().position(wanted).unwrap();
    let locked = at(&|output| *output == Output::Lock { board: Board::Write, on: true });
    let told = at(&|output| matches!(output, Output::Send { message: ToBrowser::Stage { .. }, .. }));
    assert!(locked < told);
    assert_eq!(refused(&denied, BEN), Some("not_allowed"));
}

#[test]
fn a_student_shares_the_screen_only_when_allowed_and_not_over_another() {
    let mut stage = Stage::lesson();

    let early = stage.say(BEN, r#"{"t":"share","on":true}"#);
    stage.say(ADA, r#"{"t":"allow_share","on":true}"#);
    let shared = stage.say(BEN, r#"{"t":"share","on":true}"#);
    let second = stage.say(ADA, r#"{"t":"share","on":true}"#);
    let stopped = stage.say(ADA, r#"{"t":"allow_share","on":false}"#);

    assert_eq!(refused(&early, BEN), Some("not_allowed"));
    assert!(shared.contains(&Output::Media(MediaOrder::Screen { from: Some(Seat::Student) })));
    let view = shown(&shared, ADA).unwrap();
    assert_eq!((view.mode, view.sharing), (Mode::Screen, Some(Seat::Student)));
    assert_eq!(refused(&second, ADA), Some("taken"));
    assert!(stopped.contains(&Output::Media(MediaOrder::Screen { from: None })));
    assert_eq!(shown(&stopped, BEN).unwrap().mode, Mode::Video);
}

#[test]
fn whoever_leaves_shares_nothing() {
    let mut stage = Stage::lesson();
    stage.say(ADA, r#"{"t":"share","on":true}"#);

    let out = stage.say(ADA, r#"{"t":"leave"}"#);

    assert!(out.contains(&Output::Media(MediaOrder::Screen { from: None })));
}

#[test]
fn a_message_is_told_when_it_is_written_and_once() {
    let mut stage = Stage::lesson();

    let said = stage.say(BEN, r#"{"t":"chat","id":"c0ffee12","text":" Is it 12? "}"#);
    let again = stage.say(BEN, r#"{"t":"chat","id":"c0ffee12","text":"Is it 12?"}"#);
    let written = stage.handle(Input::Noted { seq: 1 });

    let text = "Is it 12?".to_owned();
    assert_eq!(noted(&said), [What::Chat { id: "c0ffee12".to_owned(), text }]);
    assert!(happened(&said, ADA).is_empty() && noted(&again).is_empty());
    for conn in [ADA, BEN] {
        assert_eq!(
            happened(&written, conn).iter().map(|line| (line.seq, line.by)).collect::<Vec<_>>(),
            [(1, Some(Seat::Student))]
        );
    }
}

#[test]
fn a_page_that_comes_back_is_told_what_it_missed() {
    let mut stage = Stage::lesson();
    for number in 1..=40 {
        stage.say(ADA, &format!(r#"{{"t":"chat","id":"message{number}","text":"{number}"}}"#));
    }
    stage.handle(Input::Noted { seq: 40 });
    stage.handle(Input::Disconnected { conn: BEN });

    let mut back = newcomer(room::Conn(3), Seat::Student, room::protocol::Spot::Room);
    back.device = "device02".to_owned().try_into().unwrap();
    back.since = 38;
    let out = stage.handle(Input::Hello(back));

    assert_eq!(happened(&out, room::Conn(3)).iter().map(|line| line.seq).collect::<Vec<_>>(), [39, 40]);
}

#[test]
fn who_is_not_in_the_room_writes_and_reads_nothing() {
    let mut stage = Stage::new(plan());
    stage.hello(ADA, Seat::Instructor, room::protocol::Spot::Room);
    stage.hello(BEN, Seat::Student, room::protocol::Spot::Check);

    let out = stage.say(BEN, r#"{"t":"chat","id":"c0ffee12","text":"Hello?"}"#);
    stage.say(ADA, r#"{"t":"chat","id":"c0ffee34","text":"A note"}"#);
    let written = stage.handle(Input::Noted { seq: 1 });

    assert_eq!(refused(&out, BEN), Some("not_inside"));
    assert_eq!((happened(&written, ADA).len(), happened(&written, BEN).len()), (1, 0));
}

#[test]
fn nothing_is_recorded_before_the_student_agrees() {
    let mut stage = Stage::lesson();

    let asked = stage.say(ADA, r#"{"t":"record","on":true}"#);
    let agreed = stage.say(BEN, r#"{"t":"consent","yes":true}"#);

    assert_eq!(shown(&asked, BEN).unwrap().recording.state, RecordingState::Asking);
    assert_eq!(orders(&asked), [RecordingOrder::Answered { seat: Seat::Instructor, yes: true }]);
    assert_eq!(
        orders(&agreed),
        [
            RecordingOrder::Answered { seat: Seat::Student, yes: true },
            RecordingOrder::Start { by: Some(Seat::Instructor) }
        ]
    );
    assert_eq!(shown(&agreed, BEN).unwrap().recording.state, RecordingState::On);
}

#[test]
fn a_students_no_ends_a_recording_at_once_and_for_good() {
    let always = Plan { recording: RecordingPolicy::Always, ..plan() };
    let mut stage = Stage::new(always);
    let mut out = stage.hello(ADA, Seat::Instructor, room::protocol::Spot::Room);
    out.extend(stage.hello(BEN, Seat::Student, room::protocol::Spot::Room));

    let no = stage.say(BEN, r#"{"t":"consent","yes":false}"#);
    let later = stage.tick_after(1_000);

    assert_eq!(orders(&out), [RecordingOrder::Start { by: None },]);
    assert_eq!(
        orders(&no),
        [RecordingOrder::Answered { seat: Seat::Student, yes: false }, RecordingOrder::Stop]
    );
    assert_eq!(shown(&no, ADA).unwrap().recording.state, RecordingState::Off);
    assert!(orders(&later).is_empty());
}

#[test]
fn a_recording_that_a_restart_interrupted_goes_on_when_both_are_back() {
    let mut stage = Stage::new(Plan { recorded: true, ..plan() });

    let alone = stage.hello(ADA, Seat::Instructor, room::protocol::Spot::Room);
    let both = stage.hello(BEN, Seat::Student, room::protocol::Spot::Room);

    assert!(orders(&alone).is_empty());
    assert_eq!(orders(&both), [RecordingOrder::Start { by: Some(Seat::Instructor) }]);
}

#[test]
fn where_recording_is_off_nobody_begins_one() {
    let mut stage = Stage::new(Plan { recording: RecordingPolicy::Never, ..plan() });
    stage.hello(ADA, Seat::Instructor, room::protocol::Spot::Room);
    stage.hello(BEN, Seat::Student, room::protocol::Spot::Room);

    let out = stage.say(ADA, r#"{"t":"record","on":true}"#);

    assert_eq!((refused(&out, ADA), orders(&out)), (Some("not_allowed"), vec![]));
}

#[test]
fn the_session_is_extended_by_what_is_offered_and_no_more() {
    let mut stage = Stage::lesson();

    let offered = stage.say(ADA, r#"{"t":"extend","minutes":15}"#);
    let other = stage.say(ADA, r#"{"t":"extend","minutes":600}"#);
    let student = stage.say(BEN, r#"{"t":"extend","minutes":15}"#);

    assert!(offered.contains(&Output::Extend { minutes: 15 }));
    assert_eq!((refused(&other, ADA), refused(&student, BEN)), (Some("not_allowed"), Some("not_allowed")));
}
