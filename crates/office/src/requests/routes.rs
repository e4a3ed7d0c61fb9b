//! `/configuration/requests`, for admins.

use axum::extract::{Query, State};
use axum::response::Redirect;
use db::in_tx;
use maud::Markup;
use people::{audit, organizations};
use serde::Deserialize;
use web::{Act, App, Current, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, REQUESTS};
use super::form::RequestsForm;
use super::views;

/// Lines of history under the form.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new().get("/configuration/requests", Act::Configure, show).post(
        "/configuration/requests",
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
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let rules = organizations::requests(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, REQUESTS, HISTORY).await?;
    let body = views::page(rules, &history, &viewer.zone, shown.saved);
    Ok(page(&organization, &viewer, Current::Configuration, "Requests", body))
}

async fn update(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<RequestsForm>,
) -> Result<Redirect, Failure> {
    let wanted = form.read();
    in_tx!(app.db(), db::Error, tx, { changing::change(tx, viewer.scope(), viewer.user, wanted).await })?;
    Ok(Redirect::to("/configuration/requests?saved=true"))
}
