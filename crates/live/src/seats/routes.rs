//! What the addresses of a classroom have in common: who asks.

use axum::http::HeaderMap;
use kernel::SessionId;
use web::{App, Organization, Visitor, cookie, token};

use super::{Admission, admit, cookie_name};

/// The place that whoever sent these headers may take; none for everyone else.
///
/// # Errors
/// When the store cannot say.
pub async fn admission(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    session: &str,
) -> db::Result<Option<Admission>> {
    let Ok(session) = session.parse::<SessionId>() else { return Ok(None) };
    let token = cookie::read(headers, app.address(), &cookie_name(session)).and_then(token::hash_of_text);
    let mut tx = app.db().read().await?;
    match admit(&mut tx, organization.scope(), session, visitor.viewer(), token).await {
        Ok(admission) => Ok(Some(admission)),
        Err(db::Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}
