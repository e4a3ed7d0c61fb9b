//! What the two say once they are seated.

use std::time::Duration;

use kernel::Seat;

use super::Room;
use crate::input::Conn;
use crate::now::Now;
use crate::output::{MediaOrder, Output};
use crate::protocol::{CloseCode, FromBrowser, Sdp, ToBrowser};

/// New media connections of one seat are at least this far apart: each costs a handshake.
const BETWEEN_REJOINS: Duration = Duration::from_secs(1);

impl Room {
    /// A message of a connection that holds no seat (any more) changes nothing.
    pub(super) fn said(&mut self, now: Now, conn: Conn, message: FromBrowser) {
        let Some(seat) = self.seat_of(conn) else { return };
        match message {
            FromBrowser::Hello { .. } => self.second_hello(now, conn, seat),
            FromBrowser::Answer { generation, sdp } => self.answer(seat, generation, sdp),
            FromBrowser::Rejoin {} => self.rejoin(now, conn, seat),
            FromBrowser::Place { place } => self.go(now, conn, seat, place),
            FromBrowser::Devices(devices) => self.person_mut(seat).devices = *devices,
            FromBrowser::Hand { raised } => self.person_mut(seat).hand = raised,
            FromBrowser::End { choice } => self.ask_end(conn, seat, choice),
            FromBrowser::Leave {} => self.leave(conn, seat),
            FromBrowser::Ping { at_ms } => {
                self.send(conn, ToBrowser::Pong { at_ms, now_ms: now.wall.millis() })
            }
        }
    }

    fn second_hello(&mut self, now: Now, conn: Conn, seat: Seat) {
        self.close(conn, CloseCode::TheirMistake);
        self.person_mut(seat).lose(now);
    }

    /// An answer to an older offer is dropped: its connection has been replaced.
    fn answer(&mut self, seat: Seat, generation: u64, sdp: Sdp) {
        if self.person(seat).media.newest() == Some(generation) {
            self.out.push_back(Output::Media(MediaOrder::Answer {
                seat,
                generation,
                sdp: sdp.into_string(),
            }));
        }
    }

    fn rejoin(&mut self, now: Now, conn: Conn, seat: Seat) {
        let since = self.person(seat).joined_media.map(|at| now.run.saturating_sub(at));
        if since.is_some_and(|since| since < BETWEEN_REJOINS) {
            self.refuse(conn, "rejoin", "too_soon", "Reconnecting already.");
        } else {
            self.join_media(now, seat);
        }
    }
}
