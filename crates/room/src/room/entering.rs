//! Coming in: hello, taking a seat, moving between Tech Check, lobby and room.

use kernel::Seat;

use super::Room;
use crate::input::{Conn, Newcomer};
use crate::now::Now;
use crate::output::{MediaOrder, Output};
use crate::person::Holder;
use crate::protocol::{CloseCode, Place, Refusal, Spot, ToBrowser};

/// What an instructor is told who comes before the classroom opens, so many minutes ahead.
pub fn too_early(minutes: u64) -> String {
    match minutes {
        0 => "The classroom opens when the session starts.".to_owned(),
        1 => "The classroom opens a minute before the session.".to_owned(),
        _ => format!("The classroom opens {minutes} minutes before the session."),
    }
}

impl Room {
    pub(super) fn hello(&mut self, now: Now, newcomer: Newcomer) {
        let Newcomer { conn, seat, device, place, takeover, details, since } = newcomer;
        if let Some(holder) = &self.person(seat).holder {
            let (old, same_device) = (holder.conn, holder.device == device);
            if !same_device && !takeover {
                self.send(conn, ToBrowser::Occupied {});
                self.close(conn, CloseCode::Elsewhere);
                return;
            }
            self.send(old, ToBrowser::Moved {});
            self.close(old, CloseCode::Elsewhere);
            if !same_device {
                self.drop_media(seat);
            }
        }
        self.person_mut(seat).take_seat(Holder { conn, device, details, since });
        match place {
            Spot::Check => self.person_mut(seat).place = Place::Check,
            Spot::Lobby => self.person_mut(seat).place = Place::Lobby,
            Spot::Room => self.come_back(now, seat),
        }
        self.join_media(now, seat);
    }

    /// A page that was in the room before says hello again: back in where that is allowed, else to the lobby.
    fn come_back(&mut self, now: Now, seat: Seat) {
        if self.may_enter(now, seat).is_ok() {
            self.enter(seat);
        }
        let person = self.person_mut(seat);
        if person.place != Place::Room {
            person.place = Place::Lobby;
        }
    }

    pub(super) fn go(&mut self, now: Now, conn: Conn, seat: Seat, spot: Spot) {
        match spot {
            Spot::Check => self.wait_at(seat, Place::Check),
            Spot::Lobby => self.wait_at(seat, Place::Lobby),
            Spot::Room => match self.may_enter(now, seat) {
                Ok(()) => self.enter(seat),
                Err(refusal) => self.send(conn, ToBrowser::Refused(refusal)),
            },
        }
    }

    fn wait_at(&mut self, seat: Seat, place: Place) {
        self.person_mut(seat).place = place;
        if seat == Seat::Instructor {
            self.opening = false;
        }
    }

    fn may_enter(&self, now: Now, seat: Seat) -> Result<(), Refusal> {
        match seat {
            Seat::Instructor if now.wall + self.early < self.starts => {
                Err(Refusal { what: "place", why: "early", text: too_early(self.early.as_secs() / 60) })
            }
            Seat::Student if !self.admitted && self.instructor.place != Place::Room => Err(Refusal {
                what: "place",
                why: "instructor_away",
                text: format!("{} is not in the classroom yet.", self.instructor.name),
            }),
            Seat::Instructor | Seat::Student => Ok(()),
        }
    }

    fn enter(&mut self, seat: Seat) {
        if seat == Seat::Instructor && !self.opened {
            self.opening = true;
            self.out.push_back(Output::Open);
            return;
        }
        self.admitted |= seat == Seat::Student;
        self.person_mut(seat).place = Place::Room;
    }

    pub(super) fn was_opened(&mut self) {
        self.opened = true;
        if self.opening && self.instructor.holder.is_some() {
            self.instructor.place = Place::Room;
        }
        self.opening = false;
    }

    pub(super) fn open_refused(&mut self, text: String) {
        self.opening = false;
        if let Some(conn) = self.instructor.conn() {
            self.send(conn, ToBrowser::Refused(Refusal { what: "place", why: "not_opened", text }));
        }
    }

    fn drop_media(&mut self, seat: Seat) {
        if let Some(generation) = self.person_mut(seat).media.drop_all() {
            self.out.push_back(Output::Media(MediaOrder::Leave { seat, generation }));
        }
    }
}
