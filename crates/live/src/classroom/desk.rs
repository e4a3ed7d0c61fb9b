//! What the instructor can do for a student who is not in yet: copy the join link, have it sent again.

use db::{Scope, Tx, outbox};
use kernel::{Event, Secret, SessionId, UserId};
use people::links::{self, Kind, Link, address_path};
use teaching::sessions;

/// The path of the student's join link, for their instructor to pass on.
///
/// # Errors
/// `NotFound` when `instructor` is not the session's, or its link holds no more.
pub async fn link_path(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    session: SessionId,
    instructor: UserId,
) -> db::Result<String> {
    let now = tx.now();
    let link = links_of(tx, scope, session, instructor)
        .await?
        .into_iter()
        .find(|link| link.is_valid(now))
        .ok_or(db::Error::NotFound)?;
    let token = links::derive(tx, scope, key, link.id).await?.ok_or(db::Error::NotFound)?;
    Ok(address_path(Kind::Join, &token))
}

/// Has every mail of the session's link sent again.
///
/// # Errors
/// `NotFound` when `instructor` is not the session's, or no link holds any more.
pub async fn resend(tx: &mut Tx, scope: Scope, session: SessionId, instructor: UserId) -> db::Result<()> {
    let now = tx.now();
    let valid: Vec<Link> = links_of(tx, scope, session, instructor)
        .await?
        .into_iter()
        .filter(|link| link.is_valid(now))
        .collect();
    if valid.is_empty() {
        return Err(db::Error::NotFound);
    }
    for link in valid {
        outbox::record(tx, scope, Event::LinkResent { session, link: link.id }).await?;
    }
    Ok(())
}

/// The links of the instructor's own session, the student's own mail first.
async fn links_of(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    instructor: UserId,
) -> db::Result<Vec<Link>> {
    let session = sessions::find(tx, scope, session).await?;
    if session.instructor != instructor || session.state().is_over() {
        return Err(db::Error::NotFound);
    }
    let mut found = links::of_session(tx, scope, session.id).await?;
    found.sort_by_key(|link| link.recipient != session.student);
    Ok(found)
}
