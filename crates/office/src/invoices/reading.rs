//! The list of a period, read and grouped.

use std::collections::BTreeSet;

use db::{Scope, Tx};
use kernel::{Timestamp, UserId};

use super::list::{PayerGroup, by_payer};
use super::store;

/// Sessions of one list; a longer period is cut here, and the page says so.
pub const MOST_SESSIONS: i64 = 500;

/// Which sessions a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    Billable,
    NonBillable,
    All,
}

impl Which {
    /// As it stands in an address; billable ones where nothing else is asked for.
    pub fn from_word(word: &str) -> Self {
        match word {
            "no" => Self::NonBillable,
            "all" => Self::All,
            _ => Self::Billable,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Billable => "yes",
            Self::NonBillable => "no",
            Self::All => "all",
        }
    }

    /// The two marks a session may have to be in the list.
    const fn marks(self) -> (bool, bool) {
        match self {
            Self::Billable => (true, true),
            Self::NonBillable => (false, false),
            Self::All => (true, false),
        }
    }
}

/// The sessions of a period by payer, and whether there were more than one list holds.
pub async fn groups(
    tx: &mut Tx,
    scope: Scope,
    instants: (Timestamp, Timestamp),
    which: Which,
) -> db::Result<(Vec<PayerGroup>, bool)> {
    let mut lines = store::sessions(tx, scope, instants, which.marks(), MOST_SESSIONS + 1).await?;
    let most = usize::try_from(MOST_SESSIONS).unwrap_or(usize::MAX);
    let is_cut = lines.len() > most;
    lines.truncate(most);
    let students: BTreeSet<UserId> = lines.iter().map(|line| line.student).collect();
    let parents = store::parents(tx, scope, &Vec::from_iter(students)).await?;
    Ok((by_payer(lines, &parents), is_cut))
}
