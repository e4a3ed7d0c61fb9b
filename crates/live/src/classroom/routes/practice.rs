//! The practice classroom's page, and the whole of a board in it.

use axum::Extension;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use maud::Markup;
use room::boards::Board;
use web::{Failure, Organization, Viewer};

use crate::classroom::{Rooms, views};

/// `GET /practice`.
pub async fn show(organization: Organization, viewer: Viewer) -> Markup {
    views::practice(&organization, &viewer)
}

/// `GET /practice/boards/{draw|write}`: one yjs update, for who is in the room.
pub async fn board(
    Extension(rooms): Extension<Rooms>,
    viewer: Viewer,
    Path(board): Path<String>,
) -> Result<Response, Failure> {
    let board = Board::of_word(&board).ok_or(Failure::NotFound)?;
    let boards = rooms.practice_boards(viewer.user).ok_or(Failure::NotFound)?;
    let whole = boards.fetch(viewer.user, board).await.ok_or(Failure::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], whole).into_response())
}
