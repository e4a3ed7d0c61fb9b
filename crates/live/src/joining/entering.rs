//! "This is me": the account becomes active, and the browser gets the seat.

use db::{Scope, Tx};
use kernel::{SeatId, SessionId, TermsId, Timestamp};
use people::accounts::{self, ActivateError, Activation};
use people::links;
use web::Viewer;

use super::way_in::{SeatToken, WayIn, look};
use crate::seats;

/// A seat just taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    pub session: SessionId,
    /// When the link, and with it the cookie, ends.
    pub until: Timestamp,
    /// The seat held on another device before; it ended.
    pub moved: Option<SeatId>,
}

/// Why nothing was done; the page says what to do instead.
#[derive(Debug, thiserror::Error)]
pub enum EnterError {
    #[error("the link does not lead straight in (any more)")]
    NotOpen,
    #[error("the terms have changed since the page was shown")]
    OtherTerms,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for EnterError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl From<ActivateError> for EnterError {
    fn from(error: ActivateError) -> Self {
        match error {
            ActivateError::Archived | ActivateError::NeedsConsent => Self::NotOpen,
            ActivateError::Store(error) => Self::Store(error),
        }
    }
}

/// Takes the seat that `token_text` leads to. `accepted` are the terms the page showed; `cookie_hash` is the hash of
/// the token that the browser is about to get.
pub async fn enter(
    tx: &mut Tx,
    scope: Scope,
    token_text: &str,
    viewer: Option<&Viewer>,
    seat_token: SeatToken<'_>,
    accepted: TermsId,
    cookie_hash: [u8; 32],
) -> Result<Entered, EnterError> {
    let WayIn::Open(door) = look(tx, scope, token_text, viewer, seat_token).await? else {
        return Err(EnterError::NotOpen);
    };
    if door.terms.id != accepted {
        return Err(EnterError::OtherTerms);
    }
    let (person, session) = (door.link.person, door.session.id);
    // the row of the link also lines up two devices that press at once
    if !links::mark_used(tx, scope, door.link.id).await? {
        return Err(EnterError::NotOpen);
    }
    accounts::activate(tx, scope, person, Activation::InstantSession, accepted, None, None).await?;
    let claimed = seats::claim(tx, scope, session, &door.link, cookie_hash).await?;
    let now = tx.now();
    accounts::touch_last_used(tx, scope, person, now).await?;
    Ok(Entered { session, until: door.link.expires_at, moved: claimed.moved })
}
