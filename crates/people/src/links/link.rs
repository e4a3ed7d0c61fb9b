//! A link and what may still be done with it.

use kernel::{LinkId, SessionId, Timestamp, UserId};

/// What a link is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One student's seat in one session.
    Join,
    /// Making an account active.
    Activate,
    /// Setting a password.
    Reset,
}

impl Kind {
    pub const ALL: [Self; 3] = [Self::Join, Self::Activate, Self::Reset];

    /// The word stored, and the first step of the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Activate => "activate",
            Self::Reset => "reset",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether it acts only once. A join link lets its student back in until it expires.
    pub const fn is_single_use(self) -> bool {
        !matches!(self, Self::Join)
    }
}

/// The path of a link's page, without host: `/join/…`.
pub fn address_path(kind: Kind, token_text: &str) -> String {
    format!("/{}/{token_text}", kind.word())
}

/// What a new link is for.
#[derive(Debug, Clone, Copy)]
pub struct NewLink {
    pub kind: Kind,
    /// Whom it acts for: a join link's student, the account of the others.
    pub person: UserId,
    /// Whose mail carries it: the person, or a parent.
    pub recipient: UserId,
    /// For join links, and only for them.
    pub session: Option<SessionId>,
    pub expires_at: Timestamp,
}

/// A link as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub kind: Kind,
    pub person: UserId,
    pub recipient: UserId,
    pub session: Option<SessionId>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    /// A mail server took a mail that carries it.
    pub mailed_at: Option<Timestamp>,
    /// No mail carries it: given up, not needed, or the recipient has no address.
    pub unmailed_at: Option<Timestamp>,
    /// Somebody looked at its page for the first time. A script says so, which mail scanners do not run.
    pub opened_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// How far the mail that carries a link has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mailed {
    /// It waits, or is being tried.
    OnTheWay,
    /// A mail server took it.
    Yes,
    /// No mail carries it.
    No,
}

/// What may be done with a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    Valid,
    /// It acted, and acts only once.
    Used,
    /// Taken back: its session or account ended, or a newer link took its place.
    Revoked,
    Expired,
}

impl Link {
    pub fn state(&self, now: Timestamp) -> LinkState {
        if self.revoked_at.is_some() {
            LinkState::Revoked
        } else if self.kind.is_single_use() && self.used_at.is_some() {
            LinkState::Used
        } else if self.expires_at <= now {
            LinkState::Expired
        } else {
            LinkState::Valid
        }
    }

    pub fn mailed(&self) -> Mailed {
        match (self.mailed_at, self.unmailed_at) {
            (Some(_), _) => Mailed::Yes,
            (None, Some(_)) => Mailed::No,
            (None, None) => Mailed::OnTheWay,
        }
    }

    pub fn is_valid(&self, now: Timestamp) -> bool {
        self.state(now) == LinkState::Valid
    }
}
