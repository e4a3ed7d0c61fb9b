//! Who teaches whom, and who is whose parent.

use axum::extract::State;
use axum::response::Redirect;
use db::in_tx;
use serde::Deserialize;
use web::{App, Failure, Form, Viewer};

use super::super::relations;
use super::id_of;
use crate::sign_in;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairForm {
    instructor: String,
    student: String,
    /// Whose page the form stood on.
    back: String,
}

/// `POST /people/assignments`.
pub async fn assign(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<PairForm>,
) -> Result<Redirect, Failure> {
    let (instructor, student) = (id_of(&form.instructor)?, id_of(&form.student)?);
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { relations::assign(tx, scope, instructor, student, by).await })?;
    back(&form.back)
}

/// `POST /people/assignments/removal`.
pub async fn unassign(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<PairForm>,
) -> Result<Redirect, Failure> {
    let (instructor, student) = (id_of(&form.instructor)?, id_of(&form.student)?);
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { relations::unassign(tx, scope, instructor, student, by).await })?;
    back(&form.back)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FamilyForm {
    parent: String,
    student: String,
    /// Whose page the form stood on.
    back: String,
}

/// `POST /people/families`.
pub async fn link(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<FamilyForm>,
) -> Result<Redirect, Failure> {
    let (parent, student) = (id_of(&form.parent)?, id_of(&form.student)?);
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { relations::link(tx, scope, parent, student, by).await })?;
    back(&form.back)
}

/// `POST /people/families/removal`.
pub async fn unlink(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<FamilyForm>,
) -> Result<Redirect, Failure> {
    let (parent, student) = (id_of(&form.parent)?, id_of(&form.student)?);
    let (scope, by) = (viewer.scope(), viewer.user);
    in_tx!(app.db(), db::Error, tx, { relations::unlink(tx, scope, parent, student, by).await })?;
    // what the parent began as this student does not hold any more
    sign_in::tell_begun(&app, scope, parent, Some(student)).await?;
    back(&form.back)
}

fn back(id: &str) -> Result<Redirect, Failure> {
    Ok(Redirect::to(&format!("/people/{}?done=saved", id_of(id)?)))
}
