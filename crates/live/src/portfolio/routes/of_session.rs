//! The files of a session, for everyone who may read its details.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use db::{Tx, in_tx};
use kernel::{FileId, SessionId};
use maud::Markup;
use teaching::sessions::{self, Session};
use web::{App, Failure, Form, Organization, Ticked, Viewer, Wants};

use super::{bytes, refusals};
use crate::portfolio::sharing::{self, ShareError};
use crate::portfolio::{Storage, attachable, boxes, reading, views};

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
    let card = card(&mut tx, &viewer, &session, (&Ticked::default(), None)).await?;
    Ok(match wants {
        Wants::Fragment => card.into_response(),
        Wants::Page | Wants::Json => {
            views::of_session(&organization, &viewer, &session, card).into_response()
        }
    })
}

/// `POST /sessions/{id}/files`: ticked files of the own portfolio are at hand in the session, with every student of it when
/// its instructor brings them.
pub async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(ticked): Form<Ticked>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let session = sessions::find_visible(&mut app.db().read().await?, &viewer, id).await?;
    session.seat_of(viewer.user).ok_or(Failure::NotFound)?;
    let refused = match ticked.files() {
        None => "One of these files is not in your portfolio any more.",
        Some(files) if files.is_empty() => "Tick a file first.",
        Some(files) => {
            let bring = in_tx!(app.db(), ShareError, tx, { sharing::bring(tx, &viewer, id, &files).await });
            match bring {
                Err(ShareError::Unknown) => "One of these files is not in your portfolio any more.",
                brought => {
                    brought.map_err(refusals::of_sharing)?;
                    return Ok(Redirect::to(&format!("/sessions/{id}/files")).into_response());
                }
            }
        }
    };
    let mut tx = app.db().read().await?;
    let card = card(&mut tx, &viewer, &session, (&ticked, Some(refused))).await?;
    let page = views::of_session(&organization, &viewer, &session, card);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What the session has, and what its own people can bring before it is over.
async fn card(
    tx: &mut Tx,
    viewer: &Viewer,
    session: &Session,
    (ticked, error): (&Ticked, Option<&str>),
) -> Result<Markup, Failure> {
    let shared = reading::of_session(tx, viewer.scope(), session.id).await?;
    let offered = if session.seat_of(viewer.user).is_some() && !session.state().is_over() {
        Some(attachable(tx, viewer.scope(), viewer.user).await?)
    } else {
        None
    };
    let offer = offered.as_deref().map(|files| boxes(files, ticked, error));
    Ok(views::session_card(session.id, &shared, &viewer.zone, offer))
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
