//! What admins are shown about mails: lists by state, and whether something needs their attention.

use db::{Result, Scope, Tx};
use kernel::Timestamp;

use super::delivery::{Line, State};
use super::store;
use crate::post::PostOffice;

/// Lines of a list; older mails of that kind are not shown.
pub const SHOWN: i64 = 200;

/// The lists an admin can choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Undelivered, and those that wait after a failed try.
    NotDelivered,
    Waiting,
    Sent,
    NotNeeded,
}

impl List {
    pub const ALL: [Self; 4] = [Self::NotDelivered, Self::Waiting, Self::Sent, Self::NotNeeded];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotDelivered => "not-delivered",
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::NotNeeded => "not-needed",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::NotDelivered => "Not delivered",
            Self::Waiting => "Waiting",
            Self::Sent => "Sent",
            Self::NotNeeded => "Not needed any more",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.word() == word)
    }
}

/// The mails of `list`, newest first, at most [`SHOWN`] of each state.
///
/// # Errors
/// As the engine refuses.
pub async fn lines(tx: &mut Tx, scope: Scope, list: List) -> Result<Vec<Line>> {
    match list {
        List::NotDelivered => {
            let mut lines = store::list(tx, scope, State::Undelivered, 0, SHOWN).await?;
            let tried = store::list(tx, scope, State::Queued, 1, SHOWN).await?;
            lines.extend(tried.into_iter().filter(|line| line.last_error.is_some()));
            Ok(lines)
        }
        List::Waiting => store::list(tx, scope, State::Queued, 0, SHOWN).await,
        List::Sent => store::list(tx, scope, State::Sent, 0, SHOWN).await,
        List::NotNeeded => store::list(tx, scope, State::Dropped, 0, SHOWN).await,
    }
}

/// Mails that did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attention {
    pub undelivered: i64,
    /// They wait after a failed try, and are tried again by themselves.
    pub waiting: i64,
    /// Since when the mail server does not answer.
    pub down_since: Option<Timestamp>,
}

/// What an admin should know about mail; none when all is well.
///
/// # Errors
/// As the engine refuses.
pub async fn attention(tx: &mut Tx, scope: Scope, office: &PostOffice) -> Result<Option<Attention>> {
    let (undelivered, waiting) = store::count_troubled(tx, scope).await?;
    let down_since = office.down_since();
    let attention = Attention { undelivered, waiting, down_since };
    Ok((undelivered > 0 || waiting > 0 || down_since.is_some()).then_some(attention))
}
