//! The addresses of a replay.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::SessionId;
use room::boards::Board;
use web::{Act, App, Failure, Organization, Routes, Viewer};

use super::reading::{self, ReplayError, Timeline};
use super::views;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions/{id}/replay", Act::SeeOwn, show)
        .get("/sessions/{id}/replay/timeline", Act::SeeOwn, timeline)
        .get("/sessions/{id}/replay/boards/{board}", Act::SeeOwn, board)
}

/// `GET /sessions/{id}/replay`. What is not over is still at the session's own page.
async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = match reading::find_over(&mut tx, &viewer, id).await {
        Ok(session) => session,
        Err(ReplayError::NotOver(id)) => return Ok(Redirect::to(&format!("/sessions/{id}")).into_response()),
        Err(ReplayError::Store(error)) => return Err(error.into()),
    };
    if session.seat_of(viewer.user).is_none() {
        tracing::info!(session.id = %id, person.id = %viewer.user, "The replay of {id} was opened by somebody beside the session");
    }
    Ok(views::replay(&organization, &viewer, &session).into_response())
}

/// `GET /sessions/{id}/replay/timeline`.
async fn timeline(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Json<Timeline>, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = reading::find_over(&mut tx, &viewer, id).await.map_err(refused)?;
    Ok(Json(reading::timeline(&mut tx, &viewer, &session).await?))
}

/// `GET /sessions/{id}/replay/boards/{draw|write}`: see `score`.
async fn board(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, board)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let board = Board::of_word(&board).ok_or(Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = reading::find_over(&mut tx, &viewer, id).await.map_err(refused)?;
    let score = reading::score(&mut tx, viewer.scope(), &session, board).await?;
    drop(tx);
    let bytes = tokio::task::spawn_blocking(|| score.packed()).await.map_err(|error| {
        tracing::error!(%error, session.id = %id, "A board of {id} could not be put together");
        Failure::Internal
    })?;
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "private, no-store")];
    Ok((headers, bytes).into_response())
}

fn refused(error: ReplayError) -> Failure {
    match error {
        ReplayError::NotOver(_) => {
            Failure::Refused("This session is not over yet. It can be played when it is.".to_owned())
        }
        ReplayError::Store(error) => error.into(),
    }
}
