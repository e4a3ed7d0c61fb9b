//! A classroom opens when its instructor goes in; a lesson begins when the two have met.

use db::{Scope, Tx, outbox};
use kernel::{Event, SessionId, Timestamp};

use super::session::{Join, Session};
use super::store;

/// Why a classroom did not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the classroom opens {minutes} minutes before the start")]
    TooEarly { minutes: i64 },
    #[error("the session is over")]
    Over,
    #[error("the instructor or the student is in another live session")]
    Busy,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for OpenError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Opens the classroom of a scheduled session; one that is open already stays so.
pub async fn open(tx: &mut Tx, scope: Scope, id: SessionId) -> Result<Session, OpenError> {
    let session = store::find(tx, scope, id).await?;
    match session.join(tx.now()) {
        Join::From(_) => return Err(OpenError::TooEarly { minutes: session.early_minutes }),
        Join::Over => return Err(OpenError::Over),
        Join::Live => return Ok(session),
        Join::Open => {}
    }
    store::guard(tx, scope, [session.instructor, session.student]).await?;
    if !store::set_opened(tx, scope, &session).await? {
        let now_open = store::find(tx, scope, id).await?;
        return if now_open.state().is_live() { Ok(now_open) } else { Err(OpenError::Busy) };
    }
    outbox::record(tx, scope, Event::SessionMoved { session: id }).await?;
    Ok(store::find(tx, scope, id).await?)
}

/// The two are in together, since `at`. Only the first time counts.
///
/// # Errors
/// As the engine refuses.
pub async fn met(tx: &mut Tx, scope: Scope, id: SessionId, at: Timestamp) -> Result<(), db::Error> {
    if store::set_together(tx, scope, id, at).await? {
        outbox::record(tx, scope, Event::SessionMoved { session: id }).await?;
    }
    Ok(())
}
