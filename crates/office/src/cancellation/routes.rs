//! `/configuration/cancellation`, for admins.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use maud::Markup;
use people::{audit, organizations};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, CANCELLATION};
use super::form::CancellationForm;
use super::views::{self, CancellationPage};

/// Lines of history under the form.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new().get("/configuration/cancellation", Act::Configure, show).post(
        "/configuration/cancellation",
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
    whole(&app, &organization, &viewer, None, shown.saved).await
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<CancellationForm>,
) -> Result<Response, Failure> {
    let wanted = match form.read() {
        Ok(wanted) => wanted,
        Err(errors) => {
            let page = whole(&app, &organization, &viewer, Some((form, errors)), false).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    in_tx!(app.db(), db::Error, tx, { changing::change(tx, viewer.scope(), viewer.user, &wanted).await })?;
    Ok(Redirect::to("/configuration/cancellation?saved=true").into_response())
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    typed: Option<(CancellationForm, Errors)>,
    saved: bool,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let rules = organizations::cancellation(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, CANCELLATION, HISTORY).await?;
    let (form, errors) = typed.unwrap_or_else(|| (CancellationForm::of(&rules), Errors::new()));
    let body = views::page(&CancellationPage { form, errors, history: &history, zone: &viewer.zone, saved });
    Ok(page(organization, viewer, Current::Configuration, "Cancellation", body))
}
