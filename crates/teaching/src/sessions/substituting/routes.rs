//! `/sessions/{id}/substitute`, for admins.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SessionId;
use serde::Deserialize;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer};

use super::super::booking::between;
use super::views;
use super::writing::{self, SubstituteError, may_substitute};

pub fn routes() -> Routes {
    Routes::new().get("/sessions/{id}/substitute", Act::ManagePeople, new).post(
        "/sessions/{id}/substitute",
        Act::ManagePeople,
        create,
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SubstituteForm {
    instructor: String,
}

async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    page(&app, &organization, &viewer, id, ("", Errors::new())).await
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<SubstituteForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    super::super::find_visible(&mut app.db().read().await?, &viewer, id).await?;
    let done = match form.instructor.parse() {
        Ok(instructor) => {
            in_tx!(app.db(), SubstituteError, tx, { writing::substitute(tx, &viewer, id, instructor).await })
        }
        Err(_) => Err(SubstituteError::UnknownInstructor),
    };
    match done {
        // a second press finds it done
        Ok(_) | Err(SubstituteError::Same) => Ok(Redirect::to(&format!("/sessions/{id}")).into_response()),
        Err(SubstituteError::Store(error)) => Err(error.into()),
        Err(refused) => {
            let errors = Errors::new().with("instructor", sentence(&refused, &viewer));
            page(&app, &organization, &viewer, id, (&form.instructor, errors)).await
        }
    }
}

async fn page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: SessionId,
    (chosen, errors): (&str, Errors),
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let session = super::super::find_visible(&mut tx, viewer, id).await?;
    if !may_substitute(viewer, &session) {
        return Err(Failure::Refused(
            "This session has begun, is over, or was cancelled: its instructor stays.".to_owned(),
        ));
    }
    let candidates = writing::look_at(&mut tx, viewer.scope(), &session).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = views::page(organization, viewer, &session, &candidates, (chosen, &errors));
    Ok((status, page).into_response())
}

fn sentence(error: &SubstituteError, viewer: &Viewer) -> String {
    match error {
        SubstituteError::NotScheduled => {
            "This session has begun, is over, or was cancelled: its instructor stays.".to_owned()
        }
        SubstituteError::UnknownInstructor | SubstituteError::Same => {
            "Choose an instructor from the list.".to_owned()
        }
        SubstituteError::InstructorBusy { session: Some(other) } => {
            let (ada, ben) = (&other.instructor_name, &other.student_name);
            format!(
                "{ada} has a session with {ben} at that time, {}. Choose somebody else.",
                between(viewer, other)
            )
        }
        SubstituteError::InstructorBusy { session: None } => {
            "They have just been booked for that time. Choose somebody else.".to_owned()
        }
        SubstituteError::Store(_) => "Try again shortly.".to_owned(),
    }
}
