//! Taking a seat by a join link.

use db::{Result, Scope, Tx};
use kernel::{SeatId, SessionId};
use people::links::Link;

use super::store;

/// A seat just taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claimed {
    /// The seat this person held on another device, which ended.
    pub moved: Option<SeatId>,
}

/// Gives the link's student their seat in `session`, to be opened by the cookie whose token has this hash. A seat they
/// held before ends.
///
/// # Errors
/// As the engine refuses.
pub async fn claim(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    link: &Link,
    token_hash: [u8; 32],
) -> Result<Claimed> {
    let moved = store::end_open(tx, scope, session, link.person).await?;
    store::insert(tx, scope, session, link.person, link.id, token_hash).await?;
    Ok(Claimed { moved })
}
