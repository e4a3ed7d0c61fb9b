// Any bytes as what somebody sends to the TCP port, in plain form or out of TLS: told apart by the first, cut into frames
// of media (RFC 4571) or of the relay (TURN, RFC 8656), and given to the media engine.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::time::Instant;

use kernel::{Seat, Secret, SessionId, Timestamp};
use media::knock::{HEAD_BYTES, Knock, asks_for_relay, framed_bytes, knock};
use media::turn::sim::Caller;
use media::turn::{Client, FRAME_HEAD_BYTES, Now, Outcome, Pool, Relay, frame_bytes};
use media::{Command, Config, Input, MAX_DATAGRAM_BYTES, Place, Shard, Transport};

const ENGINE: &str = "203.0.113.7:443";
const STRANGER: &str = "192.0.2.9:4711";

/// The media engine with two people whose connections are not made yet, and a relay.
struct Port {
    shard: Shard,
    relay: Relay,
    pool: Pool,
    place: Place,
    now: Now,
}

/// Takes the first byte as a choice: plain (0), out of TLS (1), and out of TLS by somebody whom the relay knows (2). The
/// rest is what comes.
///
/// # Panics
/// When it hurts anybody who is there.
pub fn run(bytes: &[u8]) {
    let Some((choice, stream)) = bytes.split_first() else { return };
    // making connections is slow, and nothing that comes from a stranger may change them
    thread_local!(static PORT: RefCell<Port> = RefCell::new(Port::open()));
    PORT.with_borrow_mut(|port| {
        match choice % 3 {
            0 => port.plain(stream),
            1 => port.out_of_tls(stream, false),
            _ => port.out_of_tls(stream, true),
        }
        while port.shard.poll().is_some() {}
        assert_eq!(port.shard.load(), 2, "somebody was thrown out");
    });
}

impl Port {
    fn open() -> Self {
        let engine: SocketAddr = ENGINE.parse().expect("an address");
        let config =
            Config { udp: vec![engine], tcp: vec![engine], max_bitrate_bps: 1_000_000, max_connections: 4 };
        #[expect(
            clippy::disallowed_methods,
            reason = "the engine counts from some instant; which one is nothing to it"
        )]
        let run = Instant::now();
        let now = Now { run, wall: Timestamp::from_micros(1_800_000_000_000_000) };
        let mut shard = Shard::new(config).expect("good addresses");
        let room = SessionId::fresh(now.wall);
        let places = [Seat::Instructor, Seat::Student].map(|seat| Place { room, seat, generation: 1 });
        for place in places {
            shard.handle(now.run, Input::Command(Command::Join(place)));
        }
        let relay = Relay::new("turns:lessons.example:443?transport=tcp".to_owned(), Secret::new([3; 32]));
        Self { shard, relay, pool: Pool::default(), place: places[0], now }
    }

    fn plain(&mut self, stream: &[u8]) {
        if stream.first().copied().and_then(knock) != Some(Knock::Media) {
            return;
        }
        let (from, to) = (address(STRANGER), address(ENGINE));
        let mut rest = stream;
        while let Some((head, after)) = rest.split_first_chunk::<HEAD_BYTES>() {
            let Ok(length) = framed_bytes(*head) else { return };
            assert!(length <= MAX_DATAGRAM_BYTES);
            let Some((bytes, after)) = after.split_at_checked(length) else { return };
            self.shard.handle(self.now.run, Input::Packet { transport: Transport::Tcp, from, to, bytes });
            rest = after;
        }
    }

    fn out_of_tls(&mut self, stream: &[u8], is_known: bool) {
        let mut client = Client::new(
            self.now.run,
            address(STRANGER),
            self.relay.clone(),
            &[address(ENGINE)],
            "nonce".to_owned(),
        );
        if is_known {
            self.allocate(&mut client);
        } else if !stream.first().copied().is_some_and(asks_for_relay) {
            return;
        }
        self.relay_frames(&mut client, stream);
        if let Some(relayed) = client.relayed() {
            self.pool.give_back(relayed, address(STRANGER).ip());
        }
    }

    fn relay_frames(&mut self, client: &mut Client, stream: &[u8]) {
        let mut rest = stream;
        while let Some((head, _)) = rest.split_first_chunk::<FRAME_HEAD_BYTES>() {
            let Ok(length) = frame_bytes(*head) else { return };
            let Some((frame, after)) = rest.split_at_checked(length) else { return };
            match client.handle(self.now, &mut self.pool, frame) {
                Ok(Outcome::Deliver { from, to, bytes }) => {
                    assert_eq!(to, address(ENGINE), "nothing is relayed to anybody else");
                    self.shard
                        .handle(self.now.run, Input::Packet { transport: Transport::Udp, from, to, bytes });
                }
                Ok(Outcome::Reply(_) | Outcome::Nothing) => {}
                Err(_) => return,
            }
            rest = after;
        }
    }

    /// As a browser does that was invited.
    fn allocate(&mut self, client: &mut Client) {
        let mut caller = Caller::new(&self.relay.invite(self.place, self.now.wall));
        for ask in [Caller::hello, Caller::allocate] {
            let frame = ask(&caller);
            let Ok(Outcome::Reply(reply)) = client.handle(self.now, &mut self.pool, &frame) else {
                panic!("the relay does not answer");
            };
            caller.hear(&reply);
        }
        let bind = caller.bind(0x4001, address(ENGINE));
        assert!(client.handle(self.now, &mut self.pool, &bind).is_ok());
    }
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}
