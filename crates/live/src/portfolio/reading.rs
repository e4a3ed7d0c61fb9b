//! What pages and the classroom read of files.

use db::{Result, Scope, Tx};
use kernel::{FileId, SessionId, UserId};
use web::Viewer;

use super::file::{Allowance, File, Shared, Taken};
use super::sharing::MOST_SHARED;
use super::store;

/// Files on one page of a portfolio.
pub const PAGE: i64 = 50;

/// A page of a portfolio, and how full it is.
#[derive(Debug)]
pub struct Listing {
    pub files: Vec<File>,
    /// Counted from 0.
    pub page: i64,
    pub has_more: bool,
    pub allowance: Allowance,
    pub taken: Taken,
}

/// A page of the person's portfolio, newest first.
///
/// # Errors
/// As the engine refuses.
pub async fn of_owner(tx: &mut Tx, scope: Scope, owner: UserId, page: i64) -> Result<Listing> {
    let page = page.clamp(0, 10_000);
    let mut files = store::of_owner(tx, scope, owner, page * PAGE, PAGE + 1).await?;
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = files.len() > most;
    files.truncate(most);
    let allowance = store::allowance(tx, scope).await?;
    let taken = store::taken(tx, scope, owner).await?;
    Ok(Listing { files, page, has_more, allowance, taken })
}

/// The full name of a person whose portfolio `viewer` may see.
///
/// # Errors
/// `NotFound` for every other person.
pub async fn visible_owner(tx: &mut Tx, viewer: &Viewer, id: UserId) -> Result<String> {
    let (first, last) = store::visible_owner(tx, viewer, id).await?;
    Ok(format!("{first} {last}"))
}

/// A file in a portfolio that `viewer` may see.
///
/// # Errors
/// `NotFound` for every other file.
pub async fn visible(tx: &mut Tx, viewer: &Viewer, id: FileId) -> Result<File> {
    store::visible(tx, viewer, id).await
}

/// What was shared in a session that the caller has found for whoever asks, oldest first.
///
/// # Errors
/// As the engine refuses.
pub async fn of_session(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Shared>> {
    store::of_session(tx, scope, session, MOST_SHARED).await
}

/// One file that was shared in such a session, or lies on its boards since an earlier one.
///
/// # Errors
/// `NotFound` when it was not.
pub async fn shared(tx: &mut Tx, scope: Scope, session: SessionId, id: FileId) -> Result<Shared> {
    store::shared(tx, scope, session, id).await
}

/// What the organization grants.
///
/// # Errors
/// As the engine refuses.
pub async fn allowance(tx: &mut Tx, scope: Scope) -> Result<Allowance> {
    store::allowance(tx, scope).await
}
