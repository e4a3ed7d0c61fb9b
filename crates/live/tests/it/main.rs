//! Live lessons from the outside: pages through the router, browsers through real WebSockets on a loopback port.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod closing;
mod house;
mod joining;
mod lesson;
mod line;
mod recordings;
mod sockets;
