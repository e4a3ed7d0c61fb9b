//! Recordings: which connections are taped, and what becomes of it.
//!
//! A recorder that fails or panics hurts the recording alone; the lesson goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use kernel::{Seat, SessionId};

use super::Shard;
use crate::connection::{ConnectionId, Packet};
use crate::recording::{Recorded, Take, Tapes, What};
use crate::{Output, Track};

impl Shard {
    /// Records a room from now on.
    pub(super) fn record(&mut self, now: Instant, room: SessionId, take: Take) {
        let before = self.rooms.entry(room).or_default().take;
        if let Some(before) = before {
            self.stop_recording(room, before);
        }
        self.rooms.entry(room).or_default().take = Some(take);
        Seat::ALL.iter().for_each(|seat| self.want_keyframes_of(now, room, *seat));
    }

    /// Ends this take, if it is on.
    pub(super) fn stop_recording(&mut self, room: SessionId, take: Take) {
        if self.end_take(room, take) {
            self.outputs.push_back(over(take));
        }
    }

    /// Takes a packet that went through the gate.
    pub(super) fn tape(&mut self, now: Instant, id: ConnectionId, take: Take, packet: &Packet) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let (place, filmed) = (connection.place, connection.filmed);
        let mut recorded = Vec::new();
        let taped = catch_unwind(AssertUnwindSafe(|| {
            let tapes = connection.tapes.get_or_insert_with(|| Tapes::new(take, place, filmed, now));
            let wants_key = tapes.take(now, packet);
            tapes.look(now, &mut recorded);
            wants_key
        }));
        self.outputs.extend(recorded.into_iter().map(Output::Recorded));
        match taped {
            Ok(true) => self.want_keyframe_to_tape(now, id, packet.track),
            Ok(false) => {}
            Err(_) => self.give_up(place.room, take),
        }
    }

    /// Gives out what has waited in a recorder.
    pub(super) fn look_at_tapes(&mut self, now: Instant, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some(tapes) = &mut connection.tapes else { return };
        let (room, take) = (connection.place.room, tapes.take_of());
        let mut recorded = Vec::new();
        let looked = catch_unwind(AssertUnwindSafe(|| tapes.look(now, &mut recorded)));
        self.outputs.extend(recorded.into_iter().map(Output::Recorded));
        if looked.is_err() {
            self.give_up(room, take);
        }
    }

    /// Ends the files of one connection.
    pub(super) fn end_tapes(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Some((tapes, now)) = connection.tapes.take().zip(self.now) else { return };
        let (room, take) = (connection.place.room, tapes.take_of());
        let mut recorded = Vec::new();
        let finished = catch_unwind(AssertUnwindSafe(|| tapes.finish(now, &mut recorded)));
        self.outputs.extend(recorded.into_iter().map(Output::Recorded));
        match (finished, self.connections.get_mut(&id)) {
            (Ok(filmed), Some(connection)) => connection.filmed = filmed,
            (Ok(_), None) => {}
            (Err(_), _) => self.give_up(room, take),
        }
    }

    fn want_keyframe_to_tape(&mut self, now: Instant, id: ConnectionId, track: Track) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.wishes[track.index()].want(now);
            connection.ask_for_keyframes(now);
            self.make_due(id);
        }
    }

    fn give_up(&mut self, room: SessionId, take: Take) {
        tracing::error!(session.id = %room, "The recorder of {room} panicked; the lesson goes on without it");
        if self.end_take(room, take) {
            self.outputs.push_back(Output::Recorded(Recorded { take, what: What::Broken }));
        }
    }

    /// Ends the files of this take. False when it is not on.
    fn end_take(&mut self, room: SessionId, take: Take) -> bool {
        let Some(room) = self.rooms.get_mut(&room).filter(|room| room.take == Some(take)) else {
            return false;
        };
        room.take = None;
        let connections: Vec<_> = room.connections().collect();
        connections.into_iter().for_each(|id| self.end_tapes(id));
        true
    }
}

/// The last word of a take.
pub(super) fn over(take: Take) -> Output {
    Output::Recorded(Recorded { take, what: What::Over })
}
