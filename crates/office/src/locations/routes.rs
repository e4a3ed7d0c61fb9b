//! `/configuration/locations`, for admins.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::LocationId;
use maud::Markup;
use people::locations::Location;
use people::{audit, locations};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, ChangeError, LOCATIONS};
use super::form::LocationForm;
use super::views::{self, LocationsPage};

/// Lines of history under the list.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/configuration/locations", Act::Configure, index)
        .post("/configuration/locations", Act::Configure, create)
        .get("/configuration/locations/{id}", Act::Configure, edit)
        .post("/configuration/locations/{id}", Act::Configure, update)
        .post("/configuration/locations/{id}/archival", Act::Configure, archive)
        .post("/configuration/locations/{id}/restoration", Act::Configure, restore)
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
    whole(&app, &organization, &viewer, (&LocationForm::default(), &Errors::new()), shown.saved).await
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<LocationForm>,
) -> Result<Response, Failure> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(name) => {
            let (scope, by) = (viewer.scope(), viewer.user);
            match in_tx!(app.db(), ChangeError, tx, { changing::add(tx, scope, by, &name).await }) {
                Ok(()) => return Ok(saved()),
                Err(error) => at_the_field(error)?,
            }
        }
    };
    let page = whole(&app, &organization, &viewer, (&form, &errors), false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let location = find(&app, &viewer, &id).await?;
    let form = LocationForm { name: location.name.clone() };
    Ok(form_page(&organization, &viewer, &location, &form, &Errors::new()))
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<LocationForm>,
) -> Result<Response, Failure> {
    let location = find(&app, &viewer, &id).await?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(name) => {
            let (scope, by) = (viewer.scope(), viewer.user);
            let renamed = in_tx!(app.db(), ChangeError, tx, {
                changing::rename(tx, scope, by, location.id, &name).await
            });
            match renamed {
                Ok(()) => return Ok(saved()),
                Err(error) => at_the_field(error)?,
            }
        }
    };
    let page = form_page(&organization, &viewer, &location, &form, &errors);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn archive(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    set_archived(&app, &viewer, &id, true).await
}

async fn restore(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    set_archived(&app, &viewer, &id, false).await
}

async fn set_archived(app: &App, viewer: &Viewer, id: &str, archived: bool) -> Result<Response, Failure> {
    let id: LocationId = id.parse().map_err(|_| Failure::NotFound)?;
    let (scope, by) = (viewer.scope(), viewer.user);
    match in_tx!(app.db(), ChangeError, tx, { changing::set_archived(tx, scope, by, id, archived).await }) {
        Ok(()) => Ok(saved()),
        Err(ChangeError::Last) => Err(last()),
        Err(ChangeError::Taken) => Err(Failure::Internal),
        Err(ChangeError::Store(error)) => Err(error.into()),
    }
}

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<Location, Failure> {
    let id: LocationId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok(locations::find(&mut app.db().read().await?, viewer.scope(), id).await?)
}

fn at_the_field(error: ChangeError) -> Result<Errors, Failure> {
    match error {
        ChangeError::Taken => {
            Ok(Errors::new().with("name", "A place of this name stands here already, or there are 200."))
        }
        ChangeError::Last => Err(last()),
        ChangeError::Store(error) => Err(error.into()),
    }
}

fn last() -> Failure {
    Failure::Refused(
        "Sessions in person are booked at a place of your list alone, and this is the last one. \
         Add another place first, or change that under Booking rules."
            .to_owned(),
    )
}

fn saved() -> Response {
    Redirect::to("/configuration/locations?saved=true").into_response()
}

fn form_page(
    organization: &Organization,
    viewer: &Viewer,
    location: &Location,
    form: &LocationForm,
    errors: &Errors,
) -> Markup {
    page(organization, viewer, Current::Configuration, "Locations", views::edit(location, form, errors))
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    (form, errors): (&LocationForm, &Errors),
    saved: bool,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let mut tx = app.db().read().await?;
    let locations = locations::all(&mut tx, scope).await?;
    let history = audit::newest(&mut tx, scope, LOCATIONS, HISTORY).await?;
    let zone = &viewer.zone;
    let shown = LocationsPage { form, errors, locations: &locations, history: &history, zone, saved };
    Ok(page(organization, viewer, Current::Configuration, "Locations", views::page(&shown)))
}
