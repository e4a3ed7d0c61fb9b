//! Reading accounts: balances, and a student's statement line by line.

use std::collections::BTreeMap;

use db::{Scope, Tx};
use kernel::UserId;

use crate::entry::{Balance, Entry};
use crate::store;

/// Lines on one page of a statement.
const PAGE: i64 = 50;

/// Part of a statement, newest line first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    pub entries: Vec<Entry>,
    /// Where the older part begins, when there is one: give it to [`statement`].
    pub older: Option<i64>,
}

/// What `student` can use and has set aside.
///
/// # Errors
/// As the engine refuses.
pub async fn balance(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<Balance> {
    Ok(store::account(tx, scope, student).await?.unwrap_or_default())
}

/// The balance of every one of `students`.
///
/// # Errors
/// As the engine refuses.
pub async fn balances(
    tx: &mut Tx,
    scope: Scope,
    students: &[UserId],
) -> db::Result<BTreeMap<UserId, Balance>> {
    let mut found = store::accounts(tx, scope, students).await?;
    for student in students {
        found.entry(*student).or_default();
    }
    Ok(found)
}

/// Up to 50 lines of `student`'s ledger, newest first: from the newest, or those older than the line `before`.
///
/// # Errors
/// As the engine refuses.
pub async fn statement(tx: &mut Tx, scope: Scope, student: UserId, before: Option<i64>) -> db::Result<Page> {
    let mut entries = store::entries_before(tx, scope, student, before.unwrap_or(i64::MAX), PAGE + 1).await?;
    let has_older = entries.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if has_older {
        entries.pop();
    }
    let older = entries.last().filter(|_| has_older).map(|entry| entry.seq);
    Ok(Page { entries, older })
}
