//! `/people/import`: the form, the look, the way to the end, and files to take along.

use std::time::Duration;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Path, Query, State};
use axum::handler::Handler;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::ImportId;
use serde::Deserialize;
use tokio::time::timeout;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer};

use super::import::Stage;
use super::reading::MOST_BYTES;
use super::{bringing, refused, running, template, views};

/// A file and a pasted table at once, with what a form adds around them.
const FORM_BYTES: usize = 2 * MOST_BYTES + 64 * 1024;
/// A whole upload on a poor line.
const WITHIN: Duration = Duration::from_secs(5 * 60);

pub fn routes() -> Routes {
    Routes::new()
        .get("/people/import", Act::ManagePeople, new)
        .post("/people/import", Act::ManagePeople, create.layer(DefaultBodyLimit::max(FORM_BYTES)))
        .get("/people/import/template.csv", Act::ManagePeople, template_csv)
        .get("/people/import/template.xlsx", Act::ManagePeople, template_xlsx)
        .get("/people/import/{id}", Act::ManagePeople, show)
        .post("/people/import/{id}", Act::ManagePeople, start)
        .post("/people/import/{id}/continuation", Act::ManagePeople, go_on)
        .get("/people/import/{id}/progress", Act::ManagePeople, progress)
        .get("/people/import/{id}/refused.csv", Act::ManagePeople, refused_csv)
}

/// `GET /people/import`.
async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Response, Failure> {
    let columns = columns(&app, &viewer).await?;
    Ok(views::new(&organization, &viewer, &columns, "", &Errors::new()).into_response())
}

/// The columns of the organization's template.
async fn columns(app: &App, viewer: &Viewer) -> Result<Vec<template::Heading>, Failure> {
    Ok(template::headings(&bringing::fields(&mut app.db().read().await?, viewer.scope()).await?))
}

/// What is brought: a file's bytes, or what was pasted.
#[derive(Default)]
struct Brought {
    file: Vec<u8>,
    table: String,
}

/// `POST /people/import`: reads the table and leads to its look.
async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Failure> {
    let columns = columns(&app, &viewer).await?;
    let again = |table: &str, field: &'static str, words: String| {
        let errors = Errors::new().with(field, words);
        let page = views::new(&organization, &viewer, &columns, table, &errors);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let form = form.map_err(|_| unreadable())?;
    let brought = match timeout(WITHIN, receive(form)).await.map_err(|_| unreadable())? {
        Ok(brought) => brought,
        Err(words) => return again("", "file", words),
    };
    let (field, bytes) = match brought.file.is_empty() {
        false => ("file", brought.file),
        true => ("table", brought.table.clone().into_bytes()),
    };
    let sheet = match bringing::read(bytes).await {
        Ok(sheet) => sheet,
        Err(refusal) => return again(&brought.table, field, refusal.to_string()),
    };
    let (scope, by) = (viewer.scope(), viewer.user);
    let id = in_tx!(app.db(), db::Error, tx, { bringing::keep(tx, scope, by, &sheet).await })?;
    Ok(Redirect::to(&format!("/people/import/{id}")).into_response())
}

fn unreadable() -> Failure {
    Failure::Invalid("The form could not be read, or it broke off. Reload the page and try again.".to_owned())
}

/// The form's two fields; the sentence when they are too much.
async fn receive(mut form: Multipart) -> Result<Brought, String> {
    let broken = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => super::reading::Unreadable::TooLarge.to_string(),
        _ => "The upload broke off. Try it again.".to_owned(),
    };
    let mut brought = Brought::default();
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name() {
            Some("file") => brought.file = field.bytes().await.map_err(broken)?.to_vec(),
            Some("table") => brought.table = field.text().await.map_err(broken)?,
            _ => {
                return Err(
                    "The form has a field that is not known. Reload the page and try again.".to_owned()
                );
            }
        }
    }
    Ok(brought)
}

/// `GET /people/import/template.csv`.
async fn template_csv(State(app): State<App>, viewer: Viewer) -> Result<Response, Failure> {
    let text = template::csv(&columns(&app, &viewer).await?).map_err(|error| unwritable(&error))?;
    Ok(file("text/csv; charset=utf-8", "people.csv", text))
}

fn unwritable(error: &dyn std::error::Error) -> Failure {
    tracing::error!(%error, "The template of an import could not be written");
    Failure::Internal
}

/// `GET /people/import/template.xlsx`.
async fn template_xlsx(State(app): State<App>, viewer: Viewer) -> Result<Response, Failure> {
    let book = template::workbook(&columns(&app, &viewer).await?).map_err(|error| unwritable(&error))?;
    Ok(file("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "people.xlsx", book))
}

fn file(kind: &'static str, name: &'static str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes)
        .into_response()
}

/// What is no id is nobody's.
fn id_of(text: &str) -> Result<ImportId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Shown {
    verdict: String,
    page: usize,
}

/// `GET /people/import/{id}`: what would happen; or how far it is; or what happened.
async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let (id, scope) = (id_of(&id)?, viewer.scope());
    let mut tx = app.db().read().await?;
    let import = bringing::find(&mut tx, scope, id).await?;
    let page = match import.stage(app.now()) {
        Stage::Waits => {
            let look = bringing::look(&mut tx, scope, id, &organization.zone).await?;
            let part = views::Part::of(&look, &shown.verdict, shown.page);
            views::look(&organization, &viewer, &import, &look, &part)
        }
        Stage::Finished => {
            let refused = bringing::refused(&mut tx, scope, id, &organization.zone).await?;
            views::finished(&organization, &viewer, &import, &refused.rows)
        }
        stage @ (Stage::Goes | Stage::Stands) => views::going(&organization, &viewer, &import, stage),
    };
    Ok(page.into_response())
}

#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct StartForm {
    invitations: String,
}

/// `POST /people/import/{id}`: begins; pressed again it only leads to the progress.
async fn start(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<StartForm>,
) -> Result<Redirect, Failure> {
    let id = id_of(&id)?;
    let invites = match form.invitations.as_str() {
        "now" => true,
        "later" => false,
        _ => return Err(Failure::Invalid("Say whether invitations go out now.".to_owned())),
    };
    let (scope, by) = (viewer.scope(), viewer.user);
    if in_tx!(app.db(), db::Error, tx, { bringing::start(tx, scope, id, by, invites).await })? {
        running::carry_on(app, scope, id, organization.zone);
    }
    Ok(Redirect::to(&format!("/people/import/{id}")))
}

/// `POST /people/import/{id}/continuation`: after a restart of the server.
async fn go_on(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = id_of(&id)?;
    let (scope, by) = (viewer.scope(), viewer.user);
    if in_tx!(app.db(), db::Error, tx, { bringing::take_up(tx, scope, id, by).await })? {
        running::carry_on(app, scope, id, organization.zone);
    }
    Ok(Redirect::to(&format!("/people/import/{id}")))
}

/// `GET /people/import/{id}/progress`: the part of the page that moves; at the end it leads on to the result.
async fn progress(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let import = bringing::find(&mut app.db().read().await?, viewer.scope(), id).await?;
    Ok(match import.stage(app.now()) {
        Stage::Goes => views::progress(&import, Stage::Goes).into_response(),
        _ => ([("hx-redirect", format!("/people/import/{id}"))], "").into_response(),
    })
}

/// `GET /people/import/{id}/refused.csv`.
async fn refused_csv(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = id_of(&id)?;
    let mut tx = app.db().read().await?;
    let refused = bringing::refused(&mut tx, viewer.scope(), id, &organization.zone).await?;
    let text = refused::csv(&refused).map_err(|error| {
        tracing::error!(%error, "The refused rows of an import could not be written");
        Failure::Internal
    })?;
    // for spreadsheets that would take it for another alphabet
    Ok(file("text/csv; charset=utf-8", "refused-people.csv", ["\u{feff}".as_bytes(), &text].concat()))
}
