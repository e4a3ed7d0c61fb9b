//! The invariants of the ledger, looked at in what is stored. Finds; repairs nothing.

use db::{Scope, Tx};
use kernel::{SessionId, UserId};

use crate::audit::{Flaw, audit};
use crate::entry::{Balance, Entry};
use crate::store;

/// Accounts and entries read at a time, so that a large organization needs little memory.
const CHUNK: i64 = 500;
/// Holds listed before the search stops: who has more has one cause, not hundreds.
const MOST_HOLDS: i64 = 100;

/// Something in the ledger that must not be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    #[error("the ledger of {student}: {flaw}")]
    Entries { student: UserId, flaw: Flaw },
    #[error("the account of {student} says {account:?}, its {entries} entries add up to {summed:?}")]
    Balance { student: UserId, account: Balance, summed: Balance, entries: i64 },
    #[error("the account of {student} counts {counted} entries, there are {found}")]
    Count { student: UserId, counted: i64, found: i64 },
    #[error("{session} is over and still holds a credit of {student}")]
    OrphanHold { student: UserId, session: SessionId },
}

/// Adds up every account of the organization again and looks for holds that nothing will settle.
///
/// # Errors
/// As the engine refuses.
pub async fn check(tx: &mut Tx, scope: Scope) -> db::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut after = None;
    loop {
        let accounts = store::accounts_after(tx, scope, after, CHUNK).await?;
        let Some((last, _, _)) = accounts.last() else { break };
        after = Some(*last);
        for (student, account, seq) in accounts {
            findings.extend(check_account(tx, scope, student, account, seq).await?);
        }
    }
    let holds = store::holds_of_ended_sessions(tx, scope, MOST_HOLDS).await?;
    findings.extend(holds.into_iter().map(|(student, session)| Finding::OrphanHold { student, session }));
    Ok(findings)
}

async fn check_account(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    account: Balance,
    counted: i64,
) -> db::Result<Option<Finding>> {
    let entries = all_entries(tx, scope, student).await?;
    let found = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    Ok(match audit(&entries) {
        Err(flaw) => Some(Finding::Entries { student, flaw }),
        Ok(sum) if sum.balance != account => {
            Some(Finding::Balance { student, account, summed: sum.balance, entries: found })
        }
        Ok(_) if found != counted => Some(Finding::Count { student, counted, found }),
        Ok(_) => None,
    })
}

/// Oldest first.
async fn all_entries(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<Vec<Entry>> {
    let mut all = Vec::new();
    let mut before = i64::MAX;
    loop {
        let older = store::entries_before(tx, scope, student, before, CHUNK).await?;
        let Some(last) = older.last() else { break };
        before = last.seq;
        all.extend(older);
    }
    all.reverse();
    Ok(all)
}
