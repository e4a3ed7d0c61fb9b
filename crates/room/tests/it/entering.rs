//! Who may come in, and when.

use kernel::Seat;
use room::protocol::{Place, Spot, Step, ToBrowser};
use room::{Input, LinkProgress, Mail, MediaOrder, Output};

use crate::stage::{ADA, BEN, Stage, joined, plan, refused, sent, welcomed_at};

#[test]
fn a_media_connection_is_offered_at_hello_so_that_it_is_warm() {
    let mut stage = Stage::new(plan());

    let out = stage.hello(BEN, Seat::Student, Spot::Check);
    let generation = joined(&out);
    let offer = Input::Offer { seat: Seat::Student, generation, sdp: "v=0".to_owned(), relay: None };
    let offered = stage.handle(offer);

    assert!(matches!(sent(&out, BEN)[..], [ToBrowser::Welcome(_)]));
    assert!(matches!(sent(&offered, BEN)[..], [ToBrowser::Offer { .. }]));
}

#[test]
fn the_student_is_refused_until_the_instructor_is_in() {
    let mut stage = Stage::new(plan());
    stage.hello(BEN, Seat::Student, Spot::Lobby);

    let early = stage.say(BEN, r#"{"t":"place","place":"room"}"#);
    stage.hello(ADA, Seat::Instructor, Spot::Room);
    let then = stage.say(BEN, r#"{"t":"place","place":"room"}"#);

    assert_eq!(refused(&early, BEN), Some("instructor_away"));
    assert_eq!(refused(&then, BEN), None);
    assert!(then.contains(&Output::Media(MediaOrder::Gate { open: true })));
}

#[test]
fn a_student_who_was_in_before_comes_back_after_a_restart_without_waiting() {
    let mut stage = Stage::new(room::Plan { begun: true, admitted: true, ..plan() });

    let out = stage.hello(BEN, Seat::Student, Spot::Room);

    assert_eq!(welcomed_at(&out, BEN, Seat::Student), Place::Room);
}

#[test]
fn a_first_hello_to_the_room_waits_in_the_lobby() {
    let mut stage = Stage::new(plan());

    let out = stage.hello(BEN, Seat::Student, Spot::Room);

    assert_eq!(welcomed_at(&out, BEN, Seat::Student), Place::Lobby);
}

#[test]
fn the_instructor_is_in_only_when_the_opening_is_written_down() {
    let mut stage = Stage::new(room::Plan { opened: false, ..plan() });

    let asked = stage.hello(ADA, Seat::Instructor, Spot::Room);
    let opened = stage.handle(Input::Opened);

    assert!(asked.contains(&Output::Open));
    assert_eq!(welcomed_at(&asked, ADA, Seat::Instructor), Place::Lobby);
    assert!(
        sent(&opened, ADA)
            .iter()
            .any(|message| matches!(message, ToBrowser::Person { who: Seat::Instructor, person } if person.place == Place::Room))
    );
}

#[test]
fn an_opening_that_is_refused_leaves_the_instructor_outside_with_the_reason() {
    let mut stage = Stage::new(room::Plan { opened: false, ..plan() });
    stage.hello(ADA, Seat::Instructor, Spot::Lobby);
    stage.say(ADA, r#"{"t":"place","place":"room"}"#);

    let out = stage.handle(Input::OpenRefused { text: "You teach another session now.".to_owned() });
    let ben = stage.hello(BEN, Seat::Student, Spot::Room);

    assert_eq!(refused(&out, ADA), Some("not_opened"));
    assert_eq!(welcomed_at(&ben, BEN, Seat::Student), Place::Lobby);
}

#[test]
fn a_planned_classroom_opens_as_early_as_its_plan_says() {
    let starts = plan().starts.plus_minutes(6);
    let early = std::time::Duration::from_secs(5 * 60);
    let mut stage = Stage::new(room::Plan { opened: false, starts, early, ..plan() });
    stage.hello(ADA, Seat::Instructor, Spot::Check);

    let early = stage.say(ADA, r#"{"t":"place","place":"room"}"#);
    stage.pass(60_000);
    let in_time = stage.say(ADA, r#"{"t":"place","place":"room"}"#);

    assert_eq!(refused(&early, ADA), Some("early"));
    assert!(in_time.contains(&Output::Open));
}

#[test]
fn the_instructor_sees_the_students_way_in_and_the_student_does_not() {
    let mut stage = Stage::new(plan());
    stage.hello(ADA, Seat::Instructor, Spot::Room);
    let mut steps = Vec::new();
    let mut note = |out: Vec<Output>| {
        steps.extend(sent(&out, ADA).into_iter().filter_map(|message| match message {
            ToBrowser::Progress { progress } => Some(progress.step),
            _ => None,
        }));
        assert!(!sent(&out, BEN).iter().any(|message| matches!(message, ToBrowser::Progress { .. })));
    };

    for mail in [Mail::Unsent, Mail::OnTheWay, Mail::Sent] {
        note(stage.handle(Input::Progress(LinkProgress { mail, ..LinkProgress::default() })));
    }
    let opened = LinkProgress { opened_by_student: true, ..LinkProgress::default() };
    note(stage.handle(Input::Progress(opened)));
    note(stage.hello(BEN, Seat::Student, Spot::Check));
    note(stage.say(BEN, r#"{"t":"place","place":"lobby"}"#));
    note(stage.say(BEN, r#"{"t":"place","place":"room"}"#));

    assert_eq!(
        steps,
        [Step::Unsent, Step::Sending, Step::Sent, Step::Opened, Step::Checking, Step::Joining, Step::In]
    );
}

#[test]
fn only_the_instructor_learns_what_the_students_devices_are_called() {
    let mut stage = Stage::lesson();
    let devices = |name: &str| {
        format!(
            r#"{{"t":"devices","mic":"on","camera":"on","mic_name":"{name}","camera_name":null,"speaker_name":null,"system":null,"network":"good"}}"#
        )
    };
    let mic_of = |out: &[Output], to, of| {
        sent(out, to).into_iter().find_map(|message| match message {
            ToBrowser::Person { who, person } if *who == of => Some(person.mic_name.clone()),
            _ => None,
        })
    };

    let of_ben = stage.say(BEN, &devices("Ben's headset"));
    let of_ada = stage.say(ADA, &devices("Ada's desk"));

    assert_eq!(mic_of(&of_ben, ADA, Seat::Student), Some(Some("Ben's headset".to_owned())));
    assert_eq!(mic_of(&of_ada, BEN, Seat::Instructor), Some(None));
}
