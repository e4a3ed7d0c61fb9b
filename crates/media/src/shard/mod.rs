//! All rooms of one media thread.

mod relay;
mod taping;

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use kernel::{Seat, SessionId};
use str0m::Candidate;
use str0m::config::DtlsCert;

use crate::connection::{Connection, ConnectionId, Setup, Step, candidate};
use crate::presence::Turn;
use crate::room::Room;
use crate::routes::Routes;
use crate::{Command, Event, Failure, Input, MAX_DATAGRAM_BYTES, News, Output, Place, Transmit, Transport};

/// What a shard is told at its start.
#[derive(Debug, Clone)]
pub struct Config {
    /// Addresses browsers send UDP to.
    pub udp: Vec<SocketAddr>,
    /// Addresses browsers open TCP connections to.
    pub tcp: Vec<SocketAddr>,
    /// The most a browser is asked to send, in bits per second.
    pub max_bitrate_bps: u64,
    /// The most connections at once. One takes about 0.6 MB with a moving picture.
    pub max_connections: usize,
}

/// An address that a browser could not send to, such as `0.0.0.0`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} cannot be offered to browsers")]
pub struct BadCandidate(pub SocketAddr);

/// The media engine of one thread. After each [`Self::handle`], or a batch of them, [`Self::poll`] until `None`.
pub struct Shard {
    config: Config,
    candidates: Vec<Candidate>,
    certificate: Option<DtlsCert>,
    rooms: HashMap<SessionId, Room>,
    connections: HashMap<ConnectionId, Connection>,
    routes: Routes,
    outputs: VecDeque<Output>,
    /// Connections with something to do, each once.
    due: VecDeque<ConnectionId>,
    now: Option<Instant>,
    next_id: u64,
}

impl Shard {
    pub fn new(config: Config) -> Result<Self, BadCandidate> {
        let udp = config.udp.iter().map(|address| (Transport::Udp, *address));
        let tcp = config.tcp.iter().map(|address| (Transport::Tcp, *address));
        let candidates = udp
            .chain(tcp)
            .map(|(transport, address)| candidate(transport, address).ok_or(BadCandidate(address)))
            .collect::<Result<_, _>>()?;
        // One certificate for all connections: making one costs more than the rest of a join.
        let certificate = str0m::crypto::from_feature_flags().dtls_provider.generate_certificate();
        Ok(Self {
            config,
            candidates,
            certificate,
            rooms: HashMap::new(),
            connections: HashMap::new(),
            routes: Routes::default(),
            outputs: VecDeque::new(),
            due: VecDeque::new(),
            now: None,
            next_id: 0,
        })
    }

    /// Begins anew after a panic: gates and recordings stay as they were. Gives the connections that are lost.
    pub fn restart(&mut self) -> Vec<Place> {
        let lost = self.connections.values().map(|connection| connection.place).collect();
        self.rooms.values_mut().for_each(Room::empty);
        self.connections = HashMap::new();
        self.routes = Routes::default();
        self.outputs.retain(|output| matches!(output, Output::Recorded(_)));
        self.due.clear();
        lost
    }

    /// Takes what happened. `now` must not run backwards.
    pub fn handle(&mut self, now: Instant, input: Input<'_>) {
        self.now = Some(now);
        match input {
            Input::Command(command) => self.obey(now, command),
            Input::Packet { transport, from, to, bytes } => self.receive(now, transport, from, to, bytes),
            Input::TcpClosed { from } => self.routes.forget_address(Transport::Tcp, from),
            Input::Tick => self.tick(now),
        }
    }

    /// What is to be done next, if anything.
    pub fn poll(&mut self) -> Option<Output> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            let (id, now) = (self.due.pop_front()?, self.now?);
            self.let_on(now, id);
        }
    }

    /// When [`Input::Tick`] is due; never, while nobody is connected.
    pub fn next_wake(&self) -> Option<Instant> {
        self.connections.values().map(Connection::next_wake).min()
    }

    /// How many connections there are.
    pub fn load(&self) -> usize {
        self.connections.len()
    }

    fn obey(&mut self, now: Instant, command: Command) {
        match command {
            Command::Join(place) => self.join(now, place),
            Command::Answer(place, sdp) => self.answer(place, &sdp),
            Command::Leave(place) => self.leave(place),
            Command::Gate { room, open } => self.gate(now, room, open),
            Command::Screen { room, from } => self.rooms.entry(room).or_default().screen = from,
            Command::Record { room, take } => self.record(now, room, take),
            Command::StopRecording { room, take } => self.stop_recording(room, take),
            Command::Close { room } => self.close(room),
        }
    }

    fn join(&mut self, now: Instant, place: Place) {
        if self.connections.len() >= self.config.max_connections {
            return self.tell(place, News::Failed(Failure::Full));
        }
        if !self.rooms.entry(place.room).or_default().admit(place.seat, place.generation) {
            return;
        }
        let id = ConnectionId(self.next_id);
        self.next_id += 1;
        let setup = Setup {
            certificate: self.certificate.clone(),
            candidates: &self.candidates,
            max_bitrate_bps: self.config.max_bitrate_bps,
        };
        let offered = catch_unwind(AssertUnwindSafe(|| Connection::offer(id, place, setup, now)));
        match offered.unwrap_or(Err(Failure::Broken)) {
            Ok((connection, offer, ufrag)) => {
                self.routes.announce(ufrag, id);
                self.connections.insert(id, connection);
                self.seat(place, id);
                self.tell(place, News::Offer(offer));
                self.want_keyframes_of(now, place.room, place.seat.other());
            }
            Err(failure) => self.tell(place, News::Failed(failure)),
        }
    }

    fn seat(&mut self, place: Place, id: ConnectionId) {
        let Some(room) = self.rooms.get_mut(&place.room) else { return };
        let current = room.current(place.seat);
        let keep = current.and_then(|current| self.connections.get(&current)).is_some_and(|c| c.is_connected);
        if let Some(useless) = room.seat(place.seat, id, keep) {
            self.drop_connection(useless);
        }
    }

    fn answer(&mut self, place: Place, sdp: &str) {
        if let Some(id) = self.find(place) {
            self.guard(id, |connection| connection.accept(sdp));
            self.make_due(id);
        }
    }

    fn leave(&mut self, place: Place) {
        if let Some(id) = self.find(place) {
            self.remove(id);
        }
    }

    fn gate(&mut self, now: Instant, room: SessionId, open: bool) {
        let entry = self.rooms.entry(room).or_default();
        if std::mem::replace(&mut entry.is_open, open) == open {
            return;
        }
        if open {
            Seat::ALL.iter().for_each(|seat| self.want_keyframes_of(now, room, *seat));
            return;
        }
        let connections: Vec<_> = entry.connections().collect();
        for id in connections {
            if let Some(connection) = self.connections.get_mut(&id) {
                connection.hush();
            }
            self.end_tapes(id);
            self.end_talk(id);
        }
    }

    fn close(&mut self, room: SessionId) {
        let Some(room) = self.rooms.remove(&room) else { return };
        for id in room.connections() {
            self.drop_connection(id);
        }
        self.outputs.extend(room.take.map(taping::over));
    }

    fn receive(
        &mut self,
        now: Instant,
        transport: Transport,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &[u8],
    ) {
        if bytes.len() > MAX_DATAGRAM_BYTES {
            return;
        }
        let Some(id) = self.routes.owner(transport, from, bytes) else { return };
        self.guard(id, |connection| connection.receive(now, transport, from, to, bytes));
        // Media must be taken out before the next datagram goes in; the engine holds one packet only.
        self.let_on(now, id);
    }

    fn tick(&mut self, now: Instant) {
        let due: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.next_wake() <= now)
            .map(|(id, _)| *id)
            .collect();
        for id in due {
            self.look_after(now, id);
            self.make_due(id);
        }
    }

    /// What time alone brings to a connection: silence, key frames to ask for, the cap of its sender.
    fn look_after(&mut self, now: Instant, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let place = connection.place;
        let cap = connection.is_connected.then(|| connection.cap.step(now)).flatten();
        match connection.presence.turn(now) {
            Some(Turn::Stalled(silent_for)) => self.tell(place, News::Stalled { silent_for }),
            Some(Turn::Gone(silent_for)) => self.end(id, News::Gone { silent_for }),
            Some(Turn::TimedOut) => self.end(id, News::Failed(Failure::TimedOut)),
            None => {}
        }
        self.guard(id, |connection| {
            connection.ask_for_keyframes(now);
            Ok(())
        });
        self.look_at_tapes(now, id);
        let talk = self.connections.get_mut(&id).and_then(|connection| connection.voice.look(now));
        self.tell_talk(place, talk);
        let sender = self.rooms.get(&place.room).and_then(|room| room.current(place.seat.other()));
        if let (Some(bps), Some(sender)) = (cap, sender) {
            self.guard(sender, |connection| {
                connection.limit(bps);
                Ok(())
            });
            self.make_due(sender);
        }
    }

    /// Lets a connection do all it has to do.
    fn let_on(&mut self, now: Instant, id: ConnectionId) {
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.is_due = false;
        }
        while let Some(Some(step)) = self.guard(id, |connection| connection.step(now)) {
            match step {
                Step::Transmit(transmit) => self.transmit(now, id, transmit),
                Step::Media(packet) => self.forward(now, id, packet),
                Step::Connected(transport) => self.connected(now, id, transport),
                Step::WantsKeyframe(track) => self.want_keyframe_for(now, id, track),
                Step::Closed => self.end(id, News::Gone { silent_for: Duration::ZERO }),
            }
        }
    }

    fn transmit(&mut self, now: Instant, id: ConnectionId, transmit: Transmit) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.cap.sent(&transmit);
        if is_check_passed(&transmit.bytes) {
            self.routes.learn(transmit.transport, transmit.to, id);
            if connection.is_connected && connection.presence.hear(now) {
                let place = connection.place;
                self.tell(place, News::Alive);
            }
        }
        self.outputs.push_back(Output::Transmit(transmit));
    }

    fn connected(&mut self, now: Instant, id: ConnectionId, transport: Transport) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let place = connection.place;
        connection.presence.hear(now);
        self.tell(place, News::Connected { transport });
        let Some(room) = self.rooms.get_mut(&place.room) else { return };
        let predecessor = room.promote(place.seat, id);
        let peer = room.current(place.seat.other());
        if let Some(predecessor) = predecessor {
            self.drop_connection(predecessor);
        }
        self.show_picture(now, peer, id);
    }

    fn find(&self, place: Place) -> Option<ConnectionId> {
        let mut seated = self.rooms.get(&place.room)?.connections_of(place.seat);
        seated.find(|id| self.connections.get(id).is_some_and(|connection| connection.place == place))
    }

    /// Calls into a connection. One that fails or panics ends, and only that one.
    fn guard<T>(
        &mut self,
        id: ConnectionId,
        call: impl FnOnce(&mut Connection) -> Result<T, Failure>,
    ) -> Option<T> {
        let connection = self.connections.get_mut(&id)?;
        let result = catch_unwind(AssertUnwindSafe(|| call(connection)));
        match result.unwrap_or(Err(Failure::Broken)) {
            Ok(value) => Some(value),
            Err(failure) => {
                self.end(id, News::Failed(failure));
                None
            }
        }
    }

    fn make_due(&mut self, id: ConnectionId) {
        if let Some(connection) = self.connections.get_mut(&id)
            && !std::mem::replace(&mut connection.is_due, true)
        {
            self.due.push_back(id);
        }
    }

    /// Ends a connection with a last word.
    fn end(&mut self, id: ConnectionId, news: News) {
        if let Some(place) = self.remove(id) {
            self.tell(place, news);
        }
    }

    fn remove(&mut self, id: ConnectionId) -> Option<Place> {
        let place = self.drop_connection(id)?;
        if let Some(room) = self.rooms.get_mut(&place.room) {
            room.vacate(place.seat, id);
        }
        Some(place)
    }

    fn drop_connection(&mut self, id: ConnectionId) -> Option<Place> {
        self.end_tapes(id);
        self.end_talk(id);
        self.routes.forget(id);
        self.connections.remove(&id).map(|connection| connection.place)
    }

    fn end_talk(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let (place, talk) = (connection.place, connection.voice.finish());
        self.tell_talk(place, talk);
    }

    fn tell(&mut self, place: Place, news: News) {
        self.outputs.push_back(Output::Event(Event { place, news }));
    }
}

/// A binding success response (RFC 8489): sent only to who knew the connection's password.
fn is_check_passed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x01, 0x01])
}
