//! The whole program, tested from outside.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod attachments;
mod canaries;
mod chair;
mod commands;
mod drawing;
mod filming;
mod house;
mod kill;
mod look;
mod net;
mod outages;
mod pen;
mod plugs;
mod proxies;
mod races;
mod reach;
mod rows;
mod schema;
mod site;
mod statements;
mod turn;
mod walk;
mod week;
