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
            FromBrowser::LowerHand {} => self.lower_hand(conn, seat),
            FromBrowser::Mode { mode } => self.set_mode(now, conn, seat, mode),
            FromBrowser::Lock { board, on } => self.lock(now, conn, seat, board, on),
            FromBrowser::Share { on } => self.share(now, conn, seat, on),
            FromBrowser::AllowShare { on } => self.allow_share(now, conn, seat, on),
            FromBrowser::Chat { id, text } => self.chat(now, conn, seat, &id, &text),
            FromBrowser::React { with } => self.react(seat, with),
            FromBrowser::Ask { to } => self.ask_student(conn, seat, to),
            FromBrowser::Reply { to, with } => self.reply(conn, seat, to, with),
            FromBrowser::Extend { minutes } => self.ask_extension(conn, seat, minutes),
            FromBrowser::Record { on } => self.ask_recording(now, conn, seat, on),
            FromBrowser::Consent { yes } => self.consent(now, seat, yes),
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
