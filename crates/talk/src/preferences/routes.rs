//! `/notifications/preferences`: one's own.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use maud::Markup;
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::form::PreferencesForm;
use super::views;
use super::{changing, of};

pub fn routes() -> Routes {
    Routes::new().get("/notifications/preferences", Act::SeeOwn, show).post(
        "/notifications/preferences",
        Act::SeeOwn,
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
    let preferences = of(&mut app.db().read().await?, viewer.scope(), viewer.user, &viewer.zone).await?;
    let form = PreferencesForm::of(&preferences, viewer.roles);
    Ok(whole(&organization, &viewer, &form, &Errors::new(), shown.saved))
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<PreferencesForm>,
) -> Result<Response, Failure> {
    if !form.is_whole(viewer.roles) {
        return Err(Failure::Invalid(
            "The form could not be read. Reload the page and try again.".to_owned(),
        ));
    }
    match form.read(viewer.roles, &viewer.zone) {
        Ok(preferences) => {
            in_tx!(app.db(), db::Error, tx, {
                changing::set(tx, viewer.scope(), viewer.user, &preferences).await
            })?;
            Ok(Redirect::to("/notifications/preferences?saved=true").into_response())
        }
        Err(errors) => {
            let page = whole(&organization, &viewer, &form, &errors, false);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn whole(
    organization: &Organization,
    viewer: &Viewer,
    form: &PreferencesForm,
    errors: &Errors,
    saved: bool,
) -> Markup {
    let body = views::index(form, errors, saved, viewer);
    page(organization, viewer, Current::Notifications, views::TITLE, body)
}
