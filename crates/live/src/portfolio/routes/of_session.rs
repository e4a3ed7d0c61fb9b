//! The files of a session, for everyone who may read its details.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::{FileId, SessionId};
use teaching::sessions;
use web::{App, Failure, Organization, Viewer, Wants};

use super::bytes;
use crate::portfolio::{Storage, reading, views};

/// `GET /sessions/{id}/files`: a card for the details, a page at its own address.
pub async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = sessions::find_visible(&mut tx, &viewer, id).await?;
    let shared = reading::of_session(&mut tx, viewer.scope(), session.id).await?;
    let card = views::session_card(session.id, &shared, &viewer.zone);
    Ok(match wants {
        Wants::Fragment => card.into_response(),
        Wants::Page | Wants::Json => {
            views::of_session(&organization, &viewer, &session, card).into_response()
        }
    })
}

/// `GET /sessions/{id}/files/{file}`.
pub async fn show(
    State(app): State<App>,
    Extension(storage): Extension<Storage>,
    viewer: Viewer,
    headers: HeaderMap,
    Path((id, file)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = sessions::find_visible(&mut tx, &viewer, id).await?;
    let shared = reading::shared(&mut tx, viewer.scope(), session.id, file).await?;
    drop(tx);
    if session.seat_of(viewer.user).is_none() {
        tracing::info!(file.id = %file, person.id = %viewer.user, "File {file} of {id} was read by somebody beside the session");
    }
    bytes::answer(&storage, &shared.file, &headers).await
}
