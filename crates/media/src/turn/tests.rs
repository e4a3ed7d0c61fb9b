//! What the relay grants, to whom, and what it makes of bytes that nobody sensible sends.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kernel::{Seat, Secret, SessionId, Timestamp};
use proptest::prelude::*;

use super::message::{attribute, method};
use super::pool::is_relayed;
use super::sim::{Caller, Said, request};
use super::{Client, End, FRAME_HEAD_BYTES, Invitation, Now, Outcome, Pool, Relay, frame_bytes};
use crate::{MAX_DATAGRAM_BYTES, Place};

const ENGINE: &str = "203.0.113.7:443";
const CHANNEL: u16 = 0x4001;

/// A relay with one conversation.
struct Desk {
    relay: Relay,
    pool: Pool,
    client: Client,
    now: Now,
}

impl Desk {
    fn open() -> Self {
        Self::with_peers(&[address(ENGINE)])
    }

    fn with_peers(peers: &[SocketAddr]) -> Self {
        let relay = Relay::new("turns:lessons.example:443?transport=tcp".to_owned(), Secret::new([3; 32]));
        let now = Now { run: started(), wall: Timestamp::from_micros(1_800_000_000_000_000) };
        let client = conversation_of(&relay, now.run, peers, "nonce-of-this-stream");
        Self { relay, pool: Pool::default(), client, now }
    }

    /// The stream breaks, and the browser opens another one.
    fn reconnect(&mut self, nonce: &str) {
        self.client = conversation_of(&self.relay, self.now.run, &[address(ENGINE)], nonce);
    }

    fn invite(&self) -> Invitation {
        let room = SessionId::fresh(Timestamp::from_micros(1));
        self.relay.invite(Place { room, seat: Seat::Student, generation: 4 }, self.now.wall)
    }

    fn pass(&mut self, seconds: u64) {
        let passed = Duration::from_secs(seconds);
        self.now = Now { run: self.now.run + passed, wall: self.now.wall + passed };
    }

    fn handle<'a>(&mut self, frame: &'a [u8]) -> Result<Outcome<'a>, End> {
        self.client.handle(self.now, &mut self.pool, frame)
    }

    /// Asks, and reads the answer.
    fn ask(&mut self, caller: &mut Caller, frame: impl FnOnce(&Caller) -> Vec<u8>) -> Said {
        match self.handle(&frame(caller)).expect("the conversation goes on") {
            Outcome::Reply(reply) => caller.hear(&reply).expect("a readable reply"),
            other => panic!("no answer but {other:?}"),
        }
    }

    /// A caller who knows the realm.
    fn greeted(&mut self) -> Caller {
        let mut caller = Caller::new(&self.invite());
        assert_eq!(self.ask(&mut caller, |c| c.hello()), Said::Refused(401));
        caller
    }

    /// A caller with an allocation, and its address.
    fn allocated(&mut self) -> (Caller, SocketAddr) {
        let mut caller = self.greeted();
        match self.ask(&mut caller, |c| c.allocate()) {
            Said::Granted { relayed: Some(relayed), seconds: Some(300) } => (caller, relayed),
            other => panic!("no allocation but {other:?}"),
        }
    }

    fn wrapped(&self, peer: &str, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        self.client.wrap(self.now.run, address(peer), bytes, &mut out);
        out
    }
}

const GRANTED: Said = Said::Granted { relayed: None, seconds: None };

#[test]
fn who_was_invited_gets_an_address_and_a_channel_to_the_media_engine() {
    let mut desk = Desk::open();
    let (mut caller, relayed) = desk.allocated();

    let bound = desk.ask(&mut caller, |c| c.bind(CHANNEL, address(ENGINE)));
    let frame = Caller::on_channel(CHANNEL, b"packet");
    let sent = desk.handle(&frame).expect("a sound frame");
    let answer = desk.wrapped(ENGINE, b"answer");

    assert!(is_relayed(relayed));
    assert_eq!(desk.client.relayed(), Some(relayed));
    assert_eq!(bound, GRANTED);
    assert_eq!(sent, Outcome::Deliver { from: relayed, to: address(ENGINE), bytes: b"packet" });
    assert_eq!(answer.len() % 4, 0);
    assert_eq!(caller.hear(&answer), Some(Said::Channel { number: CHANNEL, bytes: b"answer".to_vec() }));
}

#[test]
fn without_a_channel_datagrams_travel_in_indications_once_they_are_permitted() {
    let mut desk = Desk::open();
    let (mut caller, relayed) = desk.allocated();
    let frame = Caller::send(address(ENGINE), b"packet");
    assert_eq!(desk.handle(&frame), Ok(Outcome::Nothing));
    assert_eq!(desk.wrapped(ENGINE, b"answer"), b"");

    assert_eq!(desk.ask(&mut caller, |c| c.permit(address(ENGINE))), GRANTED);

    let sent = Outcome::Deliver { from: relayed, to: address(ENGINE), bytes: b"packet" };
    assert_eq!(desk.handle(&frame), Ok(sent));
    let told = Said::Data { from: address(ENGINE), bytes: b"answer".to_vec() };
    assert_eq!(caller.hear(&desk.wrapped(ENGINE, b"answer")), Some(told));
}

#[test]
fn no_peer_but_the_media_engine_is_reached_however_its_address_is_spelled() {
    let foreign = [
        "127.0.0.1:443",
        "0.0.0.0:443",
        "203.0.113.8:443",
        "169.254.169.254:80",
        "10.0.0.1:443",
        "192.0.2.1:1024",
        "255.255.255.255:443",
        "[::]:443",
        "[::1]:443",
        "[::ffff:127.0.0.1]:443",
        "[::ffff:203.0.113.7]:443",
        "[64:ff9b::cb00:7107]:443",
        "[fe80::1]:443",
    ];
    let mut desk = Desk::open();
    let (mut caller, _) = desk.allocated();
    for peer in foreign.map(address) {
        assert_eq!(desk.ask(&mut caller, |c| c.permit(peer)), Said::Refused(403), "{peer}");
        assert_eq!(desk.ask(&mut caller, |c| c.bind(CHANNEL, peer)), Said::Refused(403), "{peer}");
        assert_eq!(desk.handle(&Caller::send(peer, b"packet")), Ok(Outcome::Nothing), "{peer}");
    }

    // The right machine, but none of its other ports.
    let other_port = address("203.0.113.7:22");
    assert_eq!(desk.ask(&mut caller, |c| c.permit(other_port)), GRANTED);
    assert_eq!(desk.ask(&mut caller, |c| c.bind(CHANNEL, other_port)), Said::Refused(403));
    assert_eq!(desk.handle(&Caller::send(other_port, b"packet")), Ok(Outcome::Nothing));
    assert_eq!(desk.handle(&Caller::on_channel(CHANNEL, b"packet")), Ok(Outcome::Nothing));
    assert_eq!(desk.wrapped("203.0.113.7:22", b"answer"), b"");
}

#[test]
fn one_foreign_peer_among_others_spoils_the_whole_request() {
    let mut desk = Desk::open();
    let (mut caller, _) = desk.allocated();
    let both = request(method::CREATE_PERMISSION)
        .with_address(attribute::XOR_PEER_ADDRESS, address(ENGINE))
        .with_address(attribute::XOR_PEER_ADDRESS, address("10.0.0.1:443"));

    assert_eq!(desk.ask(&mut caller, |c| c.seal(both)), Said::Refused(403));
    assert_eq!(desk.handle(&Caller::send(address(ENGINE), b"packet")), Ok(Outcome::Nothing));
}

#[test]
fn a_wrong_password_a_foreign_name_and_a_stale_nonce_get_nothing() {
    let mut desk = Desk::open();
    let greeted = desk.greeted();
    let sound = desk.invite();
    let wrong = Invitation { credential: "guess".to_owned(), ..sound.clone() };
    let longer = Invitation { username: sound.username.replacen('1', "9", 1), ..sound.clone() };
    let nameless = Invitation { username: "no time".to_owned(), ..sound.clone() };
    for invitation in [wrong, longer, nameless] {
        let mut caller = Caller::new(&invitation);
        desk.ask(&mut caller, |c| c.hello());
        assert_eq!(desk.ask(&mut caller, |c| c.allocate()), Said::Refused(401), "{invitation:?}");
    }
    let mut elsewhere = Desk::open();
    elsewhere.reconnect("another nonce");

    assert_eq!(elsewhere.ask(&mut greeted.clone(), |c| c.allocate()), Said::Refused(438));
    assert_eq!(desk.client.relayed(), None);
}

#[test]
fn an_invitation_holds_five_minutes_and_what_it_began_goes_on() {
    let mut desk = Desk::open();
    let mut on_time = Desk::open();
    let invitation = desk.invite();
    let late = |desk: &mut Desk, seconds| {
        let mut caller = Caller::new(&invitation);
        desk.pass(seconds);
        desk.reconnect("another nonce");
        desk.ask(&mut caller, |c| c.hello());
        desk.ask(&mut caller, |c| c.allocate())
    };

    assert!(matches!(late(&mut on_time, 300), Said::Granted { .. }));
    assert_eq!(late(&mut desk, 301), Said::Refused(401));

    let mut desk = Desk::open();
    let (mut caller, _) = desk.allocated();
    for _ in 0..5 {
        desk.pass(240);
        let refreshed = desk.ask(&mut caller, |c| c.refresh(600));
        assert_eq!(refreshed, Said::Granted { relayed: None, seconds: Some(300) });
    }
}

#[test]
fn an_allocation_ends_when_it_is_not_refreshed_or_given_up() {
    let mut desk = Desk::open();
    let (mut caller, _) = desk.allocated();
    let shortened = desk.ask(&mut caller, |c| c.refresh(1));
    assert_eq!(shortened, Said::Granted { relayed: None, seconds: Some(60) });
    desk.pass(59);
    assert_eq!(desk.handle(&Caller::on_channel(CHANNEL, b"")), Ok(Outcome::Nothing));
    desk.pass(1);
    assert_eq!(desk.handle(&Caller::on_channel(CHANNEL, b"")), Err(End::TooLate));

    let mut desk = Desk::open();
    let (mut caller, _) = desk.allocated();
    assert!(!desk.client.is_released());
    let released = desk.ask(&mut caller, |c| c.refresh(0));
    assert_eq!(released, Said::Granted { relayed: None, seconds: Some(0) });
    assert!(desk.client.is_released());
}

#[test]
fn who_does_not_allocate_at_once_is_shown_out() {
    let mut desk = Desk::open();
    let caller = desk.greeted();

    desk.pass(10);

    assert_eq!(desk.handle(&caller.allocate()), Err(End::TooLate));
}

#[test]
fn permissions_and_channels_run_out_by_themselves() {
    let mut desk = Desk::open();
    let (mut caller, _) = desk.allocated();
    desk.ask(&mut caller, |c| c.bind(CHANNEL, address(ENGINE)));
    let (by_channel, by_permission) =
        (Caller::on_channel(CHANNEL, b"packet"), Caller::send(address(ENGINE), b"packet"));
    let keep = |desk: &mut Desk, caller: &mut Caller| {
        desk.pass(200);
        desk.ask(caller, |c| c.refresh(300));
    };

    keep(&mut desk, &mut caller);
    assert!(matches!(desk.handle(&by_permission), Ok(Outcome::Deliver { .. })));
    keep(&mut desk, &mut caller);
    assert_eq!(desk.handle(&by_permission), Ok(Outcome::Nothing));
    assert!(matches!(desk.handle(&by_channel), Ok(Outcome::Deliver { .. })));
    keep(&mut desk, &mut caller);
    assert_eq!(desk.handle(&by_channel), Ok(Outcome::Nothing));
    assert_eq!(desk.wrapped(ENGINE, b"answer"), b"");
}

#[test]
fn what_is_out_of_turn_is_refused_by_its_number() {
    let mut desk = Desk::with_peers(&[address(ENGINE), address("203.0.113.8:443")]);
    let mut caller = desk.greeted();
    for (code, frame) in [
        (437, caller.refresh(300)),
        (437, caller.permit(address(ENGINE))),
        (437, caller.bind(CHANNEL, address(ENGINE))),
        (400, caller.seal(request(method::ALLOCATE))),
        (442, caller.seal(request(method::ALLOCATE).with(attribute::REQUESTED_TRANSPORT, &[6, 0, 0, 0]))),
        (420, caller.seal(request(method::ALLOCATE).with(0x0018, &[0]))),
        (400, caller.seal(request(0x00a))),
    ] {
        assert_eq!(desk.ask(&mut caller, |_| frame), Said::Refused(code));
    }
    let family = |family: u8| {
        request(method::ALLOCATE)
            .with(attribute::REQUESTED_TRANSPORT, &[17, 0, 0, 0])
            .with(attribute::REQUESTED_ADDRESS_FAMILY, &[family, 0, 0, 0])
    };
    for unserved in [2, 7] {
        assert_eq!(desk.ask(&mut caller, |c| c.seal(family(unserved))), Said::Refused(440));
    }
    assert!(matches!(desk.ask(&mut caller, |c| c.seal(family(1))), Said::Granted { .. }));

    let mut stranger = Caller::new(&Invitation { username: "1900000000:else".to_owned(), ..desk.invite() });
    desk.ask(&mut stranger, |c| c.hello());
    let neighbour = address("203.0.113.8:443");
    assert_eq!(desk.ask(&mut stranger, |c| c.refresh(0)), Said::Refused(441));
    assert_eq!(desk.ask(&mut caller, |c| c.allocate()), Said::Refused(437));
    assert_eq!(desk.ask(&mut caller, |c| c.bind(CHANNEL, address(ENGINE))), GRANTED);
    assert_eq!(desk.ask(&mut caller, |c| c.bind(CHANNEL, address(ENGINE))), GRANTED);
    assert_eq!(desk.ask(&mut caller, |c| c.bind(CHANNEL, neighbour)), Said::Refused(400));
    assert_eq!(desk.ask(&mut caller, |c| c.bind(0x4002, address(ENGINE))), Said::Refused(400));
    assert_eq!(desk.ask(&mut caller, |c| c.bind(0x5000, neighbour)), Said::Refused(400));
    assert_eq!(desk.ask(&mut caller, |c| c.bind(0x4002, neighbour)), GRANTED);
}

#[test]
fn a_server_of_ipv6_alone_relays_from_ipv6() {
    let engine = "[2a00:1::7]:443";
    let mut desk = Desk::with_peers(&[address(engine)]);

    let (mut caller, relayed) = desk.allocated();

    assert!(relayed.is_ipv6() && is_relayed(relayed));
    assert_eq!(desk.ask(&mut caller, |c| c.permit(address(engine))), GRANTED);
    let told = Said::Data { from: address(engine), bytes: b"answer".to_vec() };
    assert_eq!(caller.hear(&desk.wrapped(engine, b"answer")), Some(told));
}

#[test]
fn a_frame_is_measured_by_its_head_and_never_long() {
    assert_eq!(frame_bytes([0, 3, 0, 8]), Ok(28));
    assert_eq!(frame_bytes([0x40, 1, 0, 5]), Ok(12));
    for head in [[0, 3, 0, 7], [0, 3, 0xff, 0xfc], [0x40, 1, 0xff, 0xff], [0x50, 1, 0, 4], *b"GET ", *b"PRI "]
    {
        assert!(frame_bytes(head).is_err(), "{head:?}");
    }
    let longest = vec![0; MAX_DATAGRAM_BYTES];
    for frame in [Caller::on_channel(CHANNEL, &longest), Caller::send(address("[2a00::1]:1"), &longest)] {
        assert_eq!(frame_bytes(*frame.first_chunk().expect("a head")), Ok(frame.len()));
    }
}

#[test]
fn a_message_whose_parts_do_not_fit_ends_the_conversation() {
    let mut desk = Desk::open();
    let sound = desk.greeted().allocate();
    let mut no_cookie = sound.clone();
    no_cookie[4] ^= 1;
    // The last attribute claims more than is left.
    let mut too_long = sound.clone();
    let seal = too_long.len() - 22;
    too_long[seal..seal + 2].copy_from_slice(&[0xff, 0xff]);
    let mut an_answer = sound.clone();
    an_answer[0] |= 1;

    for frame in [&no_cookie, &too_long, &an_answer, &sound[..sound.len() - 4].to_vec(), &Vec::new()] {
        assert!(matches!(Desk::open().handle(frame), Err(End::BadFrame(_))), "{frame:?}");
    }
}

#[test]
fn one_changed_bit_breaks_the_seal() {
    let mut desk = Desk::open();
    let sound = desk.greeted().allocate();
    for bit in 0..sound.len() * 8 {
        let mut forged = sound.clone();
        forged[bit / 8] ^= 1 << (bit % 8);
        let granted = match desk.handle(&forged) {
            Ok(Outcome::Reply(reply)) => reply.starts_with(&[0x01, 0x03]),
            Ok(_) | Err(_) => false,
        };
        assert!(!granted && desk.client.relayed().is_none(), "bit {bit}");
    }

    assert!(matches!(desk.handle(&sound), Ok(Outcome::Reply(_))));
    assert!(desk.client.relayed().is_some());
}

/// A sound conversation, to be spoilt.
fn conversation(caller: &Caller) -> Vec<Vec<u8>> {
    vec![
        caller.hello(),
        caller.allocate(),
        caller.permit(address(ENGINE)),
        caller.bind(CHANNEL, address(ENGINE)),
        Caller::send(address(ENGINE), b"packet"),
        Caller::on_channel(CHANNEL, b"packet"),
        caller.refresh(120),
        caller.refresh(0),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    /// Bytes changed, cut off and put in; frames in any order; and noise. Nothing panics, nothing but the engine is
    /// reached, no reply is long.
    #[test]
    fn no_bytes_whatever_do_harm(
        order in prop::collection::vec(0_usize..8, 1..24),
        spoils in prop::collection::vec((0_usize..24, 0_usize..200, any::<u8>()), 0..8),
        cut in prop::option::of((0_usize..24, 0_usize..200)),
        noise in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..100), 0..4),
    ) {
        let mut desk = Desk::open();
        let sound = conversation(&desk.greeted());
        let mut frames: Vec<Vec<u8>> = order.iter().map(|index| sound[*index].clone()).collect();
        for (frame, at, byte) in spoils {
            let index = frame % frames.len();
            let length = frames[index].len();
            frames[index][at % length] = byte;
        }
        if let Some((frame, at)) = cut {
            let index = frame % frames.len();
            frames[index].truncate(at);
        }
        frames.extend(noise);
        for frame in &frames {
            if let Some(head) = frame.first_chunk::<FRAME_HEAD_BYTES>() {
                prop_assert!(frame_bytes(*head).is_ok_and(|length| length <= 2_200) || frame_bytes(*head).is_err());
            }
            match desk.handle(frame) {
                Ok(Outcome::Deliver { from, to, bytes }) => {
                    prop_assert!(is_relayed(from) && to == address(ENGINE) && bytes.len() <= frame.len());
                }
                Ok(Outcome::Reply(reply)) => prop_assert!(reply.len() < 500),
                Ok(Outcome::Nothing) | Err(_) => {}
            }
        }
    }
}

fn conversation_of(relay: &Relay, now: Instant, peers: &[SocketAddr], nonce: &str) -> Client {
    Client::new(now, address("198.51.100.9:50123"), relay.clone(), peers, nonce.to_owned())
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

#[expect(clippy::disallowed_methods, reason = "a beginning for the passing of time in these tests")]
fn started() -> Instant {
    Instant::now()
}
