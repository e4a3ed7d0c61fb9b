//! Somebody looks at the page of a join link.

use db::{Error, Result, Scope, Tx};
use kernel::SessionId;
use people::links::{self, Kind};

/// Notes that the link's page was looked at; the first time counts. Says which session it leads to.
///
/// # Errors
/// `NotFound` for a link that does not exist or holds no more.
pub async fn opened(tx: &mut Tx, scope: Scope, token_text: &str) -> Result<SessionId> {
    let now = tx.now();
    let link = links::find(tx, scope, Kind::Join, token_text).await?.ok_or(Error::NotFound)?;
    let session = link.session.filter(|_| link.is_valid(now)).ok_or(Error::NotFound)?;
    links::mark_opened(tx, scope, link.id).await?;
    Ok(session)
}
