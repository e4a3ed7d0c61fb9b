//! The classroom's page: Tech Check, lobby and room are states of it.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::Seat;
use people::accounts;
use teaching::reports::{self, Kind};
use web::{App, Failure, Local, Organization, Visitor};

use crate::classroom::views;
use crate::seats::{Admission, admission};

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
    let asks = asks(&app, &admission).await?;
    if session.state().is_over() {
        return Ok(match details {
            Some(details) => Redirect::to(&details).into_response(),
            None => views::over(&organization, session.title(), other, asks.as_deref()).into_response(),
        });
    }
    let (scope, person) = (admission.scope, admission.person);
    let zone = accounts::find(&mut app.db().read().await?, scope, person).await?.zone;
    let place = views::Place {
        session: session.id.to_string(),
        you: admission.seat,
        me: admission.name(),
        other,
        title: session.title(),
        starts_at: session.starts_at,
        ends_at: session.ends_at,
        zone: &zone,
        details,
        asks,
    };
    Ok(views::classroom(&organization, &place).into_response())
}

/// Where this person answers what is asked after the session; none when nothing is, or not any more.
async fn asks(app: &App, admission: &Admission) -> db::Result<Option<String>> {
    let Admission { scope, session, seat, person, .. } = admission;
    let mut tx = app.db().read().await?;
    let is_over = session.state().is_over();
    Ok(match seat {
        Seat::Instructor => {
            let is_asked = reports::is_asked(&mut tx, *scope, Kind::Report, session).await?;
            is_asked.then(|| format!("/sessions/{}/report/form", session.id))
        }
        Seat::Student => {
            let is_asked = match is_over {
                true => reports::survey(&mut tx, *scope, *person, session.id).await?.is_some(),
                false => reports::is_asked(&mut tx, *scope, Kind::Survey, session).await?,
            };
            is_asked.then(|| format!("/classroom/{}/survey", session.id))
        }
    })
}
