//! The page, and what it reads when the session is over.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::SessionId;
use room::boards::Board;
use web::{App, Failure, Organization, Viewer};

use crate::boards_page::finding::{self, Closed, For};
use crate::boards_page::views;

/// `GET /sessions/{id}/boards`. Where they are not open, the session's own page says how it stands.
pub async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    match finding::find(&mut tx, &viewer, id).await {
        Ok((session, what_for)) => {
            Ok(views::boards(&organization, &viewer, &session, what_for).into_response())
        }
        Err(Closed::InClassroom | Closed::NotYet | Closed::NeverWas) => {
            Ok(Redirect::to(&format!("/sessions/{id}")).into_response())
        }
        Err(Closed::Store(error)) => Err(error.into()),
    }
}

/// `GET /sessions/{id}/boards/{draw|write}`: one yjs update, the board as the session left it.
pub async fn board(
    State(app): State<App>,
    viewer: Viewer,
    Path((id, board)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let board = Board::of_word(&board).ok_or(Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = match finding::find(&mut tx, &viewer, id).await {
        Ok((session, For::Reading)) => session,
        Err(Closed::Store(error)) => return Err(error.into()),
        Ok((_, For::Preparing)) | Err(Closed::InClassroom | Closed::NotYet | Closed::NeverWas) => {
            return Err(Failure::Refused("The boards are seen here when the session is over.".to_owned()));
        }
    };
    let pieces = finding::left(&mut tx, viewer.scope(), &session, board).await?;
    drop(tx);
    let whole = tokio::task::spawn_blocking(move || finding::whole(board, pieces)).await;
    let whole = whole.map_err(|error| {
        tracing::error!(%error, session.id = %id, "A board of {id} could not be put together");
        Failure::Internal
    })?;
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CACHE_CONTROL, "private, no-store")];
    Ok((headers, whole).into_response())
}
