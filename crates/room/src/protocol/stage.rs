//! What is on the stage: the mode, who may write, whose screen is shown, whether it is recorded.

use kernel::Seat;
use serde::{Deserialize, Serialize};

/// What fills the stage. The instructor chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    #[default]
    Video,
    Draw,
    Write,
    Screen,
}

/// Which boards take nothing from the student.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Locks {
    pub draw: bool,
    pub write: bool,
}

/// A sign shown for a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    Yes,
    Clap,
    Heart,
    Laugh,
    Wow,
    Puzzled,
}

/// What the instructor asks the student to do with a device; the student decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    MicOn,
    CameraOn,
    OtherMic,
    OtherCamera,
    OtherSpeaker,
}

/// What became of such a wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// The next device was chosen.
    Changed,
    /// There is no other device.
    Lacking,
    Declined,
}

/// Whether the session is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordingState {
    #[default]
    Off,
    /// The student is asked.
    Asking,
    On,
}

/// The recording as both are shown it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct RecordingView {
    pub state: RecordingState,
    /// Whether the instructor can begin one here.
    pub possible: bool,
}

/// The whole stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StageView {
    pub mode: Mode,
    pub locked: Locks,
    /// Whose screen is shown.
    pub sharing: Option<Seat>,
    pub student_may_share: bool,
    pub recording: RecordingView,
}
