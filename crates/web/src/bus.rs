//! Wake-ups for open pages. Never the only copy of a fact: a page that hears one reads the store again.

use std::sync::Arc;

use kernel::{OrgId, SignInId, UserId};
use tokio::sync::broadcast;

/// Wake-ups a slow page may lag behind before it is told to read everything again.
const BACKLOG: usize = 1024;

/// What changed, as a page names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    Sessions,
    Notifications,
    Messages,
    Credits,
}

impl Topic {
    pub const ALL: [Self; 4] = [Self::Sessions, Self::Notifications, Self::Messages, Self::Credits];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::Notifications => "notifications",
            Self::Messages => "messages",
            Self::Credits => "credits",
        }
    }
}

/// A wake-up.
#[derive(Debug, Clone)]
pub enum Push {
    /// `topic` changed for these people.
    Changed { org: OrgId, people: Arc<[UserId]>, topic: Topic },
    /// Everything this person has open ends: archived, role changed, password reset.
    Revoked { org: OrgId, person: UserId },
    /// One sign-in ended.
    SignedOut { org: OrgId, sign_in: SignInId },
}

/// Carries wake-ups from verbs to open pages and rooms of this process.
#[derive(Clone)]
pub struct Bus(broadcast::Sender<Push>);

impl Bus {
    pub(crate) fn new() -> Self {
        Self(broadcast::channel(BACKLOG).0)
    }

    /// Tells everyone who listens. Call it after the commit.
    pub fn push(&self, push: Push) {
        // nobody listening is no error
        let _ = self.0.send(push);
    }

    pub fn changed(&self, org: OrgId, people: &[UserId], topic: Topic) {
        if !people.is_empty() {
            self.push(Push::Changed { org, people: people.into(), topic });
        }
    }

    pub fn listen(&self) -> broadcast::Receiver<Push> {
        self.0.subscribe()
    }
}
