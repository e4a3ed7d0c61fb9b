//! Lessons played through the media engine with a set clock and a network in memory.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod stage;
mod webm;

mod forwarding;
mod fuzzing;
mod gate;
mod hostile;
mod presence;
mod recording;
mod rejoin;
mod talking;
