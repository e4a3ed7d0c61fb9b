//! The messages of `docs/protocol.md` as types. What does not fit them exactly is refused whole.

mod bounded;
mod from_browser;
mod happening;
mod stage;
mod to_browser;

pub use bounded::{ChatText, Device, Label, Sdp};
pub use from_browser::{Choice, Devices, FromBrowser, Network, NotAMessage, Spot, Switch, parse};
pub use happening::{Happening, What};
pub use stage::{Locks, Mode, Reaction, RecordingState, RecordingView, Reply, StageView, Wish};
pub use to_browser::{
    By, CloseCode, EventView, MediaState, Outcome, PersonView, Place, ProgressView, Refusal, Relay,
    StateWord, Step, ToBrowser, Welcome,
};

/// The version both sides speak.
pub const VERSION: u32 = 1;

/// Bytes a frame may have: an SDP answer of 48 KiB with its quoting fits, nothing of ours is larger.
pub const FRAME_BYTES: usize = 64 * 1024;
