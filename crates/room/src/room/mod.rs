//! The classroom itself: takes inputs, keeps the rules, queues outputs.

mod entering;
mod leaving;
mod noting;
mod recording;
mod speaking;
mod staging;
mod telling;

use std::collections::VecDeque;
use std::time::Duration;

use kernel::{Seat, Timestamp};

use crate::boards::Board;
use crate::clock::TogetherClock;
use crate::input::{Conn, Input, LinkProgress};
use crate::media::MediaEvent;
use crate::now::Now;
use crate::output::{MediaOrder, Output, PresenceFact};
use crate::person::{Person, Turn};
use crate::protocol::{By, Happening, Locks, Mode, Outcome, Place, Relay, ToBrowser, What};
pub use entering::too_early;
use noting::Record;
use recording::Recording;
pub use recording::RecordingPolicy;
use staging::Stage;
use telling::Shown;

/// What the store knows of a session when its room is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub starts: Timestamp,
    /// How long before the planned start the instructor may open the classroom.
    pub early: Duration,
    pub ends: Timestamp,
    pub instructor_name: String,
    pub student_name: String,
    /// The instructor has entered before (an instant session is opened by starting it).
    pub opened: bool,
    /// Both have been in together before.
    pub begun: bool,
    /// The student has been in the room before.
    pub admitted: bool,
    /// Time together so far.
    pub together: Duration,
    pub progress: LinkProgress,
    pub mode: Mode,
    pub locked: Locks,
    pub recording: RecordingPolicy,
    /// It was being recorded when the room was last left to itself.
    pub recorded: bool,
    /// The newest lines of the session's record, in order.
    pub record: Vec<Happening>,
    /// Minutes by which the instructor may extend the session.
    pub extensions: Vec<u16>,
}

/// One live classroom. After each [`handle`](Room::handle) drain [`poll`](Room::poll) until `None`.
#[derive(Debug)]
pub struct Room {
    starts: Timestamp,
    early: Duration,
    ends: Timestamp,
    instructor: Person,
    student: Person,
    progress: LinkProgress,
    clock: TogetherClock,
    opened: bool,
    /// The instructor waits to be let in until the opening is written down.
    opening: bool,
    /// The student was let in once and may come back without waiting for the instructor.
    admitted: bool,
    begun: bool,
    gate_open: bool,
    /// An end was asked for and is not answered yet.
    ending: bool,
    over: Option<(Outcome, By)>,
    next_generation: u64,
    stage: Stage,
    recording: Recording,
    record: Record,
    extensions: Vec<u16>,
    shown: Shown,
    out: VecDeque<Output>,
}

impl Room {
    /// An empty room. Media generations count from the time of its making, so that those of a room made again after a
    /// restart are newer.
    pub fn new(plan: Plan, now: Now) -> Self {
        let instructor = Person::new(plan.instructor_name);
        let student = Person::new(plan.student_name);
        let mut room = Self {
            starts: plan.starts,
            early: plan.early,
            ends: plan.ends,
            instructor,
            student,
            progress: plan.progress,
            clock: TogetherClock::showing(plan.together),
            opened: plan.opened,
            opening: false,
            admitted: plan.admitted,
            begun: plan.begun,
            gate_open: false,
            ending: false,
            over: None,
            next_generation: u64::try_from(now.wall.millis()).unwrap_or(0) + 1,
            stage: Stage::showing(plan.mode, plan.locked),
            recording: Recording::new(plan.recording, plan.recorded),
            record: Record::of(plan.record),
            extensions: plan.extensions,
            shown: Shown::default(),
            out: VecDeque::new(),
        };
        room.shown = room.showing();
        room.out.push_back(Output::Lock { board: Board::Draw, on: plan.locked.draw });
        room.out.push_back(Output::Lock { board: Board::Write, on: plan.locked.write });
        room
    }

    /// Takes note of what happened at `now`, which never goes backwards.
    pub fn handle(&mut self, now: Now, input: Input) {
        if let Some((outcome, by)) = self.over {
            return self.turn_away(outcome, by, input);
        }
        let fresh = match &input {
            Input::Hello(newcomer) => Some(newcomer.conn),
            _ => None,
        };
        match input {
            Input::Hello(newcomer) => self.hello(now, newcomer),
            Input::Said { conn, message } => self.said(now, conn, message),
            Input::Disconnected { conn } => self.disconnected(now, conn),
            Input::Revoked { conn } => self.revoked(conn),
            Input::Moved { conn } => self.moved(conn),
            Input::Offer { seat, generation, sdp, relay } => self.offer(seat, generation, sdp, relay),
            Input::Media { seat, generation, event } => self.media(seat, generation, event),
            Input::Progress(progress) => self.progress = progress,
            Input::Noted { seq } => self.noted(seq),
            Input::FileShared { seat, file, name, media } => {
                self.note(now, Some(seat), What::File { file, name, media })
            }
            Input::Extended { ends } => self.extended(now, ends),
            Input::ExtensionRefused { text } => self.extension_refused(text),
            Input::RecordingFailed { text } => self.recording_failed(now, &text),
            Input::Opened => self.was_opened(),
            Input::OpenRefused { text } => self.open_refused(text),
            Input::EndNeedsChoice { together, minimum } => self.ask_choice(together, minimum),
            Input::EndFailed { text } => self.end_failed(text),
            Input::Ended { outcome, by } => return self.end(outcome, by),
            Input::Tick => {}
        }
        self.settle(now, fresh);
    }

    /// The next thing to do.
    pub fn poll(&mut self) -> Option<Output> {
        self.out.pop_front()
    }

    /// When a `Tick` is due, by `Now::run`; none while nothing depends on time.
    pub fn next_wake(&self) -> Option<Duration> {
        [&self.instructor, &self.student].into_iter().filter_map(Person::next_wake).min()
    }

    /// Whether nobody holds or keeps a seat, so that the room may be forgotten.
    pub fn is_empty(&self) -> bool {
        [&self.instructor, &self.student]
            .into_iter()
            .all(|person| person.place == Place::Away && person.holder.is_none())
    }

    /// Where the person of `seat` is.
    pub fn place(&self, seat: Seat) -> Place {
        self.person(seat).place
    }

    /// Whether the session is over.
    pub const fn is_over(&self) -> bool {
        self.over.is_some()
    }

    fn person(&self, seat: Seat) -> &Person {
        match seat {
            Seat::Instructor => &self.instructor,
            Seat::Student => &self.student,
        }
    }

    fn person_mut(&mut self, seat: Seat) -> &mut Person {
        match seat {
            Seat::Instructor => &mut self.instructor,
            Seat::Student => &mut self.student,
        }
    }

    /// The seat `conn` holds; none for a connection that was closed or never seated.
    fn seat_of(&self, conn: Conn) -> Option<Seat> {
        Seat::ALL.iter().copied().find(|seat| self.person(*seat).conn() == Some(conn))
    }

    /// Asks for a new media connection for `seat`.
    fn join_media(&mut self, now: Now, seat: Seat) {
        let generation = self.next_generation;
        self.next_generation += 1;
        let person = self.person_mut(seat);
        person.media.want(generation);
        person.joined_media = Some(now.run);
        self.out.push_back(Output::Media(MediaOrder::Join { seat, generation }));
    }

    fn offer(&mut self, seat: Seat, generation: u64, sdp: String, relay: Option<Relay>) {
        let person = self.person(seat);
        if let (Some(conn), Some(newest)) = (person.conn(), person.media.newest())
            && newest == generation
        {
            self.send(conn, ToBrowser::Offer { generation, sdp, relay });
        }
    }

    fn media(&mut self, seat: Seat, generation: u64, event: MediaEvent) {
        self.person_mut(seat).media.note(generation, event);
    }

    /// Draws the consequences of what was handled: who is away, who is present, what may flow, what is shown to whom.
    fn settle(&mut self, now: Now, fresh: Option<Conn>) {
        for seat in Seat::ALL.iter().copied() {
            if self.person(seat).has_lapsed(now) {
                self.depart(seat);
            }
        }
        self.count_presence(now);
        self.set_gate();
        self.stop_sharing_of_the_gone(now);
        self.record_by_itself(now);
        let came = self.seat_at_boards();
        self.tell(now, fresh);
        for (conn, since) in came {
            self.tell_happenings(conn, since);
        }
    }

    fn count_presence(&mut self, now: Now) {
        for seat in Seat::ALL.iter().copied() {
            match self.person_mut(seat).turn(now) {
                Some(Turn::Entered(at)) => {
                    self.out.push_back(Output::Presence(PresenceFact::Entered { seat, at: at.wall }));
                }
                Some(Turn::Left(at)) => {
                    self.clock.stop(at.run);
                    self.out.push_back(Output::Presence(PresenceFact::Left { seat, at: at.wall }));
                }
                None => {}
            }
        }
        if self.instructor.is_present() && self.student.is_present() {
            self.clock.start(now.run);
            if !self.begun {
                self.begun = true;
                self.out.push_back(Output::Presence(PresenceFact::Met { at: now.wall }));
            }
        }
    }

    fn set_gate(&mut self) {
        let open = self.instructor.place == Place::Room && self.student.place == Place::Room;
        if open != self.gate_open {
            self.gate_open = open;
            self.out.push_back(Output::Media(MediaOrder::Gate { open }));
        }
    }

    fn send(&mut self, conn: Conn, message: ToBrowser) {
        self.out.push_back(Output::Send { conn, message });
    }
}
