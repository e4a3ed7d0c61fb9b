//! Copies of recordings to take along: one MP4 with both pictures side by side and both voices, made by `ffmpeg` where
//! the server has it.
//!
//! A copy that was asked for is a row; one task of the server makes one after the other, and begins again after a restart.
//! It lies beside the recording's parts and goes with them.

mod asking;
mod copier;
mod copy;
mod script;
mod store;
mod tool;

pub use asking::{AskError, ask, find};
pub use copier::Copier;
pub use copy::{Copy, State, WhyFailed};
pub(super) use store::{delete, of_session};
pub use tool::Tool;
