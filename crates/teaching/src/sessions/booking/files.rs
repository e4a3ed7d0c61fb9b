//! Files that go with what is booked. They are the portfolio's, which stands above this area; it says here what it does.

use std::sync::Arc;

use db::Tx;
use kernel::{FileId, SessionId};
use web::ui::OwnFiles;
use web::{Answer, Viewer};

/// Files that go with one booking.
pub const MOST_FILES: usize = 10;

/// What the portfolio does for a booking.
pub trait Portfolio: Send + Sync {
    /// The viewer's own files.
    fn offered<'a>(&'a self, tx: &'a mut Tx, viewer: &'a Viewer) -> Answer<'a, OwnFiles>;

    /// Has these files of the viewer's at hand in each of these sessions, which they have just booked.
    ///
    /// `NotFound` unless each is in their own portfolio.
    fn bring<'a>(
        &'a self,
        tx: &'a mut Tx,
        viewer: &'a Viewer,
        sessions: &'a [SessionId],
        files: &'a [FileId],
    ) -> Answer<'a, ()>;
}

/// The portfolio, as the routes are handed it.
#[derive(Clone)]
pub struct Files(Arc<dyn Portfolio>);

impl Files {
    pub fn of(portfolio: impl Portfolio + 'static) -> Self {
        Self(Arc::new(portfolio))
    }

    pub fn portfolio(&self) -> &dyn Portfolio {
        &*self.0
    }
}
