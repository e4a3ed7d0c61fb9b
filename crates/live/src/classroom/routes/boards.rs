//! The whole of a board, for a page whose own copy lacks too much for a frame.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use room::boards::Board;
use web::{App, Failure, Organization, Visitor};

use crate::classroom::Rooms;
use crate::seats::admission;

/// `GET /classroom/{session}/boards/{draw|write}`: one yjs update, for somebody who is in the room.
pub async fn show(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    Path((session, board)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let admission =
        admission(&app, &organization, &visitor, &headers, &session).await?.ok_or(Failure::NotFound)?;
    let board = Board::of_word(&board).ok_or(Failure::NotFound)?;
    let boards = rooms.boards_of(admission.scope, &admission.session);
    let whole = boards.fetch(admission.person, board).await.ok_or(Failure::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], whole).into_response())
}
