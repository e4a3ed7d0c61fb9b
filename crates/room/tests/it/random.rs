//! Whatever happens in whatever order, the room keeps its promises.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use kernel::{Seat, Timestamp};
use proptest::prelude::*;
use room::protocol::{By, Devices, FromBrowser, Outcome, Place, Spot, ToBrowser};
use room::{Conn, Input, MediaEvent, MediaOrder, Newcomer, Output, PresenceFact};

use crate::stage::{Stage, newcomer, plan};

/// A step of a random lesson: an input, and the milliseconds that pass before it.
type Step = (u64, Input);

fn seats() -> impl Strategy<Value = Seat> {
    prop_oneof![Just(Seat::Instructor), Just(Seat::Student)]
}

fn spots() -> impl Strategy<Value = Spot> {
    prop_oneof![Just(Spot::Check), Just(Spot::Lobby), Just(Spot::Room)]
}

fn conns() -> impl Strategy<Value = Conn> {
    (0..4_u64).prop_map(Conn)
}

fn messages() -> impl Strategy<Value = FromBrowser> {
    prop_oneof![
        4 => spots().prop_map(|place| FromBrowser::Place { place }),
        1 => any::<bool>().prop_map(|raised| FromBrowser::Hand { raised }),
        1 => Just(FromBrowser::Rejoin {}),
        1 => Just(FromBrowser::Leave {}),
        1 => Just(FromBrowser::End { choice: None }),
        1 => Just(FromBrowser::Devices(Box::<Devices>::default())),
        1 => Just(FromBrowser::Ping { at_ms: 0 }),
    ]
}

fn events() -> impl Strategy<Value = MediaEvent> {
    prop_oneof![
        3 => Just(MediaEvent::Connected),
        1 => (0..3_000_u64).prop_map(|ms| MediaEvent::Stalled { silent_for: Duration::from_millis(ms) }),
        1 => Just(MediaEvent::Alive),
        1 => (0..11_000_u64).prop_map(|ms| MediaEvent::Gone { silent_for: Duration::from_millis(ms) }),
    ]
}

/// Connections and generations are drawn as their distance from the newest one.
fn inputs() -> impl Strategy<Value = Input> {
    prop_oneof![
        6 => (seats(), spots(), any::<bool>(), 0..3_u64).prop_map(|(seat, place, takeover, device)| {
            let name = newcomer(Conn(device), seat, place);
            Input::Hello(Newcomer { takeover, ..name })
        }),
        8 => (conns(), messages()).prop_map(|(conn, message)| Input::Said { conn, message }),
        6 => (seats(), 0..2_u64, events())
            .prop_map(|(seat, generation, event)| Input::Media { seat, generation, event }),
        1 => conns().prop_map(|conn| Input::Disconnected { conn }),
        1 => conns().prop_map(|conn| Input::Revoked { conn }),
        1 => conns().prop_map(|conn| Input::Moved { conn }),
        2 => Just(Input::Opened),
        1 => Just(Input::OpenRefused { text: String::new() }),
        1 => Just(Input::EndFailed { text: String::new() }),
        2 => Just(Input::Tick),
    ]
}

fn lessons() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((prop_oneof![Just(0), Just(300), Just(2_500), Just(11_000)], inputs()), 1..120)
}

/// What an observer of inputs and outputs knows.
#[derive(Default)]
struct Observer {
    conns: u64,
    closed: HashSet<Conn>,
    welcomed: HashMap<Seat, Conn>,
    present: HashMap<Seat, Timestamp>,
    newest: HashMap<Seat, u64>,
    gate: bool,
    met: bool,
    noted: u64,
}

impl Observer {
    /// Gives each hello a connection of its own, and turns small numbers into connections and generations counted
    /// back from the newest.
    fn concrete(&mut self, input: Input) -> Input {
        match input {
            Input::Hello(newcomer) => {
                self.conns += 1;
                Input::Hello(Newcomer { conn: Conn(self.conns), ..newcomer })
            }
            Input::Said { conn, message } => Input::Said { conn: self.recent(conn), message },
            Input::Disconnected { conn } => {
                let conn = self.recent(conn);
                self.closed.insert(conn);
                Input::Disconnected { conn }
            }
            Input::Revoked { conn } => Input::Revoked { conn: self.recent(conn) },
            Input::Moved { conn } => Input::Moved { conn: self.recent(conn) },
            Input::Media { seat, generation, event } => {
                let newest = self.newest.get(&seat).copied().unwrap_or(0);
                Input::Media { seat, generation: newest.saturating_sub(generation), event }
            }
            other => other,
        }
    }

    fn recent(&self, back: Conn) -> Conn {
        Conn(self.conns.saturating_sub(back.0))
    }

    fn note(&mut self, output: &Output) {
        match output {
            Output::Send { conn, message } => self.note_message(*conn, message),
            Output::Close { conn, .. } => assert!(self.closed.insert(*conn), "a connection is closed once"),
            Output::Presence(PresenceFact::Entered { seat, at }) => {
                assert!(self.present.insert(*seat, *at).is_none(), "nobody enters twice");
            }
            Output::Presence(PresenceFact::Left { seat, at }) => {
                let entered = self.present.remove(seat).expect("nobody leaves without having entered");
                assert!(entered <= *at, "nobody leaves before entering");
            }
            Output::Presence(PresenceFact::Met { at }) => {
                assert!(!std::mem::replace(&mut self.met, true), "the first meeting is told once");
                assert!(
                    self.present.len() == 2 && self.present.values().all(|since| since <= at),
                    "both are in"
                );
            }
            Output::Media(MediaOrder::Join { seat, generation }) => {
                assert!(self.newest.insert(*seat, *generation) < Some(*generation), "generations rise");
            }
            Output::Media(MediaOrder::Gate { open }) => {
                assert_ne!(self.gate, *open, "the gate is told changes only");
                self.gate = *open;
            }
            Output::Media(_) | Output::Open | Output::End { .. } => {}
            Output::Note(line) => {
                assert_eq!(line.seq, self.noted + 1, "lines are numbered without gaps");
                self.noted = line.seq;
            }
            Output::AtBoards { left, came, .. } => {
                assert_ne!(left, came, "the boards are told changes only");
            }
            Output::Lock { .. } | Output::Extend { .. } | Output::Recording(_) => {}
        }
    }

    fn note_message(&mut self, conn: Conn, message: &ToBrowser) {
        assert!(!self.closed.contains(&conn), "nothing is sent after the close");
        if let ToBrowser::Welcome(welcome) = message
            && let Some(before) = self.welcomed.insert(welcome.you, conn)
        {
            assert!(self.closed.contains(&before), "one connection a seat");
        }
    }
}

proptest! {
    #[test]
    fn every_lesson_keeps_the_promises(steps in lessons(), opened: bool) {
        let mut stage = Stage::new(room::Plan { opened, ..plan() });
        let mut observer = Observer::default();
        for (wait, input) in steps {
            stage.pass(wait);

            for output in stage.handle(observer.concrete(input)) {
                observer.note(&output);
            }

            let both_in = Seat::ALL.iter().all(|seat| stage.room.place(*seat) == Place::Room);
            prop_assert_eq!(observer.gate, both_in, "the gate is open only while both are in the room");
            let present_elsewhere = observer.present.keys().any(|seat| stage.room.place(*seat) != Place::Room);
            prop_assert!(!present_elsewhere, "only who is in the room is present");
            prop_assert!(stage.room.next_wake().is_none_or(|wake| wake > stage.now.run), "what is due has been done");
        }
    }

    #[test]
    fn after_the_end_nobody_gets_in(before in lessons(), after in lessons()) {
        let mut stage = Stage::new(plan());
        let mut observer = Observer::default();
        for (wait, input) in before {
            stage.pass(wait);
            for output in stage.handle(observer.concrete(input)) {
                observer.note(&output);
            }
        }
        for output in stage.handle(Input::Ended { outcome: Outcome::Completed, by: By::Server }) {
            observer.note(&output);
        }

        for (wait, input) in after {
            stage.pass(wait);
            for output in stage.handle(observer.concrete(input)) {
                observer.note(&output);
                let farewell = matches!(output, Output::Send { message: ToBrowser::Ended { .. }, .. } | Output::Close { .. });
                prop_assert!(farewell, "only farewells, not {:?}", output);
            }
            prop_assert!(stage.room.is_empty());
        }
    }
}
