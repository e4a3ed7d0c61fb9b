//! `/configuration/closures`, for admins.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use jiff::civil::Date;
use maud::Markup;
use people::{audit, closures};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, AddError, CLOSED};
use super::form::ClosureForm;
use super::views::{self, ClosuresPage};

/// Lines of history under the list.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/configuration/closures", Act::Configure, index)
        .post("/configuration/closures", Act::Configure, create)
        .post("/configuration/closures/{day}/removal", Act::Configure, destroy)
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
    whole(&app, &organization, &viewer, (ClosureForm::default(), Errors::new()), shown.saved).await
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ClosureForm>,
) -> Result<Response, Failure> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(closure) => {
            let added = in_tx!(app.db(), AddError, tx, {
                changing::add(tx, viewer.scope(), viewer.user, &closure).await
            });
            match added {
                Ok(()) => return Ok(saved()),
                Err(AddError::Taken) => {
                    Errors::new().with("first_day", "Closed days that begin on this day stand here already.")
                }
                Err(AddError::Store(error)) => return Err(error.into()),
            }
        }
    };
    let page = whole(&app, &organization, &viewer, (form, errors), false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn destroy(
    State(app): State<App>,
    viewer: Viewer,
    Path(day): Path<String>,
) -> Result<Response, Failure> {
    let day: Date = day.parse().map_err(|_| Failure::NotFound)?;
    in_tx!(app.db(), db::Error, tx, { changing::remove(tx, viewer.scope(), viewer.user, day).await })?;
    Ok(saved())
}

fn saved() -> Response {
    Redirect::to("/configuration/closures?saved=true").into_response()
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    (form, errors): (ClosureForm, Errors),
    saved: bool,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let closures = closures::all(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, CLOSED, HISTORY).await?;
    let zone = &viewer.zone;
    let body =
        views::page(&ClosuresPage { form, errors, closures: &closures, history: &history, zone, saved });
    Ok(page(organization, viewer, Current::Configuration, "Closed days", body))
}
