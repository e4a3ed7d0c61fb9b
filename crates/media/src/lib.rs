//! Live sound and picture: who hears and sees whom in a classroom, and for how long.
//!
//! Two people share a room, each on a seat. Their browsers send packets here and nowhere else; a packet of one
//! seat is rewritten and forwarded to the other. [`Shard`] is the whole of it as plain state: it takes commands
//! and datagrams together with the time, and gives back datagrams and [`Event`]s. Nothing in the core owns a
//! socket, a thread or a clock, so that a lesson can be played in a test in milliseconds.
//!
//! ```text
//! classroom ── Handle ──► Inbox ─ Command ─► Shard ─ Output::Event ─► Inbox ── sink ──► classroom
//! browser ─── datagram ─► driver ─ Packet ─►   │   ─ Output::Transmit ─► driver ── datagram ──► browser
//! ```
//!
//! What stays true: the server writes every offer, so all connections have the same three tracks in the same
//! order and the same payload types, and nothing is negotiated again during a lesson. A seat that comes back
//! is a new connection with a higher generation; the other seat sees only a gap. While a room's gate is closed
//! connections are kept warm, and not one packet of media is forwarded or kept. A room's [`recording`] takes what goes
//! through its open gate, and only while it is on.

mod congestion;
mod connection;
mod gop;
mod handle;
mod keyframe;
pub mod knock;
mod message;
mod presence;
pub mod recording;
mod rewrite;
mod room;
mod routes;
mod sdp;
mod shard;
pub mod sim;
mod track;
pub mod turn;
mod voice;

pub use handle::{Handle, Inbox, Keeper, Sink, Unavailable, door};
pub use message::{Command, Event, Failure, Input, News, Output, Place, Transmit, Transport};
pub use shard::{BadCandidate, Config, Shard};
pub use track::Track;
pub use voice::Talk;

/// The longest SDP answer that is read. A browser's answer to our three tracks has about 4 KiB.
pub const MAX_ANSWER_BYTES: usize = 64 * 1024;

/// The largest datagram or RFC 4571 frame that is read. Ours and the browsers' stay below 1,500.
pub const MAX_DATAGRAM_BYTES: usize = 2_000;
