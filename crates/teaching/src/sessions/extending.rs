//! A live session gets a later end.

use db::{Scope, Tx, outbox};
use kernel::{Event, SessionId, Timestamp};
use people::{links, organizations};

use super::session::LINKS_HOLD_MINUTES;
use super::store;

/// However often it is extended.
const LONGEST_MINUTES: i64 = 12 * 60;

/// Why a session was not extended.
#[derive(Debug, thiserror::Error)]
pub enum ExtendError {
    #[error("the session is not open")]
    NotOpen,
    #[error("the organization does not offer that duration")]
    NotOffered,
    #[error("the session would be too long")]
    TooLong,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for ExtendError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Moves the planned end of an open session by one of the organization's durations; its links hold longer too. Gives
/// the new end.
pub async fn extend(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    minutes: i64,
) -> Result<Timestamp, ExtendError> {
    let session = store::find(tx, scope, id).await?;
    if session.opened_at.is_none() || session.ended_at.is_some() {
        return Err(ExtendError::NotOpen);
    }
    let offered = organizations::rules(tx, scope).await?.durations;
    if !offered.iter().any(|duration| duration.get() == minutes) {
        return Err(ExtendError::NotOffered);
    }
    let ends = session.ends_at.plus_minutes(minutes);
    if ends > session.starts_at.plus_minutes(LONGEST_MINUTES) {
        return Err(ExtendError::TooLong);
    }
    if !store::set_ends(tx, scope, id, ends).await? {
        return Err(ExtendError::NotOpen);
    }
    links::extend_of_session(tx, scope, id, ends.plus_minutes(LINKS_HOLD_MINUTES)).await?;
    outbox::record(tx, scope, Event::SessionChanged { session: id }).await?;
    Ok(ends)
}
