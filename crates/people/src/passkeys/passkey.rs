//! What a passkey is to its person, and the rules. Pure.

use kernel::{PasskeyId, Timestamp, is_invisible};
use serde::{Deserialize, Serialize};

/// Keys of one person.
pub(super) const MOST: usize = 20;
/// How long a device may take.
pub(super) const ANSWER_SECONDS: i64 = 5 * 60;
/// The most characters of a name.
const LONGEST_NAME: usize = 60;

/// A passkey as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    /// None: has only been added.
    pub last_used_at: Option<Timestamp>,
}

/// What a person calls a passkey: one line of 1 to 60 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// Reads what was typed; nothing typed takes `usual`, the name of the browser.
    pub fn of(typed: &str, usual: &str) -> Self {
        let typed = if typed.trim().is_empty() { usual } else { typed };
        let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let short: String = words.chars().filter(|c| !is_invisible(*c)).take(LONGEST_NAME).collect();
        Self(if short.is_empty() { "Passkey".to_owned() } else { short })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a question is for. An answer to one of another purpose, or about another person, is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    SignIn,
    /// A key beside what the account has.
    Add,
    /// A key in place of a first password.
    Activate,
}

impl Purpose {
    /// The word stored.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign in",
            Self::Add => "add",
            Self::Activate => "activate",
        }
    }
}

/// A question for a browser.
#[derive(Serialize)]
pub struct Asked {
    /// Says in the answer which question it is to.
    ceremony: String,
    /// What the browser hands to the device, as WebAuthn writes it.
    options: serde_json::Value,
}

impl Asked {
    pub(super) const fn new(ceremony: String, options: serde_json::Value) -> Self {
        Self { ceremony, options }
    }
}

/// What a browser sends back, in two fields of a form.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Reply {
    pub ceremony: String,
    /// The device's answer as JSON; empty when no device was asked.
    pub passkey: String,
}

/// Why an answer does not do. `Display` is the sentence people read.
#[derive(Debug, thiserror::Error)]
pub enum ReplyError {
    #[error("That took too long, or was sent twice. Try again.")]
    TooLate,
    /// No such key here, one that was removed, of an archived account, or a signature that is not right.
    #[error("This passkey opens no account here. Take another one, or your password.")]
    Unknown,
    #[error("The device's answer could not be used. Try again, or take another device.")]
    Unusable,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ReplyError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Why a passkey stays.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    #[error(
        "This passkey is the only way into your account. Set a password first: \"Forgot the password?\" on the sign-in page sends a link."
    )]
    OnlyWay,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for RemoveError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Whether a person with `keys` passkeys still comes in after one is gone.
pub(super) const fn may_remove(keys: usize, has_password: bool) -> bool {
    has_password || keys > 1
}
