//! `/on-demand`.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::{Tx, in_tx};
use kernel::{ProgramId, Role, WaitId};
use maud::{Markup, html};
use serde::Deserialize;
use web::{Act, App, Failure, Form, Organization, Routes, Viewer};

use super::entering::{self, EnterError};
use super::offering::{self, OfferError};
use super::views::{self, Subjects};
use super::waiting::{self, WaitError};
use super::{count_before, find_own, offers_of, open_of, queue_for, subjects_for};
use crate::programs;
use crate::sessions;

pub fn routes() -> Routes {
    Routes::new()
        .get("/on-demand", Act::TeachOnDemand, index)
        .post("/on-demand/offers/{program}", Act::TeachOnDemand, create_offer)
        .post("/on-demand/offers/{program}/removal", Act::TeachOnDemand, remove_offer)
        .post("/on-demand/waits", Act::WaitOnDemand, create_wait)
        .get("/on-demand/waits/{id}", Act::WaitOnDemand, show)
        .post("/on-demand/waits/{id}/life", Act::WaitOnDemand, keep)
        .post("/on-demand/waits/{id}/leaving", Act::WaitOnDemand, leave)
        .post("/on-demand/waits/{id}/entry", Act::TeachOnDemand, enter)
}

/// What there is on demand for the viewer, for the dashboard; nothing where the organization has none.
///
/// # Errors
/// As the engine refuses.
pub async fn dashboard_card(tx: &mut Tx, viewer: &Viewer, organization: &Organization) -> db::Result<Markup> {
    if !organization.on_demand {
        return Ok(html! {});
    }
    let queue = match viewer.is(Role::Instructor) {
        true => Some(queue_for(tx, viewer.scope(), viewer.user).await?.len()),
        false => None,
    };
    let mut subjects = Vec::new();
    for student in waiting::students_for(tx, viewer).await? {
        let waits = open_of(tx, viewer.scope(), student.id).await?;
        let offered = subjects_for(tx, viewer.scope(), student.id).await?;
        subjects.push(Subjects { student, waits, offered });
    }
    Ok(views::card(viewer, queue, &subjects))
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Markup, Failure> {
    teaching_page(&app, &organization, &viewer, None).await
}

async fn teaching_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    refused: Option<&str>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let programs = programs::list_open(&mut tx, viewer.scope()).await?;
    let offers = offers_of(&mut tx, viewer.scope(), viewer.user).await?;
    let queue = queue_for(&mut tx, viewer.scope(), viewer.user).await?;
    Ok(views::teaching(organization, viewer, &programs, &offers, &queue, refused))
}

async fn create_offer(
    State(app): State<App>,
    viewer: Viewer,
    Path(program): Path<String>,
) -> Result<Redirect, Failure> {
    let program = known_program(&program)?;
    match in_tx!(app.db(), OfferError, tx, { offering::offer(tx, &viewer, program).await }) {
        Ok(()) => Ok(Redirect::to("/on-demand")),
        Err(OfferError::UnknownProgram) => Err(Failure::NotFound),
        Err(OfferError::Store(error)) => Err(error.into()),
    }
}

async fn remove_offer(
    State(app): State<App>,
    viewer: Viewer,
    Path(program): Path<String>,
) -> Result<Redirect, Failure> {
    let program = known_program(&program)?;
    // one that the organization does not have is not there to be left either
    programs::find(&mut app.db().read().await?, viewer.scope(), program).await?;
    in_tx!(app.db(), db::Error, tx, { offering::withdraw(tx, &viewer, program).await })?;
    Ok(Redirect::to("/on-demand"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct WaitForm {
    student: String,
    program: String,
}

async fn create_wait(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<WaitForm>,
) -> Result<Redirect, Failure> {
    let (Ok(student), Ok(program)) = (form.student.parse(), form.program.parse()) else {
        return Err(Failure::Invalid("Choose a subject on the dashboard.".to_owned()));
    };
    let refused = |words: &str| Err(Failure::Refused(words.to_owned()));
    match in_tx!(app.db(), WaitError, tx, { waiting::wait(tx, &viewer, student, program).await }) {
        Ok(wait) => Ok(Redirect::to(&format!("/on-demand/waits/{wait}"))),
        Err(WaitError::UnknownStudent) => Err(Failure::NotFound),
        Err(WaitError::NotOffered) => {
            refused("Nobody is there for this subject any more. The dashboard shows who is.")
        }
        Err(WaitError::StudentBusy) => refused("The student is in a session right now."),
        Err(WaitError::Store(error)) => Err(error.into()),
    }
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let wait = find_own(&mut tx, &viewer, known(&id)?).await?;
    let before = count_before(&mut tx, viewer.scope(), &wait).await?;
    let session = match wait.session {
        Some(session) => Some(sessions::find_visible(&mut tx, &viewer, session).await?),
        None => None,
    };
    Ok(views::waiting(&organization, &viewer, &wait, before, session.as_ref(), tx.now()))
}

async fn keep(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    let id = known(&id)?;
    in_tx!(app.db(), db::Error, tx, { waiting::stay(tx, &viewer, id).await })?;
    Ok(StatusCode::NO_CONTENT)
}

async fn leave(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id = known(&id)?;
    in_tx!(app.db(), db::Error, tx, { waiting::leave(tx, &viewer, id).await })?;
    Ok(Redirect::to("/"))
}

async fn enter(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = known(&id)?;
    let done = in_tx!(app.db(), EnterError, tx, { entering::enter(tx, app.key(), &viewer, id).await });
    let words = match done {
        Ok(session) => return Ok(Redirect::to(&format!("/classroom/{session}")).into_response()),
        Err(EnterError::Store(error)) => return Err(error.into()),
        Err(EnterError::Gone) => "They do not wait any more: somebody else came, or they left.",
        Err(EnterError::NotFirst) => "Somebody has waited longer: who came first is met first.",
        Err(EnterError::InstructorBusy { .. }) => {
            "You are in a live session. End it before you start another one."
        }
        Err(EnterError::StudentBusy) => "The student is in a live session right now.",
        Err(EnterError::NotEnoughCredits) => {
            "The student has no credit left, and your organization does not go below zero."
        }
    };
    let page = teaching_page(&app, &organization, &viewer, Some(words)).await?;
    Ok((StatusCode::CONFLICT, page).into_response())
}

fn known(id: &str) -> Result<WaitId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}

fn known_program(id: &str) -> Result<ProgramId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}
