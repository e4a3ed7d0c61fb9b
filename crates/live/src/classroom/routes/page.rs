//! The classroom's page: Tech Check, lobby and room are states of it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use web::{App, Failure, Local, Organization, Visitor};

use crate::classroom::views;
use crate::seats::admission;

/// `GET /classroom/{session}`.
pub async fn show(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
    Path(session): Path<String>,
) -> Result<Response, Failure> {
    let Some(admission) = admission(&app, &organization, &visitor, &headers, &session).await? else {
        let sign_in = visitor.viewer().is_none().then(|| Local::of_request(&uri).sign_in_address());
        return Ok((StatusCode::NOT_FOUND, views::no_place(&organization, sign_in)).into_response());
    };
    let (session, details) = (&admission.session, admission.details());
    let other = session.counterpart(admission.person);
    if session.state().is_over() {
        return Ok(match details {
            Some(details) => Redirect::to(&details).into_response(),
            None => views::over(&organization, session.title(), other).into_response(),
        });
    }
    let place = views::Place {
        session: session.id.to_string(),
        you: admission.seat,
        me: admission.name(),
        other,
        title: session.title(),
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        details,
    };
    Ok(views::classroom(&organization, &place).into_response())
}
