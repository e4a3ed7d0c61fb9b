//! The verbs of an instructor who is there, and who is not any more.

use db::{Tx, outbox};
use kernel::{Event, ProgramId};
use web::Viewer;

use super::store;
use super::wait::OFFERED_MINUTES;
use crate::programs;

/// Why nobody is there for a program.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    #[error("the program does not exist or is archived")]
    UnknownProgram,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for OfferError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Says that `viewer`, an instructor, is there for a program for the next two hours; said again, for two hours from then.
///
/// # Errors
/// `UnknownProgram`, or as the engine refuses.
pub async fn offer(tx: &mut Tx, viewer: &Viewer, program: ProgramId) -> Result<(), OfferError> {
    let scope = viewer.scope();
    if !programs::is_open(tx, scope, program).await? {
        return Err(OfferError::UnknownProgram);
    }
    let until = tx.now().plus_minutes(OFFERED_MINUTES);
    store::set_offer(tx, scope, viewer.user, program, until).await?;
    outbox::record(tx, scope, Event::OfferChanged { instructor: viewer.user }).await?;
    Ok(())
}

/// Says that they are not there for it any more.
///
/// # Errors
/// As the engine refuses.
pub async fn withdraw(tx: &mut Tx, viewer: &Viewer, program: ProgramId) -> db::Result<()> {
    store::delete_offer(tx, viewer.scope(), viewer.user, program).await?;
    outbox::record(tx, viewer.scope(), Event::OfferChanged { instructor: viewer.user }).await
}
