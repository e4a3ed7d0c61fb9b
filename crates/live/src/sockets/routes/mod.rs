//! What the addresses of sockets have in common: a browser's end, and how much it may send.

mod line;
mod rate;

pub use line::{HELLO_WITHIN, Heard, Line, PING_EVERY, bounded};
