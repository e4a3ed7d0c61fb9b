//! Copy link and resend, for the instructor who waits.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use db::in_tx;
use kernel::SessionId;
use serde::Serialize;
use web::{App, Failure, Organization, Viewer};

use crate::classroom::{Rooms, desk};

/// The student's join link.
#[derive(Serialize)]
pub struct JoinLink {
    url: String,
}

/// `GET /classroom/{session}/link`.
pub async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(session): Path<String>,
) -> Result<Json<JoinLink>, Failure> {
    let session = session.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let path = desk::link_path(&mut tx, viewer.scope(), app.key(), session, viewer.user).await?;
    Ok(Json(JoinLink { url: app.url(&organization, &path) }))
}

/// `POST /classroom/{session}/resend`.
pub async fn create(
    State(app): State<App>,
    Extension(rooms): Extension<Rooms>,
    viewer: Viewer,
    Path(session): Path<String>,
) -> Result<StatusCode, Failure> {
    let session: SessionId = session.parse().map_err(|_| Failure::NotFound)?;
    let may = || rooms.may_resend(session, app.now());
    in_tx!(app.db(), Failure, tx, {
        desk::resend(tx, viewer.scope(), session, viewer.user).await?;
        // asked last, so that somebody else's tries do not count
        if may() { Ok(()) } else { Err(Failure::TooMany) }
    })?;
    Ok(StatusCode::NO_CONTENT)
}
