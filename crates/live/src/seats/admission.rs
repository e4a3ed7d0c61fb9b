//! Finding out who asks for a seat.

use db::{Error, Result, Scope, Tx};
use kernel::SessionId;
use teaching::sessions;
use web::Viewer;

use super::store;
use super::{Admission, Holder};

/// The place in `session` that the visitor may take: by their sign-in, else by the seat cookie whose token has this
/// hash.
///
/// # Errors
/// `NotFound` for everyone who has no place in it, and for a session that takes place elsewhere, as for one that does not
/// exist.
pub async fn admit(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    viewer: Option<&Viewer>,
    seat_token: Option<[u8; 32]>,
) -> Result<Admission> {
    let session = sessions::find(tx, scope, session).await?;
    if !session.place.is_classroom() {
        return Err(Error::NotFound);
    }
    if let Some(viewer) = viewer
        && let Some(seat) = session.seat_of(viewer.user)
    {
        let holder = Holder::SignedIn(viewer.sign_in);
        return Ok(Admission { scope, session, seat, person: viewer.user, holder });
    }
    let token = seat_token.ok_or(Error::NotFound)?;
    let (id, person) = store::of_token(tx, scope, session.id, token).await?.ok_or(Error::NotFound)?;
    let seat = session.seat_of(person).ok_or(Error::NotFound)?;
    Ok(Admission { scope, session, seat, person, holder: Holder::Link(id) })
}
