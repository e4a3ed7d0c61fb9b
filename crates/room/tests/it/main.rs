//! The room from the outside: inputs with the time, outputs.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod boards;
mod ending;
mod entering;
mod fuzzing;
mod random;

mod samples;
mod seats;
mod stage;
mod staging;
mod together;
