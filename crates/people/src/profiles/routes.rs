//! `/people/{id}/profile`: read by whom it concerns, filled in by admins.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{ProfileFieldId, UserId};
use maud::Markup;
use web::{Act, App, Failure, Form, Organization, Routes, Viewer};

use super::filling::{self, FillError};
use super::reading::{self, Sight};
use super::{Misfit, views};

pub fn routes() -> Routes {
    Routes::new()
        .get("/people/{id}/profile", Act::SeeOwn, show)
        .get("/people/{id}/profile/edit", Act::ManagePeople, edit)
        .post("/people/{id}/profile", Act::ManagePeople, update)
}

fn id_of(text: &str) -> Result<UserId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// `GET /people/{id}/profile`.
async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let (person, sight) = reading::sight(&mut tx, &viewer, id_of(&id)?).await?;
    let filled = reading::filled(&mut tx, viewer.scope(), &person, sight).await?;
    Ok(views::show(&organization, &viewer, &person, sight, &filled))
}

/// `GET /people/{id}/profile/edit`.
async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    form(&app, &organization, &viewer, id_of(&id)?, None, &BTreeMap::new()).await
}

async fn form(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: UserId,
    typed: Option<&BTreeMap<ProfileFieldId, String>>,
    misfits: &BTreeMap<ProfileFieldId, Misfit>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let (person, _) = reading::sight(&mut tx, viewer, id).await?;
    let filled = reading::filled(&mut tx, viewer.scope(), &person, Sight::Admin).await?;
    Ok(views::edit(organization, viewer, &person, &filled, typed, misfits))
}

/// `POST /people/{id}/profile`: each field by its id.
async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(sent): Form<BTreeMap<ProfileFieldId, String>>,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let (scope, by) = (viewer.scope(), viewer.user);
    match in_tx!(app.db(), FillError, tx, { filling::fill(tx, scope, id, &sent, by).await }) {
        Ok(()) => Ok(Redirect::to(&format!("/people/{id}?done=saved")).into_response()),
        Err(FillError::Store(error)) => Err(error.into()),
        Err(FillError::Archived) => {
            Err(Failure::Refused("This user is archived. Restore the user first.".to_owned()))
        }
        Err(FillError::Misfits(misfits)) => {
            let page = form(&app, &organization, &viewer, id, Some(&sent), &misfits).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
