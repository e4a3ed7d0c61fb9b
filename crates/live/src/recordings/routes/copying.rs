//! Copies to take along: asked for, and how far they are.

use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{RecordingId, SessionId};
use teaching::sessions::Session;
use web::{App, Failure, Viewer, Wants};

use crate::recordings::copying::{self, AskError, Copier, Copy, State as Stands};
use crate::recordings::recording::Recording;
use crate::recordings::views::{self, Offer, UNABLE};
use crate::recordings::{Recorder, viewing};

/// `GET /sessions/{id}/recordings/{recording}/copy`: how far it is.
pub async fn show(
    State(app): State<App>,
    Extension(recorder): Extension<Recorder>,
    viewer: Viewer,
    wants: Wants,
    Path(at): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (session, recording) = found(&app, &viewer, &at).await?;
    if wants != Wants::Fragment {
        return Ok(back(&session));
    }
    let copies = copying::of_session(&mut app.db().read().await?, viewer.scope(), session.id).await?;
    let copier = recorder.copier();
    let offer = offer(copier, copier.is_able().await, &copies, &recording);
    Ok(views::offer(session.id, &recording, offer).into_response())
}

/// `POST` there: asks for it.
pub async fn create(
    State(app): State<App>,
    Extension(recorder): Extension<Recorder>,
    viewer: Viewer,
    Path(at): Path<(String, String)>,
) -> Result<Response, Failure> {
    let (session, recording) = found(&app, &viewer, &at).await?;
    if !recorder.copier().is_able().await {
        return Err(Failure::Refused(UNABLE.to_owned()));
    }
    let asked =
        in_tx!(app.db(), AskError, tx, { copying::ask(tx, viewer.scope(), &recording, viewer.user).await });
    match asked {
        Ok(()) => recorder.copier().wake(),
        Err(AskError::GoesOn) => {
            return Err(Failure::Refused("This recording goes on. Wait for its end.".to_owned()));
        }
        Err(AskError::Nothing) => {
            return Err(Failure::Refused("There is nothing in this recording to make a film of.".to_owned()));
        }
        Err(AskError::Store(error)) => return Err(error.into()),
    }
    Ok(back(&session))
}

/// What is said about the copy of a recording.
pub(super) fn offer(copier: &Copier, is_able: bool, copies: &[Copy], recording: &Recording) -> Offer {
    let copy = copies.iter().find(|copy| copy.recording == recording.id).map(|copy| copy.state);
    match copy {
        Some(Stands::Made { bytes }) => Offer::Made { bytes },
        _ if !is_able => Offer::Unable,
        None => Offer::Ask,
        Some(Stands::Failed(why)) => Offer::Failed(why),
        Some(Stands::Asked) => copier.progress(recording.id).map_or(Offer::Waits, Offer::Goes),
    }
}

async fn found(app: &App, viewer: &Viewer, at: &(String, String)) -> Result<(Session, Recording), Failure> {
    let session: SessionId = at.0.parse().map_err(|_| Failure::NotFound)?;
    let recording: RecordingId = at.1.parse().map_err(|_| Failure::NotFound)?;
    let found = viewing::find(&mut app.db().read().await?, viewer, session, recording).await?;
    if found.1.erased_at.is_some() { Err(Failure::NotFound) } else { Ok(found) }
}

fn back(session: &Session) -> Response {
    Redirect::to(&format!("/sessions/{}/recordings", session.id)).into_response()
}
