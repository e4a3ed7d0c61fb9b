//! Live lessons from the outside: pages through the router, browsers through real WebSockets on a loopback port.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod boards;
mod boards_page;
mod checking;
mod closing;
mod copies;
mod house;
mod joining;
mod lesson;
mod portfolio;
mod practice;
mod recordings;
mod replay;
mod sockets;
mod storage;
mod surveys;
