//! The recordings of an organization, for its admins.

use db::{Result, Scope, Tx};

use super::recording::Recording;
use super::store;

/// Recordings on a page.
const PAGE: i64 = 50;

/// A recording, and of what session it is.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Without its parts.
    pub recording: Recording,
    pub title: String,
    pub instructor: String,
    pub student: String,
    pub bytes: i64,
}

/// A page of them, newest first.
#[derive(Debug)]
pub struct Listing {
    pub kept: Vec<Kept>,
    pub page: i64,
    pub has_more: bool,
}

/// # Errors
/// As the engine refuses.
pub async fn page(tx: &mut Tx, scope: Scope, page: i64) -> Result<Listing> {
    let page = page.clamp(0, i64::MAX / PAGE - 1);
    let mut kept = store::listing(tx, scope, page * PAGE, PAGE + 1).await?;
    let has_more = i64::try_from(kept.len()).is_ok_and(|count| count > PAGE);
    kept.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(Listing { kept, page, has_more })
}
