//! One browser's conversation with the relay.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use kernel::Timestamp;
use md5::{Digest, Md5};

use super::message::{
    BadFrame, CHANNELS, Class, Message, Writer, append_channel_data, attribute, channel_data, family, method,
};
use super::pool::{Family, Pool};
use super::relay::Relay;
use crate::MAX_DATAGRAM_BYTES;

/// Names the space the credentials are of; any word does.
const REALM: &str = "nacre";

/// Who opens a conversation proves within this time that they may.
const ALLOCATE_WITHIN: Duration = Duration::from_secs(10);

/// How long an allocation holds before it must be refreshed. A browser does so a minute before.
const LONGEST_LIFE: Duration = Duration::from_secs(300);
const SHORTEST_LIFE: Duration = Duration::from_secs(60);

/// Given by RFC 8656, sections 9 and 12.
const PERMISSION_HOLDS: Duration = Duration::from_secs(300);
const CHANNEL_HOLDS: Duration = Duration::from_secs(600);

/// The protocol number of UDP: the one thing that is relayed.
const UDP: u8 = 17;

/// The time, on the clock that only runs forward, and on the wall.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    pub run: Instant,
    pub wall: Timestamp,
}

/// What follows from a frame.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    Nothing,
    /// A frame for the browser.
    Reply(Vec<u8>),
    /// A datagram for the media engine.
    Deliver {
        from: SocketAddr,
        to: SocketAddr,
        bytes: &'a [u8],
    },
}

/// Why a conversation is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum End {
    #[error(transparent)]
    BadFrame(#[from] BadFrame),
    #[error("the allocation was not made or refreshed in time")]
    TooLate,
}

/// One conversation. Its stream ends with it.
pub struct Client {
    from: SocketAddr,
    nonce: String,
    relay: Relay,
    peers: Vec<Peer>,
    allocation: Option<Allocation>,
    ends_at: Instant,
}

/// A candidate address of the media engine, as this conversation stands to it.
#[derive(Debug)]
struct Peer {
    address: SocketAddr,
    permitted_until: Option<Instant>,
    channel: Option<Channel>,
}

#[derive(Debug, Clone, Copy)]
struct Channel {
    number: u16,
    until: Instant,
}

struct Allocation {
    relayed: SocketAddr,
    identity: Identity,
    is_released: bool,
}

/// Who speaks, and the key that seals what they say.
#[derive(Clone)]
struct Identity {
    username: String,
    key: [u8; 16],
}

/// An error code of RFC 8489 and RFC 8656.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Refusal(u16, &'static str);

const BAD_REQUEST: Refusal = Refusal(400, "Bad Request");
const UNAUTHENTICATED: Refusal = Refusal(401, "Unauthenticated");
const FORBIDDEN: Refusal = Refusal(403, "Forbidden");
const UNKNOWN_ATTRIBUTE: Refusal = Refusal(420, "Unknown Attribute");
const MISMATCH: Refusal = Refusal(437, "Allocation Mismatch");
const STALE_NONCE: Refusal = Refusal(438, "Stale Nonce");
const FAMILY_NOT_SUPPORTED: Refusal = Refusal(440, "Address Family not Supported");
const WRONG_CREDENTIALS: Refusal = Refusal(441, "Wrong Credentials");
const NOT_UDP: Refusal = Refusal(442, "Unsupported Transport Protocol");
const QUOTA_REACHED: Refusal = Refusal(486, "Allocation Quota Reached");

impl Client {
    /// A conversation with whoever connected from `from`. `peers` are the candidate addresses for UDP; `nonce` is
    /// random and of this conversation alone.
    pub fn new(now: Instant, from: SocketAddr, relay: Relay, peers: &[SocketAddr], nonce: String) -> Self {
        let peers = peers.iter().map(|peer| Peer { address: *peer, permitted_until: None, channel: None });
        Self { from, nonce, relay, peers: peers.collect(), allocation: None, ends_at: now + ALLOCATE_WITHIN }
    }

    /// Takes a frame as [`super::frame_bytes`] measures it.
    ///
    /// # Errors
    /// The conversation is over, and the stream is to be closed.
    pub fn handle<'a>(&mut self, now: Now, pool: &mut Pool, frame: &'a [u8]) -> Result<Outcome<'a>, End> {
        if now.run >= self.ends_at {
            return Err(End::TooLate);
        }
        if let Some((number, bytes)) = channel_data(frame) {
            return Ok(self.deliver(bytes, |peer| peer.channel_at(now.run) == Some(number)));
        }
        let message = Message::parse(frame).ok_or(BadFrame)?;
        match message.class {
            Class::Request => Ok(Outcome::Reply(self.answer(now, pool, &message))),
            Class::Indication => Ok(self.indicated(now.run, &message)),
            Class::Success | Class::Failure => Err(BadFrame.into()),
        }
    }

    /// Appends a datagram of the media engine as a frame; one from an address the browser did not ask for is dropped.
    pub fn wrap(&self, now: Instant, peer: SocketAddr, bytes: &[u8], out: &mut Vec<u8>) {
        let Some(peer) = self.peers.iter().find(|known| known.address == peer) else { return };
        if bytes.len() > MAX_DATAGRAM_BYTES {
            return;
        }
        if let Some(number) = peer.channel_at(now) {
            append_channel_data(out, number, bytes);
        } else if peer.is_permitted_at(now) {
            // An indication has no answer that its transaction would have to be told by.
            let message = Writer::new(Class::Indication, method::DATA, [0; 12])
                .with_address(attribute::XOR_PEER_ADDRESS, peer.address)
                .with(attribute::DATA, bytes);
            out.extend(message.finish());
        }
    }

    /// The address its datagrams come from, once there is an allocation. To be given back to the pool at the end.
    pub fn relayed(&self) -> Option<SocketAddr> {
        self.allocation.as_ref().map(|allocation| allocation.relayed)
    }

    /// Whether the browser has said that it is done.
    pub fn is_released(&self) -> bool {
        self.allocation.as_ref().is_some_and(|allocation| allocation.is_released)
    }

    /// When the conversation is over unless the browser says more.
    pub const fn ends_at(&self) -> Instant {
        self.ends_at
    }

    fn answer(&mut self, now: Now, pool: &mut Pool, message: &Message<'_>) -> Vec<u8> {
        let reply = |class| Writer::new(class, message.method, message.transaction);
        let identity = match self.identify(now.wall, message) {
            Ok(identity) => identity,
            Err(refusal) => {
                let challenge = reply(Class::Failure)
                    .with(attribute::ERROR_CODE, &refusal.value())
                    .with(attribute::REALM, REALM.as_bytes())
                    .with(attribute::NONCE, self.nonce.as_bytes());
                return challenge.finish();
            }
        };
        let not_understood = message.not_understood();
        let granted = match message.method {
            _ if !not_understood.is_empty() => Err(UNKNOWN_ATTRIBUTE),
            method::ALLOCATE => self.allocate(now.run, pool, message, &identity),
            method::REFRESH => self.refresh(now.run, message),
            method::CREATE_PERMISSION => self.permit(now.run, message).map(|()| Vec::new()),
            method::CHANNEL_BIND => self.bind(now.run, message).map(|()| Vec::new()),
            _ => Err(BAD_REQUEST),
        };
        let written = match granted {
            Ok(granted) => granted.into_iter().fold(reply(Class::Success), Granted::write),
            Err(refusal) => {
                let named: Vec<u8> = not_understood.iter().flat_map(|kind| kind.to_be_bytes()).collect();
                let refused = reply(Class::Failure).with(attribute::ERROR_CODE, &refusal.value());
                if named.is_empty() { refused } else { refused.with(attribute::UNKNOWN_ATTRIBUTES, &named) }
            }
        };
        written.seal(&identity.key)
    }

    /// Who sealed the message (RFC 8489 section 9.2.4). Credentials must hold for the first step only: whoever has an
    /// allocation goes on with the same ones.
    fn identify(&self, now: Timestamp, message: &Message<'_>) -> Result<Identity, Refusal> {
        if message.get(attribute::MESSAGE_INTEGRITY).is_none() {
            return Err(UNAUTHENTICATED);
        }
        let username = message.text(attribute::USERNAME).ok_or(BAD_REQUEST)?;
        let realm = message.text(attribute::REALM).ok_or(BAD_REQUEST)?;
        let nonce = message.text(attribute::NONCE).ok_or(BAD_REQUEST)?;
        if nonce != self.nonce {
            return Err(STALE_NONCE);
        }
        let identity = match &self.allocation {
            Some(allocation) if allocation.identity.username != username => return Err(WRONG_CREDENTIALS),
            Some(allocation) => allocation.identity.clone(),
            None => {
                let password = self.relay.password_at(username, now).ok_or(UNAUTHENTICATED)?;
                let key = Md5::digest(format!("{username}:{REALM}:{password}")).into();
                Identity { username: username.to_owned(), key }
            }
        };
        let is_sound = realm == REALM && message.is_sealed_with(&identity.key);
        is_sound.then_some(identity).ok_or(UNAUTHENTICATED)
    }

    fn allocate(
        &mut self,
        now: Instant,
        pool: &mut Pool,
        message: &Message<'_>,
        identity: &Identity,
    ) -> Result<Vec<Granted>, Refusal> {
        if self.allocation.is_some() {
            return Err(MISMATCH);
        }
        match message.get(attribute::REQUESTED_TRANSPORT).ok_or(BAD_REQUEST)? {
            [UDP, ..] => {}
            _ => return Err(NOT_UDP),
        }
        let family = self.family_for(message)?;
        let relayed = pool.take(self.from.ip(), family).ok_or(QUOTA_REACHED)?;
        self.peers.retain(|peer| Family::of(peer.address) == family);
        self.allocation = Some(Allocation { relayed, identity: identity.clone(), is_released: false });
        let life = life(message);
        self.ends_at = now + life;
        Ok(vec![
            Granted::Address(attribute::XOR_RELAYED_ADDRESS, relayed),
            Granted::Address(attribute::XOR_MAPPED_ADDRESS, self.from),
            Granted::Life(life),
        ])
    }

    /// The family that is asked for, else IPv4 where there is a peer of it: browsers ask for none, and use a relayed
    /// address for candidates of its family only.
    fn family_for(&self, message: &Message<'_>) -> Result<Family, Refusal> {
        let wanted = match message.get(attribute::REQUESTED_ADDRESS_FAMILY) {
            Some(value) => vec![family(value).ok_or(FAMILY_NOT_SUPPORTED)?],
            None => vec![Family::V4, Family::V6],
        };
        let served = |family: &Family| self.peers.iter().any(|peer| Family::of(peer.address) == *family);
        wanted.into_iter().find(served).ok_or(FAMILY_NOT_SUPPORTED)
    }

    fn refresh(&mut self, now: Instant, message: &Message<'_>) -> Result<Vec<Granted>, Refusal> {
        let allocation = self.allocation.as_mut().ok_or(MISMATCH)?;
        if message.number(attribute::LIFETIME) == Some(0) {
            allocation.is_released = true;
            return Ok(vec![Granted::Life(Duration::ZERO)]);
        }
        let life = life(message);
        self.ends_at = now + life;
        Ok(vec![Granted::Life(life)])
    }

    /// All of the addresses or none. As permissions go, the port does not matter (RFC 8656 section 9).
    fn permit(&mut self, now: Instant, message: &Message<'_>) -> Result<(), Refusal> {
        self.allocation.as_ref().ok_or(MISMATCH)?;
        let mut asked = message.all(attribute::XOR_PEER_ADDRESS).peekable();
        asked.peek().ok_or(BAD_REQUEST)?;
        let is_peer = |address: SocketAddr| self.peers.iter().any(|peer| peer.address.ip() == address.ip());
        for value in asked {
            let address = message.address(value).ok_or(BAD_REQUEST)?;
            if !is_peer(address) {
                return Err(FORBIDDEN);
            }
        }
        let asked = message.all(attribute::XOR_PEER_ADDRESS).filter_map(|value| message.address(value));
        for address in asked {
            let same = self.peers.iter_mut().filter(|peer| peer.address.ip() == address.ip());
            same.for_each(|peer| peer.permitted_until = Some(now + PERMISSION_HOLDS));
        }
        Ok(())
    }

    fn bind(&mut self, now: Instant, message: &Message<'_>) -> Result<(), Refusal> {
        self.allocation.as_ref().ok_or(MISMATCH)?;
        let number = message.number(attribute::CHANNEL_NUMBER).ok_or(BAD_REQUEST)?;
        let number = u16::try_from(number >> 16).ok().filter(|number| CHANNELS.contains(number));
        let number = number.ok_or(BAD_REQUEST)?;
        let value = message.get(attribute::XOR_PEER_ADDRESS).ok_or(BAD_REQUEST)?;
        let address = message.address(value).ok_or(BAD_REQUEST)?;
        let is_for_another = |peer: &Peer| peer.address != address && peer.channel_at(now) == Some(number);
        if self.peers.iter().any(is_for_another) {
            return Err(BAD_REQUEST);
        }
        let peer = self.peers.iter_mut().find(|peer| peer.address == address).ok_or(FORBIDDEN)?;
        if peer.channel_at(now).is_some_and(|bound| bound != number) {
            return Err(BAD_REQUEST);
        }
        peer.channel = Some(Channel { number, until: now + CHANNEL_HOLDS });
        peer.permitted_until = Some(now + PERMISSION_HOLDS);
        Ok(())
    }

    /// A datagram in a Send indication. What is wrong with it is not said: an indication has no answer.
    fn indicated<'a>(&self, now: Instant, message: &Message<'a>) -> Outcome<'a> {
        let address = message.get(attribute::XOR_PEER_ADDRESS).and_then(|value| message.address(value));
        let (Some(address), Some(bytes)) = (address, message.get(attribute::DATA)) else {
            return Outcome::Nothing;
        };
        if message.method != method::SEND || !message.not_understood().is_empty() {
            return Outcome::Nothing;
        }
        self.deliver(bytes, |peer| peer.address == address && peer.is_permitted_at(now))
    }

    fn deliver<'a>(&self, bytes: &'a [u8], is_meant: impl Fn(&Peer) -> bool) -> Outcome<'a> {
        let peer = self.peers.iter().find(|peer| is_meant(peer));
        match (self.relayed(), peer) {
            (Some(from), Some(peer)) if bytes.len() <= MAX_DATAGRAM_BYTES => {
                Outcome::Deliver { from, to: peer.address, bytes }
            }
            _ => Outcome::Nothing,
        }
    }
}

impl Peer {
    fn is_permitted_at(&self, now: Instant) -> bool {
        self.permitted_until.is_some_and(|until| now < until)
    }

    fn channel_at(&self, now: Instant) -> Option<u16> {
        self.channel.filter(|channel| now < channel.until).map(|channel| channel.number)
    }
}

/// What a success tells.
enum Granted {
    Address(u16, SocketAddr),
    Life(Duration),
}

impl Granted {
    fn write(to: Writer, granted: Self) -> Writer {
        match granted {
            Self::Address(kind, address) => to.with_address(kind, address),
            Self::Life(life) => {
                let seconds = u32::try_from(life.as_secs()).unwrap_or(u32::MAX);
                to.with(attribute::LIFETIME, &seconds.to_be_bytes())
            }
        }
    }
}

impl Refusal {
    /// RFC 8489 section 14.8: hundreds, the rest, and words.
    fn value(self) -> Vec<u8> {
        let Self(code, words) = self;
        let [_, hundreds] = (code / 100).to_be_bytes();
        let [_, rest] = (code % 100).to_be_bytes();
        [&[0, 0, hundreds, rest], words.as_bytes()].concat()
    }
}

/// How long the allocation is to hold: what is asked for, within bounds.
fn life(message: &Message<'_>) -> Duration {
    let asked = message.number(attribute::LIFETIME).map(|seconds| Duration::from_secs(seconds.into()));
    asked.unwrap_or(LONGEST_LIFE).clamp(SHORTEST_LIFE, LONGEST_LIFE)
}
