//! `/sessions/{id}/reschedule`.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::{Tx, in_tx};
use kernel::{SessionId, SessionMinutes};
use people::organizations;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants, show};

use super::super::booking::{between, instant_of, wall_time};
use super::super::routes::see_other;
use super::super::session::Session;
use super::planning::{self, MoveError, Wish, may_move};
use super::views::{self, MoveForm, Page, Preview};
use super::writing;

pub fn routes() -> Routes {
    Routes::new().get("/sessions/{id}/reschedule", Act::BookSession, new).post(
        "/sessions/{id}/reschedule",
        Act::BookSession,
        create,
    )
}

/// The form; with a day or a time in the address also what moving it there would do.
async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
    Query(mut form): Query<MoveForm>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let session = found(&mut tx, &viewer, &id).await?;
    let is_asked = form.asks_for_anything();
    form.seen.clear();
    form.fill_in(&session, &viewer.zone);
    let told = if is_asked { look(&mut tx, &viewer, &session, &form, false).await? } else { Ok(None) };
    page(&mut tx, &organization, &viewer, &session, &form, told, wants).await
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
    Form(form): Form<MoveForm>,
) -> Result<Response, Failure> {
    let session = found(&mut app.db().read().await?, &viewer, &id).await?;
    let mut changed = false;
    if form.asks_to_move()
        && let Ok(wish) = wish(&viewer, &session, &form)
    {
        let moved = in_tx!(app.db(), MoveError, tx, { writing::press(tx, &viewer, &wish, &form.seen).await });
        match moved {
            Ok(()) => return Ok(see_other(&format!("/sessions/{}", session.id), wants)),
            Err(MoveError::Store(error)) => return Err(error.into()),
            Err(MoveError::Changed) => changed = !form.seen.is_empty(),
            // the preview finds the same, and says it
            Err(_) => {}
        }
    }
    let mut tx = app.db().read().await?;
    let session = planning::find(&mut tx, &viewer, session.id).await?;
    let told = look(&mut tx, &viewer, &session, &form, changed).await?;
    page(&mut tx, &organization, &viewer, &session, &form, told, wants).await
}

async fn found(tx: &mut Tx, viewer: &Viewer, id: &str) -> Result<Session, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    Ok(planning::find(tx, viewer, id).await?)
}

/// What would be written, or what is wrong with it.
async fn look(
    tx: &mut Tx,
    viewer: &Viewer,
    session: &Session,
    form: &MoveForm,
    changed: bool,
) -> Result<Result<Option<Preview>, Errors>, Failure> {
    let wish = match wish(viewer, session, form) {
        Ok(wish) => wish,
        Err(errors) => return Ok(Err(errors)),
    };
    match planning::plan(tx, viewer, &wish).await {
        Ok(plan) => Ok(Ok(Some(Preview { seen: plan.digest(), plan, changed }))),
        Err(MoveError::Store(error)) => Err(error.into()),
        Err(refused) => Ok(Err(sentence(&refused, viewer))),
    }
}

async fn page(
    tx: &mut Tx,
    organization: &Organization,
    viewer: &Viewer,
    session: &Session,
    form: &MoveForm,
    told: Result<Option<Preview>, Errors>,
    wants: Wants,
) -> Result<Response, Failure> {
    if !may_move(viewer, session) {
        return Err(Failure::Refused(
            "This session has begun, is over, or was cancelled: its time stays as it is.".to_owned(),
        ));
    }
    let durations = organizations::rules(tx, viewer.scope()).await?.durations;
    let (status, preview, errors) = match told {
        Ok(preview) => (StatusCode::OK, preview, Errors::new()),
        Err(errors) => (StatusCode::UNPROCESSABLE_ENTITY, None, errors),
    };
    let page = Page { session, form, durations: &durations, errors: &errors, preview: preview.as_ref() };
    Ok((status, views::page(organization, viewer, &page, wants)).into_response())
}

fn wish(viewer: &Viewer, session: &Session, form: &MoveForm) -> Result<Wish, Errors> {
    let mut errors = Errors::new();
    let wall = wall_time(&form.date, &form.start, &mut errors);
    // the form shows minutes: its own time in it is its own time
    let own = session.starts_at;
    let starts_at = wall
        .and_then(|wall| instant_of(wall, &viewer.zone))
        .map(|at| if at == own.floor_minute() { own } else { at });
    let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
    if minutes.is_none() {
        errors.add("minutes", "Choose how long the session lasts.");
    }
    match (starts_at, minutes) {
        (Some(starts_at), Some(minutes)) => {
            Ok(Wish { session: session.id, starts_at, minutes, alone: false })
        }
        _ => Err(errors),
    }
}

fn sentence(error: &MoveError, viewer: &Viewer) -> Errors {
    let (field, words) = match error {
        MoveError::NotScheduled => {
            ("", "This session has begun, is over, or was cancelled: its time stays as it is.".to_owned())
        }
        MoveError::Same => (
            "start",
            "That is when it is planned already. Choose another time, or leave it as it is.".to_owned(),
        ),
        MoveError::Past => ("date", "That time is over. Choose a time to come.".to_owned()),
        MoveError::TooFarAhead => ("date", "Choose a day within the next two years.".to_owned()),
        MoveError::DurationNotOffered => ("minutes", "Choose a duration from the list.".to_owned()),
        MoveError::InstructorBusy { session: Some(other) } => {
            let who = if other.instructor == viewer.user { "You have" } else { "The instructor has" };
            let (student, day) = (&other.student_name, show::date(other.starts_at, &viewer.zone));
            let between = between(viewer, other);
            ("start", format!("{who} a session with {student} on {day}, {between}. Choose another time."))
        }
        MoveError::InstructorBusy { session: None } => {
            ("start", "Somebody was quicker: that time has just been taken. Choose another time.".to_owned())
        }
        MoveError::Changed => ("", "Something changed. Look at the preview again.".to_owned()),
        MoveError::Store(_) => ("", "Try again shortly.".to_owned()),
    };
    Errors::new().with(field, words)
}
