//! Where Join leads: into the classroom for its two people, for a parent to the child's join page.

use db::{Error, Result, Scope, Tx};
use kernel::{Secret, SessionId};
use people::families;
use people::links::{self, Kind, NewLink};
use web::Viewer;

use super::session::{Join, LINKS_HOLD_MINUTES, Session};
use super::store;

/// The path of `viewer`'s way into the session. A parent comes by a link of their own, as in their mail; who became a
/// parent after the session was made had no mail, and gets their link here.
///
/// # Errors
/// `NotFound` for everyone else, and when there is nothing left to join.
pub async fn way_in(tx: &mut Tx, viewer: &Viewer, key: &Secret<[u8; 32]>, id: SessionId) -> Result<String> {
    let session = store::find_visible(tx, viewer, id).await?;
    if session.seat_of(viewer.user).is_some() {
        return Ok(format!("/classroom/{id}"));
    }
    let scope = viewer.scope();
    let parents = families::parents_of(tx, scope, session.student).await?;
    if session.join(tx.now()) == Join::Over || !parents.iter().any(|parent| parent.id == viewer.user) {
        return Err(Error::NotFound);
    }
    let token = parents_token(tx, scope, key, viewer, &session).await?;
    Ok(links::address_path(Kind::Join, &token))
}

async fn parents_token(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    viewer: &Viewer,
    session: &Session,
) -> Result<String> {
    let now = tx.now();
    let links = links::of_session(tx, scope, session.id).await?;
    let own = links.iter().find(|link| link.recipient == viewer.user && link.is_valid(now));
    let link = match own {
        Some(link) => link.id,
        None => {
            let new = NewLink {
                kind: Kind::Join,
                person: session.student,
                recipient: viewer.user,
                session: Some(session.id),
                expires_at: session.ends_at.plus_minutes(LINKS_HOLD_MINUTES),
            };
            let link = links::make(tx, scope, key, new).await?;
            links::mark_unmailed(tx, scope, link).await?;
            link
        }
    };
    links::derive(tx, scope, key, link).await?.ok_or(Error::NotFound)
}
