//! What is said to the media engine and what it answers.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use kernel::{Seat, SessionId};

use crate::Talk;
use crate::recording::{Recorded, Take};

/// One connection of one seat. A later connection of the same seat has a higher generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    pub room: SessionId,
    pub seat: Seat,
    /// Given by the caller, rising for each connection of a seat. Whatever comes with an old one is ignored.
    pub generation: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.room, self.seat, self.generation)
    }
}

/// What a classroom asks for.
#[derive(Debug)]
pub enum Command {
    /// A seat wants to be connected; an offer follows. A connected predecessor stays until this one is connected.
    Join(Place),
    /// The browser's answer to that offer, as SDP text.
    Answer(Place, String),
    /// This connection is over. The seat's newer connection, if any, stays.
    Leave(Place),
    /// Opens or closes the gate of a room: only while it is open is anything forwarded.
    Gate { room: SessionId, open: bool },
    /// Whose screen is passed on; nobody's when none.
    Screen { room: SessionId, from: Option<Seat> },
    /// Records both seats from now on, whenever the gate is open: each connection in files of its own. A take that
    /// is on in this room ends.
    Record { room: SessionId, take: Take },
    /// Ends this take, if it is on.
    StopRecording { room: SessionId, take: Take },
    /// The session is over: all connections of the room end, the gate and a recording too.
    Close { room: SessionId },
}

/// How a datagram travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    Udp,
    /// Framed by RFC 4571 on a TCP connection; frames are handed over without their length.
    Tcp,
}

/// Everything that can happen to a shard.
#[derive(Debug)]
pub enum Input<'a> {
    Command(Command),
    /// A datagram from outside. `to` is the candidate address it was sent to.
    Packet {
        transport: Transport,
        from: SocketAddr,
        to: SocketAddr,
        bytes: &'a [u8],
    },
    /// A TCP connection is gone; nothing more comes from this address.
    TcpClosed {
        from: SocketAddr,
    },
    /// Time has passed; due at [`crate::Shard::next_wake`].
    Tick,
}

/// What a shard wants done.
#[derive(Debug)]
pub enum Output {
    Transmit(Transmit),
    Event(Event),
    Recorded(Recorded),
}

/// A datagram to send.
#[derive(Debug)]
pub struct Transmit {
    pub transport: Transport,
    /// The candidate address to send from.
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub bytes: Vec<u8>,
}

/// News of one connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    pub place: Place,
    pub news: News,
}

/// What became of a connection. `Offer` comes first, then `Connected`; `Stalled` and `Alive` alternate after it;
/// `Gone` or `Failed` is the last word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// SDP text for the browser.
    Offer(String),
    /// Media can flow; minutes count from here.
    Connected { transport: Transport },
    /// Nothing authentic was heard for this long; minutes stopped counting that long ago.
    Stalled { silent_for: Duration },
    /// Heard again after a stall; minutes count from here.
    Alive,
    /// Silent for so long that the connection was given up, or closed by the browser (then silent for zero).
    Gone { silent_for: Duration },
    /// The connection never came about or broke down.
    Failed(Failure),
    /// The person spoke, and was passed on. Told when that is over, and every ten seconds while it goes on.
    Talked(Talk),
}

/// Why a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("the answer is longer than {} bytes", crate::MAX_ANSWER_BYTES)]
    AnswerTooLong,
    #[error("the answer does not fit the offer")]
    AnswerUnusable,
    #[error("no connection came about within {} seconds", crate::presence::CONNECT_WITHIN.as_secs())]
    TimedOut,
    #[error("the media protocol was violated")]
    Protocol,
    #[error("the media engine gave up this connection")]
    Broken,
    #[error("the media engine was restarted")]
    Restarted,
    #[error("the media engine carries as many connections as it may")]
    Full,
}
