//! `/configuration/absence-reasons`, for admins.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use maud::Markup;
use people::{absence_reasons, audit};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, AddError, REASONS};
use super::form::ReasonForm;
use super::views::{self, ReasonsPage};

/// Lines of history under the list.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/configuration/absence-reasons", Act::Configure, index)
        .post("/configuration/absence-reasons", Act::Configure, create)
        .post("/configuration/absence-reasons/removal", Act::Configure, destroy)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// Set by the redirect after a change.
    saved: bool,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    whole(&app, &organization, &viewer, (ReasonForm::default(), Errors::new()), shown.saved).await
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ReasonForm>,
) -> Result<Response, Failure> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(reason) => {
            let added = in_tx!(app.db(), AddError, tx, {
                changing::add(tx, viewer.scope(), viewer.user, &reason).await
            });
            match added {
                Ok(()) => return Ok(saved()),
                Err(AddError::Taken) => {
                    Errors::new().with("name", "A reason of this name stands here already.")
                }
                Err(AddError::Store(error)) => return Err(error.into()),
            }
        }
    };
    let page = whole(&app, &organization, &viewer, (form, errors), false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RemovalForm {
    name: String,
}

async fn destroy(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<RemovalForm>,
) -> Result<Response, Failure> {
    in_tx!(app.db(), db::Error, tx, { changing::remove(tx, viewer.scope(), viewer.user, &form.name).await })?;
    Ok(saved())
}

fn saved() -> Response {
    Redirect::to("/configuration/absence-reasons?saved=true").into_response()
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    (form, errors): (ReasonForm, Errors),
    saved: bool,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let reasons = absence_reasons::all(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, REASONS, HISTORY).await?;
    let zone = &viewer.zone;
    let body = views::page(&ReasonsPage { form, errors, reasons: &reasons, history: &history, zone, saved });
    Ok(page(organization, viewer, Current::Configuration, "Reasons for absences", body))
}
