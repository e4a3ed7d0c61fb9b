//! What the server says.

use kernel::Seat;
use serde::Serialize;

use super::{Happening, Network, Reaction, Reply, StageView, Switch, What, Wish};

/// A message to one browser.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum ToBrowser {
    Welcome(Box<Welcome>),
    Offer {
        generation: u64,
        sdp: String,
        relay: Option<Relay>,
    },
    Person {
        who: Seat,
        person: Box<PersonView>,
    },
    State {
        state: StateWord,
        together_s: u64,
        running: bool,
    },
    Progress {
        progress: ProgressView,
    },
    Choose {
        together_s: u64,
        minimum_s: u64,
    },
    Ended {
        outcome: Outcome,
        by: By,
        details: Option<String>,
    },
    Occupied {},
    Moved {},
    Stage {
        stage: StageView,
    },
    /// What happened, oldest first; lines known already are not repeated.
    Happened {
        events: Vec<EventView>,
    },
    Reaction {
        who: Seat,
        with: Reaction,
    },
    Asked {
        to: Wish,
    },
    Replied {
        to: Wish,
        with: Reply,
    },
    Times {
        ends_ms: i64,
    },
    Refused(Refusal),
    Pong {
        at_ms: i64,
        now_ms: i64,
    },
}

/// Everything needed to draw the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Welcome {
    pub v: u32,
    pub you: Seat,
    pub now_ms: i64,
    pub starts_ms: i64,
    pub ends_ms: i64,
    pub state: StateWord,
    pub together_s: u64,
    pub instructor: PersonView,
    pub student: PersonView,
    /// The student's way in; for the instructor only.
    pub progress: Option<ProgressView>,
    pub stage: StageView,
    /// Minutes by which the instructor may extend the session; empty for the student.
    pub extensions: Vec<u16>,
}

/// A line of the session's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventView {
    pub seq: u64,
    pub at_ms: i64,
    pub by: Option<Seat>,
    pub what: What,
}

impl From<&Happening> for EventView {
    fn from(happening: &Happening) -> Self {
        let Happening { seq, at, by, what } = happening;
        Self { seq: *seq, at_ms: at.millis(), by: *by, what: what.clone() }
    }
}

/// A relay for the connection that is offered, in the words of the browser's `RTCIceServer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Relay {
    pub urls: String,
    pub username: String,
    pub credential: String,
}

/// A person as the other side (or they themselves) may see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonView {
    pub name: String,
    pub place: Place,
    pub media: MediaState,
    pub mic: Switch,
    pub camera: Switch,
    pub hand: bool,
    pub network: Network,
    /// The four names are for the instructor looking at the student only.
    pub mic_name: Option<String>,
    pub camera_name: Option<String>,
    pub speaker_name: Option<String>,
    pub system: Option<String>,
}

/// Where a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Away,
    /// Reads Tech Check.
    Check,
    Lobby,
    Room,
}

/// How a person's media connection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MediaState {
    None,
    Connecting,
    Live,
    /// Connected, but silent for over a second.
    Stalled,
}

/// The state of a session that is not over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StateWord {
    Lobby,
    /// Both have been in.
    Lesson,
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Completed,
    Missed,
    Cancelled,
}

/// Who ended it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Instructor,
    Server,
}

/// The student's way in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgressView {
    pub step: Step,
    /// Whose mails were opened: `student`, `parent`.
    pub opened: Vec<&'static str>,
}

/// A step of the student's way in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// The mails with the link wait, or are being tried.
    Sending,
    /// No mail could be sent: the instructor passes the link on.
    Unsent,
    Sent,
    Opened,
    Checking,
    Joining,
    In,
}

/// A message had no effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refusal {
    /// The kind refused.
    pub what: &'static str,
    /// A word for programs.
    pub why: &'static str,
    /// A sentence for people.
    pub text: String,
}

/// Why the server closes a connection. The numbers are WebSocket close codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CloseCode {
    /// The person left.
    Left,
    /// The session is over.
    Over,
    /// A frame that does not fit this page.
    TheirMistake,
    /// Our mistake, or the server is going away.
    OurMistake,
    /// Not allowed, or not any more.
    NotAllowed,
    /// The seat is somewhere else.
    Elsewhere,
}

impl CloseCode {
    pub const fn number(self) -> u16 {
        match self {
            Self::Left => 1000,
            Self::Over => 4000,
            Self::TheirMistake => 4001,
            Self::OurMistake => 4002,
            Self::NotAllowed => 4003,
            Self::Elsewhere => 4004,
        }
    }
}

impl ToBrowser {
    /// The text frame.
    ///
    /// # Panics
    /// Never: no message holds a map with keys that are not text.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).expect("messages hold only text, numbers and lists")
    }
}
