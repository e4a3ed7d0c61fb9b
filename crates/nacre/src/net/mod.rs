//! Everything that touches the network: one TCP port for pages, sockets and media, and UDP for media.
//!
//! ```text
//! TCP ─► front: first byte ─┬─ TLS: first byte ─┬─ HTTP ─► the router
//!                           │                   └─ TURN ─► turn ─┐
//!                           ├─ a letter ─► HTTP, or sent on to https
//!                           └─ RFC 4571 ─► ice_tcp ──────────────┤
//! UDP ─────────────────────────────────► media ◄─────────────────┘   one thread, drives the pure engine of `media`
//! ```

mod front;
mod http;
mod ice_tcp;
mod media;
mod tally;
mod turn;
mod udp;

pub use front::{Front, Plain, Tls, serve};
pub use ice_tcp::IceTcp;
pub use media::{MediaSettings, MediaThread, start_media};
pub use tally::{Tallied, Tally, report as report_tally};
pub use turn::Turn;
pub use udp::outward_ip;
