//! Text from browsers with its bounds in the type.

use serde::Deserialize;

/// A tab's own name: 8 to 64 letters and digits, made by the browser at random.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Device(String);

/// What a camera, microphone, speaker or system calls itself: at most 120 characters on one line.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Label(String);

/// A session description: at most 48 KiB. Its meaning is checked by the media engine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Sdp(String);

/// What a person writes in the chat: 1 to 2,000 characters, trimmed; line breaks stay.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ChatText(String);

/// The text is longer than allowed or holds characters that do not belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("text out of bounds")]
pub struct OutOfBounds;

impl TryFrom<String> for Device {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        let fits = (8..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(text)) } else { Err(OutOfBounds) }
    }
}

impl TryFrom<String> for Label {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        let fits = text.chars().count() <= 120 && !text.chars().any(char::is_control);
        if fits { Ok(Self(text)) } else { Err(OutOfBounds) }
    }
}

impl TryFrom<String> for ChatText {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        let text = text.trim();
        let is_control = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t');
        let fits = (1..=2_000).contains(&text.chars().count()) && !text.chars().any(is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(OutOfBounds) }
    }
}

impl TryFrom<String> for Sdp {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        if text.len() <= 48 * 1024 { Ok(Self(text)) } else { Err(OutOfBounds) }
    }
}

impl Label {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ChatText {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Device {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Sdp {
    pub fn into_string(self) -> String {
        self.0
    }
}
