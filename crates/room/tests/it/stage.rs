//! A room with a clock that the test moves.

use std::time::Duration;

use kernel::{Seat, Timestamp};
use room::protocol::{FromBrowser, Locks, Mode, Place, Spot, ToBrowser, parse};
use room::{
    CloseCode, Conn, Input, LinkProgress, MediaEvent, MediaOrder, Newcomer, Now, Output, Plan,
    RecordingPolicy, Room,
};

pub const ADA: Conn = Conn(1);
pub const BEN: Conn = Conn(2);
const START: i64 = 1_800_000_000_000_000;

pub struct Stage {
    pub room: Room,
    pub now: Now,
}

pub fn plan() -> Plan {
    Plan {
        starts: Timestamp::from_micros(START),
        early: Duration::from_secs(15 * 60),
        ends: Timestamp::from_micros(START).plus_minutes(60),
        instructor_name: "Ada".to_owned(),
        student_name: "Ben".to_owned(),
        opened: true,
        begun: false,
        admitted: false,
        together: Duration::ZERO,
        progress: LinkProgress::default(),
        mode: Mode::Video,
        locked: Locks::default(),
        recording: RecordingPolicy::Ask,
        recorded: false,
        record: Vec::new(),
        extensions: vec![15, 30],
    }
}

pub fn newcomer(conn: Conn, seat: Seat, place: Spot) -> Newcomer {
    let device = format!("device0{}", conn.0).try_into().unwrap();
    Newcomer { conn, seat, device, place, takeover: false, details: Some("/sessions/1".to_owned()), since: 0 }
}

impl Stage {
    pub fn new(plan: Plan) -> Self {
        let now = Now { wall: Timestamp::from_micros(START), run: Duration::from_secs(1) };
        Self { room: Room::new(plan, now), now }
    }

    /// Ada and Ben in the room with live media.
    pub fn lesson() -> Self {
        let mut stage = Self::new(plan());
        for (conn, seat) in [(ADA, Seat::Instructor), (BEN, Seat::Student)] {
            let out = stage.handle(Input::Hello(newcomer(conn, seat, Spot::Room)));
            let generation = joined(&out);
            stage.handle(Input::Media { seat, generation, event: MediaEvent::Connected });
        }
        stage
    }

    pub fn pass(&mut self, millis: u64) {
        let by = Duration::from_millis(millis);
        self.now = Now { wall: self.now.wall + by, run: self.now.run + by };
    }

    pub fn handle(&mut self, input: Input) -> Vec<Output> {
        self.room.handle(self.now, input);
        std::iter::from_fn(|| self.room.poll()).collect()
    }

    pub fn hello(&mut self, conn: Conn, seat: Seat, place: Spot) -> Vec<Output> {
        self.handle(Input::Hello(newcomer(conn, seat, place)))
    }

    pub fn say(&mut self, conn: Conn, frame: &str) -> Vec<Output> {
        let message: FromBrowser = parse(frame).unwrap();
        self.handle(Input::Said { conn, message })
    }

    /// Lets time pass in one step, with a tick at the end.
    pub fn tick_after(&mut self, millis: u64) -> Vec<Output> {
        self.pass(millis);
        self.handle(Input::Tick)
    }
}

/// The generation of the media connection asked for in `out`.
pub fn joined(out: &[Output]) -> u64 {
    out.iter()
        .find_map(|output| match output {
            Output::Media(MediaOrder::Join { generation, .. }) => Some(*generation),
            _ => None,
        })
        .expect("a media connection is asked for")
}

/// The messages to `conn` in `out`.
pub fn sent(out: &[Output], conn: Conn) -> Vec<&ToBrowser> {
    out.iter()
        .filter_map(|output| match output {
            Output::Send { conn: to, message } if *to == conn => Some(message),
            _ => None,
        })
        .collect()
}

/// The code `conn` is closed with in `out`.
pub fn closed(out: &[Output], conn: Conn) -> Option<CloseCode> {
    out.iter().find_map(|output| match output {
        Output::Close { conn: to, code } if *to == conn => Some(*code),
        _ => None,
    })
}

/// Where the welcome in `out` puts the person of `seat`.
pub fn welcomed_at(out: &[Output], conn: Conn, seat: Seat) -> Place {
    sent(out, conn)
        .into_iter()
        .find_map(|message| match message {
            ToBrowser::Welcome(welcome) if seat == Seat::Instructor => Some(welcome.instructor.place),
            ToBrowser::Welcome(welcome) => Some(welcome.student.place),
            _ => None,
        })
        .expect("a welcome is sent")
}

/// Why the first refusal to `conn` in `out` was given.
pub fn refused(out: &[Output], conn: Conn) -> Option<&'static str> {
    sent(out, conn).into_iter().find_map(|message| match message {
        ToBrowser::Refused(refusal) => Some(refusal.why),
        _ => None,
    })
}
