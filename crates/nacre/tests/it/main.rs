//! The whole program, tested from outside.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod canaries;
mod house;
mod kill;
mod net;
mod outages;
mod races;
mod reach;
mod rows;
mod schema;
mod statements;
mod walk;
