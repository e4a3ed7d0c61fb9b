//! `/configuration/booking-rules`, for admins.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use maud::Markup;
use people::{audit, locations, organizations};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, SESSIONS};
use super::form::BookableForm;
use super::views;

/// Lines of history under the form.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new().get("/configuration/booking-rules", Act::Configure, show).post(
        "/configuration/booking-rules",
        Act::Configure,
        update,
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// Set by the redirect after a change.
    saved: bool,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    let rules = organizations::bookable(&mut app.db().read().await?, viewer.scope()).await?;
    let form = BookableForm::of(&rules);
    whole(&app, &organization, &viewer, (&form, &Errors::new()), shown.saved).await
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<BookableForm>,
) -> Result<Response, Failure> {
    let offered = locations::offered(&mut app.db().read().await?, viewer.scope()).await?;
    let wanted = match form.read(offered.is_empty()) {
        Ok(wanted) => wanted,
        Err(errors) => {
            let page = whole(&app, &organization, &viewer, (&form, &errors), false).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    in_tx!(app.db(), db::Error, tx, { changing::change(tx, viewer.scope(), viewer.user, &wanted).await })?;
    Ok(Redirect::to("/configuration/booking-rules?saved=true").into_response())
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    (form, errors): (&BookableForm, &Errors),
    saved: bool,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let history = audit::newest(&mut tx, viewer.scope(), SESSIONS, HISTORY).await?;
    let body = views::page(form, errors, &history, &viewer.zone, saved);
    Ok(page(organization, viewer, Current::Configuration, "Booking rules", body))
}
