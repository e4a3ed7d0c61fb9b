//! What the pages of credits show, read from the ledger and explained.

use std::collections::BTreeSet;

use db::{Scope, Tx};
use kernel::{SessionId, UserId, Zone};
use ledger::{Balance, Entry};
use people::accounts::{self, Person};

use super::line::{self, Facts, Line};
use super::store::{self, Found};

/// Students on one page of the list.
const PAGE: i64 = 50;

/// A student and their balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub student: UserId,
    pub name: String,
    pub balance: Balance,
}

/// Part of a student's ledger in sentences, newest line first.
pub struct Statement {
    pub balance: Balance,
    pub lines: Vec<Line>,
    /// Where the older part begins, when there is one.
    pub older: Option<i64>,
}

/// The newest lines of `student`'s ledger, or those older than the line `before`, for a reader in `zone`.
pub async fn statement(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    before: Option<i64>,
    zone: &Zone,
) -> db::Result<Statement> {
    let balance = ledger::balance(tx, scope, student).await?;
    let page = ledger::statement(tx, scope, student, before).await?;
    let facts = facts(tx, scope, &page.entries).await?;
    let lines = page.entries.iter().map(|entry| line::line(entry, &facts, zone)).collect();
    Ok(Statement { balance, lines, older: page.older })
}

async fn facts(tx: &mut Tx, scope: Scope, entries: &[Entry]) -> db::Result<Facts> {
    let sessions: BTreeSet<SessionId> = entries.iter().filter_map(|entry| entry.session).collect();
    let people: BTreeSet<UserId> = entries.iter().filter_map(|entry| entry.by).collect();
    let found = store::sessions(tx, scope, &Vec::from_iter(sessions)).await?;
    let named = accounts::find_many(tx, scope, &Vec::from_iter(people)).await?;
    Ok(Facts {
        sessions: found.into_iter().map(|Found(id, facts)| (id, facts)).collect(),
        people: named.into_iter().map(|person| (person.id, person.name())).collect(),
    })
}

/// Which students a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    All,
    BelowZero,
}

/// The organization's students by name, those after `after`, at most 50; and the one after whom the list goes on.
pub async fn everyone(
    tx: &mut Tx,
    scope: Scope,
    which: Which,
    after: Option<&Person>,
) -> db::Result<(Vec<Account>, Option<UserId>)> {
    let below = match which {
        Which::All => i64::MAX,
        Which::BelowZero => 0,
    };
    let mut accounts = store::accounts(tx, scope, after, below, PAGE + 1).await?;
    let has_more = accounts.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if has_more {
        accounts.pop();
    }
    let more = accounts.last().filter(|_| has_more).map(|account| account.student);
    Ok((accounts, more))
}

/// The balances of these students, in their order.
pub async fn accounts_of(
    tx: &mut Tx,
    scope: Scope,
    students: Vec<(UserId, String)>,
) -> db::Result<Vec<Account>> {
    let ids: Vec<UserId> = students.iter().map(|(id, _)| *id).collect();
    let balances = ledger::balances(tx, scope, &ids).await?;
    let account = |(student, name)| {
        let balance = balances.get(&student).copied().unwrap_or_default();
        Account { student, name, balance }
    };
    Ok(students.into_iter().map(account).collect())
}
