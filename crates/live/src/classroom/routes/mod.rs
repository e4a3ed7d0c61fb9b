//! The addresses of a classroom.

mod boards;
mod desk;
mod page;
mod socket;

use axum::http::HeaderMap;
use kernel::SessionId;
use web::{Act, App, Organization, Routes, Visitor, cookie, token};

use crate::seats::{self, Admission};

pub fn routes() -> Routes {
    Routes::new()
        .get("/classroom/{session}", Act::TakeSeat, page::show)
        .get("/classroom/{session}/socket", Act::TakeSeat, socket::open)
        .get("/classroom/{session}/boards/{board}", Act::TakeSeat, boards::show)
        .get("/classroom/{session}/link", Act::RunSession, desk::show)
        .post("/classroom/{session}/resend", Act::RunSession, desk::create)
}

/// The place that whoever sent these headers may take; none for everyone else.
async fn admission(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    session: &str,
) -> db::Result<Option<Admission>> {
    let Ok(session) = session.parse::<SessionId>() else { return Ok(None) };
    let token =
        cookie::read(headers, app.address(), &seats::cookie_name(session)).and_then(token::hash_of_text);
    let mut tx = app.db().read().await?;
    match seats::admit(&mut tx, organization.scope(), session, visitor.viewer(), token).await {
        Ok(admission) => Ok(Some(admission)),
        Err(db::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
