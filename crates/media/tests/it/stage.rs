//! The stage of a test: one shard, synthetic browsers, and a network that takes no time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kernel::{Seat, SessionId, Timestamp};
use media::recording::Recorded;
use media::sim::{Done, Peer, Seen};
use media::{Command, Config, Event, Input, News, Output, Place, Shard, Track, Transmit, Transport};

/// How far the clock moves between two looks at everybody.
const BEAT: Duration = Duration::from_millis(5);

pub const UDP: ([u8; 4], u16) = ([203, 0, 113, 1], 4_000);
pub const TCP: ([u8; 4], u16) = ([203, 0, 113, 1], 443);

pub struct Stage {
    pub now: Instant,
    pub shard: Shard,
    pub events: Vec<(Instant, Event)>,
    pub recorded: Vec<(Instant, Recorded)>,
    pub room: SessionId,
    /// How many of a thousand datagrams are lost, either way.
    pub lost_of_1000: u64,
    pub dice: Dice,
    peers: BTreeMap<SocketAddr, Actor>,
    next_port: u16,
}

/// A small generator, so that a failure can be repeated.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Fewer than `most` bytes of any kind.
    pub fn bytes(&mut self, most: u64) -> Vec<u8> {
        let count = self.roll() % most;
        (0..count).map(|_| self.roll() as u8).collect()
    }
}

struct Actor {
    peer: Peer,
    seen: Vec<Seen>,
    is_cut_off: bool,
}

/// A synthetic browser on the stage, by its address.
#[derive(Debug, Clone)]
pub struct Guest {
    pub address: SocketAddr,
    pub place: Place,
    /// What this browser answered to its offer.
    pub answer: String,
}

impl Stage {
    pub fn new() -> Self {
        let config = Config {
            udp: vec![UDP.into()],
            tcp: vec![TCP.into()],
            max_bitrate_bps: 2_500_000,
            max_connections: 10,
        };
        #[expect(clippy::disallowed_methods, reason = "any instant will do as the start of a test")]
        let now = Instant::now();
        Self {
            now,
            shard: Shard::new(config).expect("these addresses can be offered"),
            events: Vec::new(),
            recorded: Vec::new(),
            room: SessionId::fresh(Timestamp::from_micros(1_800_000_000_000_000)),
            lost_of_1000: 0,
            dice: Dice(0x9e37_79b9_7f4a_7c15),
            peers: BTreeMap::new(),
            next_port: 50_000,
        }
    }

    /// A stage with an open gate, and both seats connected over UDP.
    pub fn lesson() -> (Self, Guest, Guest) {
        let mut stage = Self::new();
        stage.gate(true);
        let ada = stage.enter(Seat::Instructor, 1);
        let ben = stage.enter(Seat::Student, 1);
        stage.run(Duration::from_secs(1));
        assert!(stage.heard(&ada, &is_connected) && stage.heard(&ben, &is_connected));
        (stage, ada, ben)
    }

    pub fn place(&self, seat: Seat, generation: u64) -> Place {
        Place { room: self.room, seat, generation }
    }

    pub fn gate(&mut self, open: bool) {
        self.command(Command::Gate { room: self.room, open });
    }

    pub fn screen(&mut self, from: Option<Seat>) {
        self.command(Command::Screen { room: self.room, from });
    }

    pub fn command(&mut self, command: Command) {
        self.shard.handle(self.now, Input::Command(command));
        self.settle();
    }

    /// Joins over UDP and answers at once; the connection comes about as time goes on.
    pub fn enter(&mut self, seat: Seat, generation: u64) -> Guest {
        self.enter_by(Transport::Udp, seat, generation, 100)
    }

    pub fn enter_by(&mut self, transport: Transport, seat: Seat, generation: u64, first_seq: u16) -> Guest {
        let place = self.place(seat, generation);
        self.command(Command::Join(place));
        let offer = self.offer_of(place).expect("a join is answered by an offer");
        let address = SocketAddr::from(([198, 51, 100, 7], self.next_port));
        self.next_port += 1;
        let mut peer = Peer::new(self.now, transport, address, first_seq).expect("a good address");
        let answer = peer.answer(&offer).expect("a readable offer");
        self.peers.insert(address, Actor { peer, seen: Vec::new(), is_cut_off: false });
        self.command(Command::Answer(place, answer.clone()));
        Guest { address, place, answer }
    }

    pub fn offer_of(&self, place: Place) -> Option<String> {
        self.events.iter().rev().find_map(|(_, event)| match &event.news {
            News::Offer(offer) if event.place == place => Some(offer.clone()),
            _ => None,
        })
    }

    /// From now on nothing goes between this browser and the server.
    pub fn cut_off(&mut self, guest: &Guest, is_cut_off: bool) {
        self.actor(guest).is_cut_off = is_cut_off;
    }

    pub fn send(&mut self, guest: &Guest, track: Track, key: bool) {
        let now = self.now;
        self.actor(guest).peer.send(now, track, key, 200);
        self.settle();
    }

    /// Their sound is as loud as this from now on, in dBov.
    pub fn speak_at(&mut self, guest: &Guest, dbov: i8) {
        self.actor(guest).peer.speak_at(dbov);
    }

    pub fn skip(&mut self, guest: &Guest, track: Track, count: u64) {
        self.actor(guest).peer.skip(track, count);
    }

    /// Raw bytes to the server, from any address.
    pub fn throw(&mut self, from: SocketAddr, bytes: &[u8]) {
        let to = UDP.into();
        self.shard.handle(self.now, Input::Packet { transport: Transport::Udp, from, to, bytes });
        self.settle();
    }

    pub fn run(&mut self, span: Duration) {
        let end = self.now + span;
        while self.now < end {
            self.now += BEAT;
            if self.shard.next_wake().is_some_and(|at| at <= self.now) {
                self.shard.handle(self.now, Input::Tick);
            }
            self.settle();
        }
    }

    /// Runs while this browser sends sound and pictures, a key frame first.
    pub fn run_sending(&mut self, guest: &Guest, span: Duration) {
        let end = self.now + span;
        self.send(guest, Track::Camera, true);
        while self.now < end {
            self.send(guest, Track::Audio, false);
            self.send(guest, Track::Camera, false);
            self.run(Duration::from_millis(20));
        }
    }

    /// Runs while this browser talks and is seen at 30 frames a second; its first frame is a key frame, and those that
    /// are asked for.
    pub fn run_live(&mut self, guest: &Guest, span: Duration, tracks: &[Track]) {
        let (start, mut sounds, mut frames) = (self.now, 0, 0);
        while self.now < start + span {
            let passed = (self.now - start).as_millis();
            if tracks.contains(&Track::Audio) && passed >= sounds * 20 {
                self.send(guest, Track::Audio, false);
                sounds += 1;
            }
            if passed * 30 >= frames * 1_000 {
                for track in tracks.iter().filter(|track| track.is_video()) {
                    let asked = self.takes_wish(guest, *track);
                    self.send_frame(guest, *track, frames == 0 || asked, 3_000);
                }
                frames += 1;
            }
            self.run(BEAT);
        }
    }

    pub fn send_frame(&mut self, guest: &Guest, track: Track, key: bool, size_bytes: usize) {
        let now = self.now;
        self.actor(guest).peer.send(now, track, key, size_bytes);
        self.settle();
    }

    pub fn send_raw(&mut self, guest: &Guest, track: Track, payload: Vec<u8>) {
        let now = self.now;
        self.actor(guest).peer.send_raw(now, track, payload);
        self.settle();
    }

    /// Lets the clock of a track run on for later, when it is sent again after so long.
    pub fn rest(&mut self, guest: &Guest, track: Track, span: Duration) {
        self.actor(guest).peer.rest(track, span);
    }

    /// Whether a key frame of this track was asked for; asked again tells of later wishes.
    fn takes_wish(&mut self, guest: &Guest, track: Track) -> bool {
        let seen = &mut self.actor(guest).seen;
        let before = seen.len();
        seen.retain(|seen| *seen != Seen::KeyframeWanted(track));
        seen.len() < before
    }

    /// Everything this browser noticed so far, and forgets it.
    pub fn take_seen(&mut self, guest: &Guest) -> Vec<Seen> {
        std::mem::take(&mut self.actor(guest).seen)
    }

    /// Sequence number and timestamp of each packet of this track seen so far, and forgets all.
    pub fn take_packets(&mut self, guest: &Guest, wanted: Track) -> Vec<(u64, u32)> {
        let seen = self.take_seen(guest).into_iter();
        seen.filter_map(|seen| match seen {
            Seen::Packet { track, seq, time, .. } if track == wanted => Some((seq, time)),
            _ => None,
        })
        .collect()
    }

    pub fn heard(&self, guest: &Guest, wanted: &dyn Fn(&News) -> bool) -> bool {
        self.events.iter().any(|(_, event)| event.place == guest.place && wanted(&event.news))
    }

    fn actor(&mut self, guest: &Guest) -> &mut Actor {
        self.peers.get_mut(&guest.address).expect("this guest entered")
    }

    /// Carries datagrams to and fro until nobody has anything to say.
    fn settle(&mut self) {
        while self.carry_to_server() | self.carry_to_browsers() {}
    }

    fn carry_to_server(&mut self) -> bool {
        let mut sent: Vec<Transmit> = Vec::new();
        for actor in self.peers.values_mut() {
            while let Some(done) = actor.peer.poll(self.now).expect("a synthetic browser goes on") {
                match done {
                    Done::Seen(seen) => actor.seen.push(seen),
                    Done::Transmit(transmit) if !actor.is_cut_off => sent.push(transmit),
                    Done::Transmit(_) => {}
                }
            }
        }
        for Transmit { transport, from, to, bytes } in &sent {
            if self.dice.roll() % 1_000 < self.lost_of_1000 {
                continue;
            }
            let packet = Input::Packet { transport: *transport, from: *from, to: *to, bytes };
            self.shard.handle(self.now, packet);
        }
        !sent.is_empty()
    }

    fn carry_to_browsers(&mut self) -> bool {
        let mut carried = false;
        while let Some(output) = self.shard.poll() {
            match output {
                Output::Event(event) => self.events.push((self.now, event)),
                Output::Recorded(recorded) => self.recorded.push((self.now, recorded)),
                Output::Transmit(_) if self.dice.roll() % 1_000 < self.lost_of_1000 => {}
                Output::Transmit(transmit) => {
                    let actor = self.peers.get_mut(&transmit.to).expect("only guests are written to");
                    if !actor.is_cut_off {
                        actor.peer.receive(self.now, &transmit).expect("a synthetic browser goes on");
                        carried = true;
                    }
                }
            }
        }
        carried
    }
}

pub fn is_connected(news: &News) -> bool {
    matches!(news, News::Connected { .. })
}
