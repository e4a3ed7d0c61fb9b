//! The way of a packet from one seat to the other, and the pictures that a newcomer is shown.

use std::time::Instant;

use kernel::{Seat, SessionId};

use super::Shard;
use crate::connection::{ConnectionId, Packet};
use crate::gop::Gop;
use crate::room::Room;
use crate::{News, Place, Talk, Track};

impl Shard {
    /// Passes a packet on to the other seat, if the gate is open and somebody is there, and to the recorder.
    pub(super) fn forward(&mut self, now: Instant, id: ConnectionId, packet: Packet) {
        let Some(sender) = self.connections.get_mut(&id) else { return };
        let place = sender.place;
        let is_back = sender.presence.hear_media(now);
        if packet.starts_keyframe {
            sender.wishes[packet.track.index()].fulfil();
        }
        let is_shown = |room: &&Room| packet.track != Track::Screen || room.screen == Some(place.seat);
        let room = self.rooms.get(&place.room).filter(|room| room.is_open).filter(is_shown);
        let goes_to = room.filter(|room| room.current(place.seat) == Some(id)).map(|room| {
            if packet.track.is_video() {
                sender.pictures[packet.track.index()].keep(&packet);
            }
            let talk = packet.loudness().and_then(|loudness| sender.voice.hear(now, loudness));
            (room.current(place.seat.other()), room.take, talk)
        });
        if is_back {
            self.tell(place, News::Alive);
        }
        let (peer, take, talk) = goes_to.unwrap_or_default();
        self.tell_talk(place, talk);
        if let Some(take) = take {
            self.tape(now, id, take, &packet);
        }
        if let Some(peer) = peer.filter(|peer| self.is_connected(*peer)) {
            self.hand_over(now, peer, &packet);
        }
    }

    pub(super) fn tell_talk(&mut self, place: Place, talk: Option<Talk>) {
        if let Some(talk) = talk {
            self.tell(place, News::Talked(talk));
        }
    }

    fn hand_over(&mut self, now: Instant, to: ConnectionId, packet: &Packet) {
        let needs_keyframe = self.guard(to, |connection| Ok(connection.forward(now, packet)));
        if needs_keyframe == Some(true)
            && let Some(sender) = self.connections.get_mut(&packet.source.connection)
            && sender.wishes[packet.track.index()].next_wake().is_none()
        {
            sender.wishes[packet.track.index()].want(now);
            self.make_due(packet.source.connection);
        }
        self.make_due(to);
    }

    /// Gives a newcomer the pictures as they are, so that nobody waits for the next key frame.
    pub(super) fn show_picture(
        &mut self,
        now: Instant,
        sender: Option<ConnectionId>,
        newcomer: ConnectionId,
    ) {
        let Some(sender) = sender.and_then(|sender| self.connections.get(&sender)) else { return };
        let place = sender.place;
        let packets: Vec<_> = sender.pictures.iter().flat_map(Gop::packets).cloned().collect();
        for packet in &packets {
            self.guard(newcomer, |connection| Ok(connection.forward(now, packet)));
        }
        self.make_due(newcomer);
        if packets.is_empty() {
            self.want_keyframes_of(now, place.room, place.seat);
        }
    }

    /// Wishes for fresh pictures of what a seat sends.
    pub(super) fn want_keyframes_of(&mut self, now: Instant, room: SessionId, seat: Seat) {
        let Some(id) = self.rooms.get(&room).filter(|room| room.is_open).and_then(|room| room.current(seat))
        else {
            return;
        };
        if let Some(sender) = self.connections.get_mut(&id).filter(|sender| sender.is_connected) {
            for track in [Track::Camera, Track::Screen] {
                sender.wishes[track.index()].want(now);
            }
            self.look_after(now, id);
            self.make_due(id);
        }
    }

    /// Passes a receiver's wish on to whom it watches.
    pub(super) fn want_keyframe_for(&mut self, now: Instant, receiver: ConnectionId, track: Track) {
        let Some(place) = self.connections.get(&receiver).map(|connection| connection.place) else { return };
        let room = self.rooms.get(&place.room).filter(|room| room.is_open);
        let sender = room.and_then(|room| room.current(place.seat.other()));
        if let Some(id) = sender
            && let Some(sender) = self.connections.get_mut(&id)
        {
            sender.wishes[track.index()].want(now);
            self.look_after(now, id);
            self.make_due(id);
        }
    }

    fn is_connected(&self, id: ConnectionId) -> bool {
        self.connections.get(&id).is_some_and(|connection| connection.is_connected)
    }
}
