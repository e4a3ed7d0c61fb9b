//! The ledger from the outside: real accounts on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod books;
mod contention;
mod model;
mod random;
mod stage;
