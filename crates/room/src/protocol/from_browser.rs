//! What a browser says.

use serde::{Deserialize, Serialize};

use super::{ChatText, Device, FRAME_BYTES, Label, Mode, Reaction, Reply, Sdp, VERSION, Wish};
use crate::boards::Board;

/// A message from a browser. It acts for the seat its connection was opened with, whatever it says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "t", rename_all = "snake_case", deny_unknown_fields)]
pub enum FromBrowser {
    Hello {
        v: u32,
        device: Device,
        place: Spot,
        takeover: bool,
        /// The newest happening this page knows; 0 for none.
        #[serde(default)]
        since: u64,
    },
    Answer {
        generation: u64,
        sdp: Sdp,
    },
    // braces, because serde lets unknown fields of unit variants pass
    Rejoin {},
    Place {
        place: Spot,
    },
    Devices(Box<Devices>),
    Hand {
        raised: bool,
    },
    LowerHand {},
    Mode {
        mode: Mode,
    },
    Lock {
        board: Board,
        on: bool,
    },
    Share {
        on: bool,
    },
    AllowShare {
        on: bool,
    },
    Chat {
        id: Device,
        text: ChatText,
    },
    React {
        with: Reaction,
    },
    Ask {
        to: Wish,
    },
    Reply {
        to: Wish,
        with: Reply,
    },
    Extend {
        minutes: u16,
    },
    Record {
        on: bool,
    },
    Consent {
        yes: bool,
    },
    End {
        choice: Option<Choice>,
    },
    Leave {},
    Ping {
        at_ms: i64,
    },
}

/// Where a person may say they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    Check,
    Lobby,
    Room,
}

/// The state of a microphone or camera.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    On,
    Off,
    /// There is none, or none is known yet.
    #[default]
    None,
    /// The browser or the person denies it to us.
    Blocked,
}

/// How good a person's own network looks to their browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    Good,
    Fair,
    Poor,
    #[default]
    Unknown,
}

/// A browser's report of its devices. A name may be null or left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Devices {
    pub mic: Switch,
    pub camera: Switch,
    pub mic_name: Option<Label>,
    pub camera_name: Option<Label>,
    pub speaker_name: Option<Label>,
    pub system: Option<Label>,
    pub network: Network,
}

/// The instructor's word on a session too short to speak for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    Completed,
    /// Started by mistake.
    Mistake,
}

/// Why a frame is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAMessage {
    #[error("the frame has more than 64 KiB")]
    TooLong,
    #[error("the frame fits no message")]
    Unknown,
    #[error("the message is of another version")]
    OtherVersion,
}

/// Reads a text frame.
///
/// # Errors
/// `NotAMessage` when it is too long, or not exactly one of the messages.
pub fn parse(frame: &str) -> Result<FromBrowser, NotAMessage> {
    if frame.len() > FRAME_BYTES {
        return Err(NotAMessage::TooLong);
    }
    let message = serde_json::from_str(frame).map_err(|_| NotAMessage::Unknown)?;
    match message {
        FromBrowser::Hello { v, .. } if v != VERSION => Err(NotAMessage::OtherVersion),
        message => Ok(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_fits_is_read() {
        let hello = parse(r#"{"t":"hello","v":1,"device":"abcdefgh","place":"check","takeover":false}"#);

        assert!(matches!(hello, Ok(FromBrowser::Hello { place: Spot::Check, takeover: false, .. })));
        assert_eq!(parse(r#"{"t":"rejoin"}"#), Ok(FromBrowser::Rejoin {}));
        assert_eq!(parse(r#"{"t":"end","choice":null}"#), Ok(FromBrowser::End { choice: None }));
    }

    #[test]
    fn a_frame_with_anything_else_in_it_is_no_message() {
        for frame in [
            "",
            "null",
            "[]",
            r#"{"t":"dance"}"#,
            r#"{"t":"rejoin","seat":"instructor"}"#,
            r#"{"t":"leave","x":1}"#,
            r#"{"t":"place","place":"away"}"#,
            r#"{"t":"hand","raised":"yes"}"#,
            r#"{"t":"hello","v":1,"device":"short","place":"check","takeover":false}"#,
            r#"{"t":"hello","v":1,"device":"<script>","place":"check","takeover":false}"#,
            r#"{"t":"devices","mic":"on","camera":"on","mic_name":null,"camera_name":null,"speaker_name":null,"system":null,"network":"good","who":"student"}"#,
            r#"{"t":"rejoin"}{"t":"rejoin"}"#,
        ] {
            assert_eq!(parse(frame), Err(NotAMessage::Unknown), "{frame}");
        }
        let other = r#"{"t":"hello","v":2,"device":"abcdefgh","place":"check","takeover":false}"#;
        assert_eq!(parse(other), Err(NotAMessage::OtherVersion));
    }

    #[test]
    fn names_and_descriptions_have_bounds() {
        let devices = |name: &str| {
            format!(
                r#"{{"t":"devices","mic":"on","camera":"none","mic_name":"{name}","camera_name":null,"speaker_name":null,"system":null,"network":"good"}}"#
            )
        };
        assert!(parse(&devices(&"m".repeat(120))).is_ok());
        assert_eq!(parse(&devices(&"m".repeat(121))), Err(NotAMessage::Unknown));

        let answer =
            |bytes: usize| format!(r#"{{"t":"answer","generation":1,"sdp":"{}"}}"#, "v".repeat(bytes));
        assert!(parse(&answer(48 * 1024)).is_ok());
        assert_eq!(parse(&answer(48 * 1024 + 1)), Err(NotAMessage::Unknown));
        assert_eq!(parse(&answer(64 * 1024)), Err(NotAMessage::TooLong));
    }
}
