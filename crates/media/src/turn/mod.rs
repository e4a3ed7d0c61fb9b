//! The relay for networks that let nothing but TLS through: TURN (RFC 8656) over a stream, without relay sockets.
//!
//! A browser speaks to it as to any relay; what it relays never leaves the program. [`Client`] is one browser's
//! conversation as plain state: frames of the stream and the time go in; replies, and datagrams for the media engine,
//! come out. [`Relay`] makes the credentials that stand beside an offer, [`Pool`] the addresses relayed datagrams
//! seem to come from.
//!
//! ```text
//! browser ── TLS ─► driver ─ frame ─► Client ─ Outcome::Deliver ─► driver ─ Packet ─► Shard
//! browser ◄─ TLS ── driver ◄─ frame ─ Client::wrap ◄── Transmit ── driver ◄───────── Shard
//! ```
//!
//! What stays true: the only peers are the media engine's own candidate addresses, and a conversation has no room
//! to note another one. No allocation comes about without credentials, which hold for five minutes. A length from
//! outside is checked against the bytes that are there, and nothing is reserved by it.

mod client;
mod message;
mod pool;
mod relay;
pub mod sim;
#[cfg(test)]
mod tests;

pub use client::{Client, End, Now, Outcome};
pub use message::{BadFrame, FRAME_HEAD_BYTES, frame_bytes};
pub use pool::Pool;
pub use relay::{Invitation, Relay};
