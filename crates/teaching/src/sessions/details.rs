//! What the page of a session is drawn from.

use db::Tx;
use kernel::{SessionId, Timestamp};
use people::absence_reasons::{self, Reason};
use web::Viewer;

use super::session::Session;
use super::{attendance, store};
use crate::presence::{self, Interval};

/// One session, and what is known of it.
pub struct Details {
    pub session: Session,
    pub stays: Vec<Interval>,
    /// Who noted the attendance last, and when.
    pub noted: Option<(Option<String>, Timestamp)>,
    /// What absences are explained by; for who notes them.
    pub reasons: Vec<Reason>,
    pub now: Timestamp,
}

impl Details {
    /// # Errors
    /// `NotFound` when the viewer may not see the session.
    pub async fn read(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<Self> {
        let session = store::find_visible(tx, viewer, id).await?;
        let stays = presence::intervals(tx, viewer.scope(), id).await?;
        let noted = attendance::noted(tx, viewer.scope(), id).await?;
        let reasons = match attendance::may_note(viewer, &session, tx.now()) {
            true => absence_reasons::all(tx, viewer.scope()).await?,
            false => Vec::new(),
        };
        Ok(Self { session, stays, noted, reasons, now: tx.now() })
    }
}
