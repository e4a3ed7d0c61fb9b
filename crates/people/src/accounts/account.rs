//! A person of an organization, as values.

use std::fmt;
use std::str::FromStr;

use kernel::{Email, PersonName, Role, Roles, Standing, Timestamp, UserId, Zone};

/// A person as the organization knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub id: UserId,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Option<Email>,
    pub username: Option<String>,
    pub roles: Roles,
    pub standing: Standing,
    pub zone: Zone,
    pub under_13: bool,
    /// None: has never come in.
    pub last_used_at: Option<Timestamp>,
    pub activated_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub has_password: bool,
    pub has_passkey: bool,
}

impl Person {
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    pub const fn is(&self, role: Role) -> bool {
        self.roles.has(role)
    }

    pub fn is_archived(&self) -> bool {
        self.standing == Standing::Archived
    }

    /// Whether the person has a way in of their own, beside links from mails.
    pub const fn can_sign_in(&self) -> bool {
        self.has_password || self.has_passkey
    }

    /// What the person signs in with, shown below the name.
    pub fn login(&self) -> String {
        match (&self.email, &self.username) {
            (Some(email), _) => email.to_string(),
            (None, Some(username)) => username.clone(),
            (None, None) => String::new(),
        }
    }
}

/// A name to sign in with, for children without an address: 3 to 40 of `a-z 0-9 . _ -`, folded to lower case. Without
/// an `@` it cannot be mistaken for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

/// The text has another length or other characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a username has 3 to 40 letters, digits, dots, dashes or underscores")]
pub struct NotAUsername;

impl Username {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Username {
    type Err = NotAUsername;

    fn from_str(text: &str) -> Result<Self, NotAUsername> {
        let text = text.trim().to_ascii_lowercase();
        let fits = (3..=40).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
            && text.bytes().any(|byte| byte.is_ascii_alphanumeric());
        if fits { Ok(Self(text)) } else { Err(NotAUsername) }
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What another system calls a person: 1 to 64 characters on one line, told apart exactly as they are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalId(String);

/// The text is empty, too long, or has characters that cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an external id has 1 to 64 characters on one line")]
pub struct NotAnExternalId;

impl ExternalId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ExternalId {
    type Err = NotAnExternalId;

    fn from_str(text: &str) -> Result<Self, NotAnExternalId> {
        let text = text.trim();
        let fits = (1..=64).contains(&text.chars().count()) && !text.chars().any(char::is_control);
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAnExternalId) }
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Someone to be added.
#[derive(Debug, Clone)]
pub struct NewPerson {
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub roles: Roles,
    pub zone: Zone,
    pub under_13: bool,
}

/// What an admin may correct about a person.
#[derive(Debug, Clone)]
pub struct Details {
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub roles: Roles,
    pub under_13: bool,
}

/// How an account became active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activation {
    /// By the link of an invitation, or at the first sign-in with a password an admin set.
    Invitation,
    /// By "This is me" on a join link.
    InstantSession,
    /// By the operator's command line, or as an invented person of the demonstration.
    Command,
}

impl Activation {
    /// The word stored with the account.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::InstantSession => "instant session",
            Self::Command => "command",
        }
    }

    /// The word stored with the acceptance of the terms.
    pub(super) const fn acceptance(self) -> &'static str {
        match self {
            Self::Invitation => "activation",
            Self::InstantSession => "instant session",
            Self::Command => "command",
        }
    }
}

/// Whether the organization holds the consent that children under 13 need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    OnFile,
    Missing,
}

impl Consent {
    /// Whether a person may be made active.
    pub const fn covers(self, under_13: bool) -> bool {
        !under_13 || matches!(self, Self::OnFile)
    }
}

/// Which standings a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standings {
    /// Invited and active.
    Present,
    Only(Standing),
}

impl Standings {
    /// The words stored, the second empty when there is one only.
    pub(super) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Present => ("active", "invited"),
            Self::Only(standing) => (standing.word(), ""),
        }
    }
}

/// What a search looks through: names and address, lower-cased here because the engines fold ASCII only.
pub fn search_key(first: &PersonName, last: &PersonName, login: &str) -> String {
    format!("{first} {last} {login}").to_lowercase()
}
