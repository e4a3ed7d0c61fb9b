//! When each person of a session spoke: second by second, and nothing of what they said.
//!
//! The media engine tells each time in which a voice was heard (`media::Talk`); one task writes for all rooms. It is kept
//! with every session, recorded or not, as is when somebody was there.

mod log;
mod minutes;
mod store;

pub use log::TalkLog;
pub use store::spans;
