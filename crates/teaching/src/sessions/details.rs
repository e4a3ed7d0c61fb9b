//! What the page of a session is drawn from.

use db::Tx;
use kernel::{Seat, SessionId, Timestamp};
use people::absence_reasons::{self, Reason};
use web::Viewer;

use super::cancellation::{self, Terms};
use super::lateness::{self, Lateness};
use super::session::Session;
use super::{attendance, store, together};
use crate::presence::{self, Interval};

/// What was said about being late, and whom the viewer may speak for.
#[derive(Debug)]
pub struct LateCard {
    pub said: Vec<Lateness>,
    pub asks: Option<Seat>,
}

/// One session, and what is known of it.
pub struct Details {
    pub session: Session,
    /// The parts of the other students, for who reads them.
    pub others: Vec<Session>,
    pub stays: Vec<Interval>,
    /// Who noted the attendance last, and when.
    pub noted: Option<(Option<String>, Timestamp)>,
    /// What absences are explained by; for who notes them.
    pub reasons: Vec<Reason>,
    /// What cancelling it would mean for the viewer.
    pub terms: Terms,
    pub late: LateCard,
    pub now: Timestamp,
}

impl Details {
    /// # Errors
    /// `NotFound` when the viewer may not see the session.
    pub async fn read(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> db::Result<Self> {
        let session = store::find_visible(tx, viewer, id).await?;
        let mut others = Vec::new();
        if together::reads_all(viewer, &session) {
            others = together::parts(tx, viewer.scope(), &session).await?;
            others.retain(|other| other.id != id);
        }
        let stays = presence::intervals(tx, viewer.scope(), id).await?;
        let noted = attendance::noted(tx, viewer.scope(), id).await?;
        let reasons = match attendance::may_note(viewer, &session, tx.now()) {
            true => absence_reasons::all(tx, viewer.scope()).await?,
            false => Vec::new(),
        };
        let terms = cancellation::terms(tx, viewer, &session).await?;
        let late = LateCard {
            said: lateness::of(tx, viewer.scope(), id).await?,
            asks: lateness::who_may_say(tx, viewer, &session).await?,
        };
        Ok(Self { session, others, stays, noted, reasons, terms, late, now: tx.now() })
    }
}
