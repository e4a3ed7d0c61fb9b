//! `/programs`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{ProgramId, Role};
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer};

use super::program::{Program, ProgramForm, parse};
use super::views;

pub fn routes() -> Routes {
    Routes::new()
        .get("/programs", Act::SeePrograms, index)
        .get("/programs/new", Act::ManagePrograms, new)
        .post("/programs", Act::ManagePrograms, create)
        .get("/programs/{id}", Act::ManagePrograms, edit)
        .post("/programs/{id}", Act::ManagePrograms, update)
        .post("/programs/{id}/archival", Act::ManagePrograms, archive)
        .post("/programs/{id}/restoration", Act::ManagePrograms, restore)
}

/// What a viewer may do with programs, and what they may see of them.
#[derive(Clone, Copy)]
pub struct Rights {
    pub manage: bool,
    pub fees: bool,
}

fn rights(viewer: &Viewer, organization: &Organization) -> Rights {
    let admin = viewer.is(Role::Admin);
    Rights { manage: admin || organization.instructors_may_manage_programs, fees: admin }
}

fn parse_id(id: &str) -> Result<ProgramId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let programs = super::list(&mut tx, viewer.scope()).await?;
    let rights = rights(&viewer, &organization);
    Ok(views::index(&organization, &viewer, &programs, rights).into_response())
}

async fn new(organization: Organization, viewer: Viewer) -> Response {
    let rights = rights(&viewer, &organization);
    let form = ProgramForm { fee_per: "session".into(), currency: "USD".into(), ..ProgramForm::default() };
    views::form(&organization, &viewer, None, &form, &Errors::new(), rights).into_response()
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ProgramForm>,
) -> Result<Response, Failure> {
    let rights = rights(&viewer, &organization);
    let again = |errors: &Errors| {
        let page = views::form(&organization, &viewer, None, &form, errors, rights);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let draft = match parse(&form, None, rights.fees) {
        Ok(draft) => draft,
        Err(errors) => return again(&errors),
    };
    match in_tx!(app.db(), db::Error, tx, { super::create(tx, viewer.scope(), &draft).await }) {
        Ok(_) => Ok(Redirect::to("/programs").into_response()),
        Err(error) if is_taken(&error) => again(&taken()),
        Err(error) => Err(error.into()),
    }
}

async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let program = super::find(&mut tx, viewer.scope(), parse_id(&id)?).await?;
    let rights = rights(&viewer, &organization);
    let form = ProgramForm::of(&program);
    Ok(views::form(&organization, &viewer, Some(&program), &form, &Errors::new(), rights).into_response())
}

async fn update(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<ProgramForm>,
) -> Result<Response, Failure> {
    let id = parse_id(&id)?;
    let program: Program = super::find(&mut app.db().read().await?, viewer.scope(), id).await?;
    let rights = rights(&viewer, &organization);
    let again = |errors: &Errors| {
        let page = views::form(&organization, &viewer, Some(&program), &form, errors, rights);
        Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
    };
    let draft = match parse(&form, Some(&program), rights.fees) {
        Ok(draft) => draft,
        Err(errors) => return again(&errors),
    };
    match in_tx!(app.db(), db::Error, tx, { super::update(tx, viewer.scope(), id, &draft).await }) {
        Ok(()) => Ok(Redirect::to("/programs").into_response()),
        Err(error) if is_taken(&error) => again(&taken()),
        Err(error) => Err(error.into()),
    }
}

async fn archive(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = parse_id(&id)?;
    in_tx!(app.db(), db::Error, tx, { super::archive(tx, viewer.scope(), id).await })?;
    Ok(Redirect::to("/programs"))
}

async fn restore(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = parse_id(&id)?;
    in_tx!(app.db(), db::Error, tx, { super::restore(tx, viewer.scope(), id).await })?;
    Ok(Redirect::to("/programs"))
}

/// SQLite names the columns of the index, PostgreSQL the index.
fn is_taken(error: &db::Error) -> bool {
    error.is_refused_by("programs_one_per_title") || error.is_refused_by("programs.title")
}

fn taken() -> Errors {
    Errors::new().with("title", "There is a program with this title already.")
}
