//! `/configuration/profile-fields`, for admins.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{ProfileFieldId, Role};
use maud::Markup;
use people::profiles::ProfileField;
use people::{audit, profiles};
use serde::Deserialize;
use web::{Act, App, Current, Errors, Failure, Form, Organization, Routes, Viewer, page};

use super::changing::{self, ChangeError, FIELDS};
use super::form::FieldForm;
use super::views::{self, FieldsPage};

/// Lines of history under the list.
const HISTORY: i64 = 20;

pub fn routes() -> Routes {
    Routes::new()
        .get("/configuration/profile-fields", Act::Configure, index)
        .post("/configuration/profile-fields", Act::Configure, create)
        .get("/configuration/profile-fields/{id}", Act::Configure, edit)
        .post("/configuration/profile-fields/{id}", Act::Configure, update)
        .post("/configuration/profile-fields/{id}/move", Act::Configure, move_up)
        .post("/configuration/profile-fields/{id}/archival", Act::Configure, archive)
        .post("/configuration/profile-fields/{id}/restoration", Act::Configure, restore)
}

fn id_of(text: &str) -> Result<ProfileFieldId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    role: String,
    /// Set by the redirect after a change.
    saved: bool,
}

/// `GET /configuration/profile-fields?role=student`.
async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(shown): Query<Shown>,
) -> Result<Markup, Failure> {
    let form = FieldForm::new(shown.role.parse().unwrap_or(Role::Student));
    whole(&app, &organization, &viewer, (form, Errors::new()), shown.saved).await
}

async fn whole(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    (form, errors): (FieldForm, Errors),
    saved: bool,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let fields = profiles::of_role(&mut tx, viewer.scope(), form.role()).await?;
    let history = audit::newest(&mut tx, viewer.scope(), FIELDS, HISTORY).await?;
    let zone = &viewer.zone;
    let body = views::page(&FieldsPage { form, errors, fields: &fields, history: &history, zone, saved });
    Ok(page(organization, viewer, Current::Configuration, "Profile fields", body))
}

/// `POST /configuration/profile-fields`.
async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<FieldForm>,
) -> Result<Response, Failure> {
    let id = ProfileFieldId::fresh(app.db().now());
    let errors = match form.read(id, None) {
        Err(errors) => errors,
        Ok(field) => {
            let (scope, by) = (viewer.scope(), viewer.user);
            match in_tx!(app.db(), ChangeError, tx, { changing::add(tx, scope, by, &field).await }) {
                Ok(()) => return Ok(saved(&field)),
                Err(ChangeError::Taken) => taken(),
                Err(ChangeError::Store(error)) => return Err(error.into()),
            }
        }
    };
    let page = whole(&app, &organization, &viewer, (form, errors), false).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn taken() -> Errors {
    Errors::new().with("label", "Another field of this role has this label, or there are 40 already.")
}

fn saved(field: &ProfileField) -> Response {
    Redirect::to(&format!("/configuration/profile-fields?role={}&saved=true", field.role)).into_response()
}

async fn find(app: &App, viewer: &Viewer, id: &str) -> Result<ProfileField, Failure> {
    let id = id_of(id)?;
    Ok(profiles::find_open(&mut app.db().read().await?, viewer.scope(), id).await?)
}

/// `GET /configuration/profile-fields/{id}`.
async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let field = find(&app, &viewer, &id).await?;
    Ok(form_page(&organization, &viewer, &field, &FieldForm::of(&field), &Errors::new()))
}

fn form_page(
    organization: &Organization,
    viewer: &Viewer,
    field: &ProfileField,
    form: &FieldForm,
    errors: &Errors,
) -> Markup {
    let body = views::edit(field, form, errors);
    page(organization, viewer, Current::Configuration, "Profile fields", body)
}

/// `POST /configuration/profile-fields/{id}`.
async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<FieldForm>,
) -> Result<Response, Failure> {
    let before = find(&app, &viewer, &id).await?;
    let errors = match form.read(before.id, Some(&before)) {
        Err(errors) => errors,
        Ok(field) => {
            let (scope, by) = (viewer.scope(), viewer.user);
            match in_tx!(app.db(), ChangeError, tx, { changing::change(tx, scope, by, &field).await }) {
                Ok(()) => return Ok(saved(&field)),
                Err(ChangeError::Taken) => taken(),
                Err(ChangeError::Store(error)) => return Err(error.into()),
            }
        }
    };
    let page = form_page(&organization, &viewer, &before, &form, &errors);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Taken => {
                Self::Refused("Another field has this label by now. Rename that one first.".to_owned())
            }
            ChangeError::Store(error) => error.into(),
        }
    }
}

/// `POST /configuration/profile-fields/{id}/move`: before the one above it.
async fn move_up(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (id, scope, by) = (id_of(&id)?, viewer.scope(), viewer.user);
    let field = in_tx!(app.db(), ChangeError, tx, { changing::move_up(tx, scope, by, id).await })?;
    Ok(saved(&field))
}

/// `POST /configuration/profile-fields/{id}/archival`.
async fn archive(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (id, scope, by) = (id_of(&id)?, viewer.scope(), viewer.user);
    let field = in_tx!(app.db(), ChangeError, tx, { changing::archive(tx, scope, by, id).await })?;
    Ok(saved(&field))
}

/// `POST /configuration/profile-fields/{id}/restoration`.
async fn restore(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (id, scope, by) = (id_of(&id)?, viewer.scope(), viewer.user);
    let field = in_tx!(app.db(), ChangeError, tx, { changing::restore(tx, scope, by, id).await })?;
    Ok(saved(&field))
}
