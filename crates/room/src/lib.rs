//! One live classroom as pure state: who is where, which connection holds which seat, whether picture and sound may
//! flow, and how long both have been together.
//!
//! A driver feeds [`Room::handle`] with what happened and when, then drains [`Room::poll`] until it is empty. Nothing
//! in this crate reads the clock, opens a socket or a database, starts a task or takes a lock.

pub mod boards;
mod clock;
mod input;
mod media;
mod now;
mod output;
mod person;
pub mod protocol;
mod room;

pub use input::{Conn, Input, LinkProgress, Mail, Newcomer};
pub use media::MediaEvent;
pub use now::Now;
pub use output::{MediaOrder, Output, PresenceFact, RecordingOrder};
pub use protocol::{Choice, CloseCode};
pub use room::{Plan, RecordingPolicy, Room, too_early};
