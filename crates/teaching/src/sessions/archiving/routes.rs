//! `/people/{id}/archival`, for admins.

use axum::extract::{Path, State};
use axum::response::Redirect;
use db::in_tx;
use kernel::UserId;
use maud::Markup;
use people::accounts::{self, ArchiveError};
use people::sign_in;
use serde::Deserialize;
use web::{Act, App, Failure, Form, Organization, Routes, Viewer};

use super::{views, writing};

pub fn routes() -> Routes {
    Routes::new().get("/people/{id}/archival", Act::ManagePeople, new).post(
        "/people/{id}/archival",
        Act::ManagePeople,
        create,
    )
}

/// Asks what becomes of the planned sessions.
async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let person = accounts::find(&mut tx, viewer.scope(), id).await?;
    let planned = writing::planned(&mut tx, viewer.scope(), id).await?;
    Ok(views::page(&organization, &viewer, &person, &planned))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ArchiveForm {
    /// `cancel`; else they stay.
    planned: String,
}

async fn create(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<ArchiveForm>,
) -> Result<Redirect, Failure> {
    let id: UserId = id.parse().map_err(|_| Failure::NotFound)?;
    let cancels = form.planned == "cancel";
    in_tx!(app.db(), ArchiveError, tx, {
        let person = accounts::find(tx, viewer.scope(), id).await?;
        writing::archive(tx, &viewer, &person, cancels).await
    })?;
    sign_in::tell_revoked(&app, viewer.scope(), id).await?;
    Ok(Redirect::to(&format!("/people/{id}?done=archived")))
}
