//! Going out: leaving, losing the connection or the right, and the end for all.

use std::time::Duration;

use kernel::Seat;

use super::Room;
use crate::input::{Conn, Input};
use crate::now::Now;
use crate::output::{MediaOrder, Output};
use crate::protocol::{By, Choice, CloseCode, Outcome, Refusal, ToBrowser};

impl Room {
    pub(super) fn leave(&mut self, conn: Conn, seat: Seat) {
        self.close(conn, CloseCode::Left);
        self.depart(seat);
    }

    pub(super) fn disconnected(&mut self, now: Now, conn: Conn) {
        if let Some(seat) = self.seat_of(conn) {
            self.person_mut(seat).lose(now);
        }
    }

    pub(super) fn revoked(&mut self, conn: Conn) {
        if let Some(seat) = self.seat_of(conn) {
            self.close(conn, CloseCode::NotAllowed);
            self.depart(seat);
        }
    }

    pub(super) fn moved(&mut self, conn: Conn) {
        if let Some(seat) = self.seat_of(conn) {
            self.send(conn, ToBrowser::Moved {});
            self.close(conn, CloseCode::Elsewhere);
            self.depart(seat);
        }
    }

    /// Empties `seat` at once.
    pub(super) fn depart(&mut self, seat: Seat) {
        if let Some(generation) = self.person_mut(seat).depart() {
            self.out.push_back(Output::Media(MediaOrder::Leave { seat, generation }));
        }
    }

    pub(super) fn ask_end(&mut self, conn: Conn, seat: Seat, choice: Option<Choice>) {
        match seat {
            Seat::Student => {
                self.refuse(conn, "end", "not_allowed", "Only the instructor ends the session for all.")
            }
            // the answer to the first is the answer to a double click
            Seat::Instructor if self.ending => {}
            Seat::Instructor => {
                self.ending = true;
                self.out.push_back(Output::End { choice });
            }
        }
    }

    pub(super) fn ask_choice(&mut self, together: Duration, minimum: Duration) {
        self.ending = false;
        if let Some(conn) = self.instructor.conn() {
            let (together_s, minimum_s) = (together.as_secs(), minimum.as_secs());
            self.send(conn, ToBrowser::Choose { together_s, minimum_s });
        }
    }

    pub(super) fn end_failed(&mut self, text: String) {
        self.ending = false;
        if let Some(conn) = self.instructor.conn() {
            self.send(conn, ToBrowser::Refused(Refusal { what: "end", why: "unavailable", text }));
        }
    }

    pub(super) fn end(&mut self, outcome: Outcome, by: By) {
        self.over = Some((outcome, by));
        for seat in Seat::ALL.iter().copied() {
            let person = self.person_mut(seat);
            let holder = person.holder.take();
            person.depart();
            if let Some(holder) = holder {
                self.send(holder.conn, ToBrowser::Ended { outcome, by, details: holder.details });
                self.close(holder.conn, CloseCode::Over);
            }
        }
        self.seat_at_boards();
        self.out.push_back(Output::Media(MediaOrder::Close));
    }

    /// After the end: whoever says hello is told so, everything else comes too late.
    pub(super) fn turn_away(&mut self, outcome: Outcome, by: By, input: Input) {
        if let Input::Hello(newcomer) = input {
            self.send(newcomer.conn, ToBrowser::Ended { outcome, by, details: newcomer.details });
            self.close(newcomer.conn, CloseCode::Over);
        }
    }

    pub(super) fn close(&mut self, conn: Conn, code: CloseCode) {
        self.out.push_back(Output::Close { conn, code });
    }

    pub(super) fn refuse(&mut self, conn: Conn, what: &'static str, why: &'static str, text: &str) {
        self.send(conn, ToBrowser::Refused(Refusal { what, why, text: text.to_owned() }));
    }
}
