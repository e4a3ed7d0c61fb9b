//! What the portfolio does for a booking: its files are chosen in the form, and written with the sessions.

use db::Tx;
use kernel::{FileId, SessionId};
use teaching::sessions::Portfolio;
use web::ui::OwnFiles;
use web::{Answer, Viewer};

use super::attaching::attachable;
use super::file::How;
use super::{store, views};

/// The portfolio beside the booking form.
pub struct ForBooking;

impl Portfolio for ForBooking {
    fn offered<'a>(&'a self, tx: &'a mut Tx, viewer: &'a Viewer) -> Answer<'a, OwnFiles> {
        Box::pin(async move { Ok(views::own_files(&attachable(tx, viewer.scope(), viewer.user).await?)) })
    }

    fn bring<'a>(
        &'a self,
        tx: &'a mut Tx,
        viewer: &'a Viewer,
        sessions: &'a [SessionId],
        files: &'a [FileId],
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let scope = viewer.scope();
            for file in files {
                store::own(tx, scope, viewer.user, *file).await?;
                for session in sessions {
                    store::share(tx, scope, *session, *file, viewer.user, How::Prepared).await?;
                }
            }
            Ok(())
        })
    }
}
