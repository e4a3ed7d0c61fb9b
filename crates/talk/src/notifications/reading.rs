//! Looking at one's notifications, and marking them as read.

use db::{Db, Result, Scope, in_tx};
use kernel::{NoticeId, Timestamp, UserId};

use super::notification::Notification;
use super::store;

/// Lines of a page.
const PAGE: i64 = 50;

/// A page of the list.
#[derive(Debug)]
pub struct Page {
    /// Newest first.
    pub lines: Vec<Notification>,
    /// Where the older ones begin, when there are any.
    pub older: Option<Timestamp>,
}

/// The person's notifications told before `before`.
///
/// # Errors
/// As the engine refuses.
pub async fn page(db: &Db, scope: Scope, person: UserId, before: Option<Timestamp>) -> Result<Page> {
    let mut tx = db.read().await?;
    let before = before.unwrap_or(Timestamp::from_micros(i64::MAX));
    let mut lines = store::list(&mut tx, scope, person, before, PAGE + 1).await?;
    let more = lines.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if more {
        lines.pop();
    }
    let older = lines.last().filter(|_| more).map(|line| line.created_at);
    Ok(Page { lines, older })
}

/// One of the person's notifications.
///
/// # Errors
/// `NotFound` when the person has none with that id.
pub async fn find(db: &Db, scope: Scope, person: UserId, id: NoticeId) -> Result<Notification> {
    store::find(&mut db.read().await?, scope, person, id).await
}

/// Marks one as read.
///
/// # Errors
/// `NotFound` when the person has none with that id.
pub async fn read(db: &Db, scope: Scope, person: UserId, id: NoticeId) -> Result<()> {
    in_tx!(db, db::Error, tx, {
        if store::mark_read(tx, scope, person, id).await? { Ok(()) } else { Err(db::Error::NotFound) }
    })
}

/// Marks all as read.
///
/// # Errors
/// As the engine refuses.
pub async fn read_all(db: &Db, scope: Scope, person: UserId) -> Result<()> {
    in_tx!(db, db::Error, tx, { store::mark_all_read(tx, scope, person).await })
}
