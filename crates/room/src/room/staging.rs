//! The stage: its mode, the boards' locks, whose screen is shown, and the small signs people give.

use kernel::Seat;

use super::Room;
use crate::boards::Board;
use crate::input::Conn;
use crate::now::Now;
use crate::output::{MediaOrder, Output};
use crate::protocol::{Locks, Mode, Place, Reaction, Reply, StageView, ToBrowser, What, Wish};

/// What is on the stage.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Stage {
    pub(super) mode: Mode,
    pub(super) locked: Locks,
    sharing: Option<Seat>,
    student_may_share: bool,
}

impl Stage {
    /// As it was left; nobody's screen is shown any more.
    pub(super) fn showing(mode: Mode, locked: Locks) -> Self {
        let mode = if mode == Mode::Screen { Mode::Video } else { mode };
        Self { mode, locked, ..Self::default() }
    }
}

impl Room {
    pub(super) fn stage_view(&self) -> StageView {
        let Stage { mode, locked, sharing, student_may_share } = self.stage;
        StageView { mode, locked, sharing, student_may_share, recording: self.recording.view() }
    }

    pub(super) fn set_mode(&mut self, now: Now, conn: Conn, seat: Seat, mode: Mode) {
        if seat != Seat::Instructor {
            let text = format!("{} chooses what is on the stage.", self.instructor.name);
            return self.refuse(conn, "mode", "not_allowed", &text);
        }
        if self.stage.mode != mode {
            self.stage.mode = mode;
            self.note(now, Some(seat), What::Mode { mode });
        }
    }

    pub(super) fn lock(&mut self, now: Now, conn: Conn, seat: Seat, board: Board, on: bool) {
        if seat != Seat::Instructor {
            return self.refuse(conn, "lock", "not_allowed", "Only the instructor locks a board.");
        }
        let locked = match board {
            Board::Draw => &mut self.stage.locked.draw,
            Board::Write => &mut self.stage.locked.write,
        };
        if *locked != on {
            *locked = on;
            self.out.push_back(Output::Lock { board, on });
            self.note(now, Some(seat), What::Lock { board, on });
        }
    }

    pub(super) fn share(&mut self, now: Now, conn: Conn, seat: Seat, on: bool) {
        if on && self.person(seat).place != Place::Room {
            return self.refuse(conn, "share", "not_inside", "Go into the classroom first.");
        }
        if on && seat == Seat::Student && !self.stage.student_may_share {
            let text = format!("{} has to allow it first.", self.instructor.name);
            return self.refuse(conn, "share", "not_allowed", &text);
        }
        if on && self.stage.sharing.is_some_and(|other| other != seat) {
            let text = format!("{}'s screen is being shown.", self.person(seat.other()).name);
            return self.refuse(conn, "share", "taken", &text);
        }
        if on != (self.stage.sharing == Some(seat)) {
            self.show_screen(now, Some(seat), on.then_some(seat));
        }
    }

    pub(super) fn allow_share(&mut self, now: Now, conn: Conn, seat: Seat, on: bool) {
        if seat != Seat::Instructor {
            return self.refuse(conn, "allow_share", "not_allowed", "Only the instructor allows it.");
        }
        self.stage.student_may_share = on;
        if !on && self.stage.sharing == Some(Seat::Student) {
            self.show_screen(now, Some(seat), None);
        }
    }

    /// Who is gone shares nothing.
    pub(super) fn stop_sharing_of_the_gone(&mut self, now: Now) {
        if self.stage.sharing.is_some_and(|seat| self.person(seat).place == Place::Away) {
            self.show_screen(now, None, None);
        }
    }

    /// A shared screen takes the stage, and gives it back.
    fn show_screen(&mut self, now: Now, by: Option<Seat>, from: Option<Seat>) {
        self.stage.sharing = from;
        self.out.push_back(Output::Media(MediaOrder::Screen { from }));
        self.note(now, by, What::Share { on: from.is_some() });
        let mode = if from.is_some() { Mode::Screen } else { Mode::Video };
        if from.is_some() || self.stage.mode == Mode::Screen {
            self.stage.mode = mode;
            self.note(now, by, What::Mode { mode });
        }
    }

    pub(super) fn react(&mut self, seat: Seat, with: Reaction) {
        if self.person(seat).place != Place::Room {
            return;
        }
        for to in Seat::ALL.iter().copied() {
            if let Some(conn) = self.person(to).conn_inside() {
                self.send(conn, ToBrowser::Reaction { who: seat, with });
            }
        }
    }

    pub(super) fn lower_hand(&mut self, conn: Conn, seat: Seat) {
        match seat {
            Seat::Instructor => self.student.hand = false,
            Seat::Student => self.refuse(conn, "lower_hand", "not_allowed", "Only the instructor does that."),
        }
    }

    pub(super) fn ask_student(&mut self, conn: Conn, seat: Seat, to: Wish) {
        match (seat, self.student.conn()) {
            (Seat::Student, _) => self.refuse(conn, "ask", "not_allowed", "Only the instructor asks."),
            (Seat::Instructor, None) => {
                let text = format!("{} is not here.", self.student.name);
                self.refuse(conn, "ask", "away", &text);
            }
            (Seat::Instructor, Some(student)) => self.send(student, ToBrowser::Asked { to }),
        }
    }

    /// Who asked may have gone in the meantime: then nobody is told.
    pub(super) fn reply(&mut self, conn: Conn, seat: Seat, to: Wish, with: Reply) {
        match (seat, self.instructor.conn()) {
            (Seat::Instructor, _) => self.refuse(conn, "reply", "not_allowed", "Only the student is asked."),
            (Seat::Student, None) => {}
            (Seat::Student, Some(instructor)) => self.send(instructor, ToBrowser::Replied { to, with }),
        }
    }

    pub(super) fn ask_extension(&mut self, conn: Conn, seat: Seat, minutes: u16) {
        if seat == Seat::Instructor && self.extensions.contains(&minutes) {
            self.out.push_back(Output::Extend { minutes });
        } else {
            self.refuse(conn, "extend", "not_allowed", "The session cannot be extended by that.");
        }
    }

    pub(super) fn extended(&mut self, now: Now, ends: kernel::Timestamp) {
        self.ends = ends;
        let ends_ms = ends.millis();
        self.note(now, Some(Seat::Instructor), What::Extended { ends_ms });
        for seat in Seat::ALL.iter().copied() {
            if let Some(conn) = self.person(seat).conn() {
                self.send(conn, ToBrowser::Times { ends_ms });
            }
        }
    }

    pub(super) fn extension_refused(&mut self, text: String) {
        if let Some(conn) = self.instructor.conn() {
            self.refuse(conn, "extend", "refused", &text);
        }
    }

    /// Those in the room may work at the boards. Gives the connections that came in, and what they know already.
    pub(super) fn seat_at_boards(&mut self) -> Vec<(Conn, u64)> {
        let mut newcomers = Vec::new();
        for seat in Seat::ALL.iter().copied() {
            let person = self.person_mut(seat);
            let came = person.conn_inside();
            if person.at_boards != came {
                let left = std::mem::replace(&mut person.at_boards, came);
                let since = person.holder.as_ref().map_or(0, |holder| holder.since);
                newcomers.extend(came.map(|conn| (conn, since)));
                self.out.push_back(Output::AtBoards { seat, left, came });
            }
        }
        newcomers
    }
}
