//! `/availability`: an instructor's own; for admins anybody's.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::{Tx, in_tx};
use kernel::{ExceptionId, Role, Roles, Standing, UserId};
use people::accounts::{self, Person, Search, Standings};
use serde::Deserialize;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer};

use super::changing::{self, ExceptionError};
use super::form::{ExceptionForm, HoursForm, OFF, is_known_field};
use super::views::{self, Page};

/// Instructors an admin chooses from.
const MOST_INSTRUCTORS: i64 = 1_000;

pub fn routes() -> Routes {
    Routes::new()
        .get("/availability", Act::KeepAvailability, show)
        .post("/availability", Act::KeepAvailability, update)
        .post("/availability/exceptions", Act::KeepAvailability, create_exception)
        .post("/availability/exceptions/{id}/removal", Act::KeepAvailability, destroy_exception)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    instructor: String,
    /// Set by the redirect after a change.
    saved: bool,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    if shown.instructor.is_empty() && !viewer.is(Role::Instructor) {
        let instructors = instructors(&mut tx, &viewer).await?;
        return Ok(views::choose(&organization, &viewer, &instructors).into_response());
    }
    let person = person(&mut tx, &viewer, &shown.instructor).await?;
    let page = Page { saved: shown.saved, ..Page::default() };
    Ok(whole(&mut tx, &organization, &viewer, &person, page).await?.into_response())
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<HoursForm>,
) -> Result<Response, Failure> {
    if !form.times.keys().all(|name| is_known_field(name)) {
        return Err(Failure::Invalid(
            "The form could not be read. Reload the page and try again.".to_owned(),
        ));
    }
    let mut tx = app.db().read().await?;
    let person = person(&mut tx, &viewer, &form.instructor).await?;
    match form.read() {
        Ok(availability) => {
            drop(tx);
            in_tx!(app.db(), db::Error, tx, {
                changing::set(tx, viewer.scope(), viewer.user, &person, &availability).await
            })?;
            Ok(saved(&viewer, &person))
        }
        Err(errors) => {
            let page = Page { hours: Some(form), hours_errors: errors, ..Page::default() };
            refuse(&mut tx, &organization, &viewer, &person, page).await
        }
    }
}

async fn create_exception(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ExceptionForm>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let person = person(&mut tx, &viewer, &form.instructor).await?;
    let zone = super::of(&mut tx, viewer.scope(), &person).await?.zone;
    let today = tx.now().in_zone(&zone).date();
    drop(tx);
    let errors = match form.read(today) {
        Err(errors) => errors,
        Ok(days) => {
            let added = in_tx!(app.db(), ExceptionError, tx, {
                changing::add_exception(tx, viewer.scope(), viewer.user, &person, days).await
            });
            match added {
                Ok(()) => return Ok(saved(&viewer, &person)),
                Err(error) => refused(error)?,
            }
        }
    };
    let mut tx = app.db().read().await?;
    let page = Page { exception: form, exception_errors: errors, ..Page::default() };
    refuse(&mut tx, &organization, &viewer, &person, page).await
}

fn refused(error: ExceptionError) -> Result<Errors, Failure> {
    let (field, message) = match error {
        ExceptionError::Overlaps => ("from", "Other hours of that day overlap these. Remove them first."),
        ExceptionError::Taken => ("first_day", "These days off stand here already."),
        ExceptionError::TooMany => {
            ("first_day", "There are 200 days that differ already. Remove some that are not needed any more.")
        }
        ExceptionError::Store(error) => return Err(error.into()),
    };
    Ok(Errors::new().with(field, message))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Whose {
    instructor: String,
}

async fn destroy_exception(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(whose): Query<Whose>,
) -> Result<Response, Failure> {
    let id: ExceptionId = id.parse().map_err(|_| Failure::NotFound)?;
    let person = person(&mut app.db().read().await?, &viewer, &whose.instructor).await?;
    in_tx!(app.db(), db::Error, tx, {
        changing::remove_exception(tx, viewer.scope(), viewer.user, &person, id).await
    })?;
    Ok(saved(&viewer, &person))
}

/// Whose availability it is: the viewer's own, or for an admin that of whoever teaches here.
async fn person(tx: &mut Tx, viewer: &Viewer, said: &str) -> Result<Person, Failure> {
    let id: UserId = match said {
        "" => viewer.user,
        said => said.parse().map_err(|_| Failure::NotFound)?,
    };
    if id != viewer.user && !viewer.is(Role::Admin) {
        return Err(Failure::NotFound);
    }
    let person = accounts::find(tx, viewer.scope(), id).await?;
    if person.is(Role::Instructor) { Ok(person) } else { Err(Failure::NotFound) }
}

async fn instructors(tx: &mut Tx, viewer: &Viewer) -> db::Result<Vec<Person>> {
    let search = Search {
        words: "",
        roles: Roles::NONE.with(Role::Instructor),
        standings: Standings::Only(Standing::Active),
        after: None,
        limit: MOST_INSTRUCTORS,
    };
    accounts::search(tx, viewer.scope(), &search).await
}

fn saved(viewer: &Viewer, person: &Person) -> Response {
    let whose = if person.id == viewer.user { String::new() } else { format!("instructor={}&", person.id) };
    Redirect::to(&format!("/availability?{whose}saved=true")).into_response()
}

async fn refuse(
    tx: &mut Tx,
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    page: Page,
) -> Result<Response, Failure> {
    let page = whole(tx, organization, viewer, person, page).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn whole(
    tx: &mut Tx,
    organization: &Organization,
    viewer: &Viewer,
    person: &Person,
    mut page: Page,
) -> Result<maud::Markup, Failure> {
    let availability = super::of(tx, viewer.scope(), person).await?;
    if page.exception.kind.is_empty() {
        OFF.clone_into(&mut page.exception.kind);
    }
    Ok(views::show(organization, viewer, person, &availability, page))
}
