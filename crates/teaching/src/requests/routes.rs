//! `/requests`.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::{Tx, in_tx};
use kernel::{RequestId, Timestamp};
use maud::{Markup, html};
use serde::Deserialize;
use web::policy::may_request;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants, token};

use super::alternatives::alternatives;
use super::answering::{self, AnswerError};
use super::asking::{self, AskError, Asked};
use super::form::{self, DATES, Missing, Offer, RequestForm, STARTS};
use super::planning::{self, Look, PlanError, Wish};
use super::request::Request;
use super::views::{self, Answering, Shown};

/// Open requests of one page, and answered ones.
const PAGE: i64 = 50;
/// Requests named on the dashboard.
const NAMED: i64 = 5;

pub fn routes() -> Routes {
    Routes::new()
        .get("/requests", Act::SeeOwn, index)
        .get("/requests/new", Act::RequestSession, new)
        .get("/requests/new/form", Act::RequestSession, refill)
        .post("/requests", Act::RequestSession, create)
        .get("/requests/{id}", Act::SeeOwn, show)
        .post("/requests/{id}/acceptance", Act::SeeOwn, accept)
        .post("/requests/{id}/decline", Act::AnswerRequest, decline)
        .post("/requests/{id}/proposal", Act::AnswerRequest, propose)
        .post("/requests/{id}/withdrawal", Act::SeeOwn, withdraw)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asking {
    /// Microseconds since 1970: what was asked for before this instant.
    before: Option<i64>,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(asking): Query<Asking>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let now = tx.now();
    let open = super::open(&mut tx, &viewer, PAGE).await?;
    let before = asking.before.map(Timestamp::from_micros);
    let newest = before.unwrap_or(Timestamp::from_micros(i64::MAX));
    let mut asked = super::asked(&mut tx, &viewer, newest, PAGE + 1).await?;
    let more = asked.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if more {
        asked.pop();
    }
    let older = asked.last().filter(|_| more).map(|request| request.asked_at);
    asked.retain(|request| !request.state(now).is_open());
    let list = views::List { open: &open, answered: &asked, before, older, now };
    Ok(views::index(&organization, &viewer, may_request(&viewer, &organization), &list))
}

/// What waits for the viewer, or was asked by their family, for the dashboard; nothing for whom that is not.
///
/// # Errors
/// As the engine refuses.
pub async fn dashboard_card(tx: &mut Tx, viewer: &Viewer, organization: &Organization) -> db::Result<Markup> {
    let open = super::open(tx, viewer, NAMED + 1).await?;
    if open.is_empty() && !may_request(viewer, organization) {
        return Ok(html! {});
    }
    Ok(views::card(viewer, may_request(viewer, organization), &open, tx.now()))
}

async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(mut form): Query<RequestForm>,
) -> Result<Response, Failure> {
    form.key = token::text(&token::random());
    form_page(&app, &organization, &viewer, form, &Errors::new(), Wants::Page).await
}

/// The form again, for what was just chosen.
async fn refill(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(form): Query<RequestForm>,
) -> Result<Response, Failure> {
    form_page(&app, &organization, &viewer, form, &Errors::new(), Wants::Fragment).await
}

async fn form_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    mut form: RequestForm,
    errors: &Errors,
    wants: Wants,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let offer = Offer::read(&mut tx, viewer, &mut form).await?;
    let page = views::new(organization, viewer, &form, &offer, errors, None, wants);
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, page).into_response())
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Form(mut form): Form<RequestForm>,
) -> Result<Response, Failure> {
    let offer = Offer::read(&mut app.db().read().await?, &viewer, &mut form).await?;
    let wish = match form::parse(&viewer, &form) {
        Ok(wish) if token::hash_of_text(&form.key).is_some() => wish,
        Ok(_) => {
            let errors = Errors::new().with("", "This form is out of date. Open it again from Requests.");
            return form_page(&app, &organization, &viewer, form, &errors, wants).await;
        }
        Err(errors) => return form_page(&app, &organization, &viewer, form, &errors, wants).await,
    };
    let done = if form.asks_to_send() {
        let asked = Asked { key: form.key.clone(), body_hash: form.body_hash() };
        let sent = in_tx!(app.db(), AskError, tx, { asking::ask(tx, &viewer, &wish, &asked).await });
        match sent {
            Ok(request) => return Ok(see_other(&format!("/requests/{request}"), wants)),
            Err(error) => Err(error),
        }
    } else {
        asking::plan(&mut app.db().read().await?, &viewer, &wish).await
    };
    match done {
        Ok(looks) => {
            let page = views::new(&organization, &viewer, &form, &offer, &Errors::new(), Some(&looks), wants);
            Ok(page.into_response())
        }
        Err(error) => {
            let errors = refused(error)?;
            form_page(&app, &organization, &viewer, form, &errors, wants).await
        }
    }
}

fn refused(error: AskError) -> Result<Errors, Failure> {
    let start = |number: usize| STARTS.get(number).copied().unwrap_or(STARTS[0]);
    let date = |number: usize| DATES.get(number).copied().unwrap_or(DATES[0]);
    let (field, words) = match error {
        AskError::UnknownStudent => ("student", "Choose whom the session is for from the list."),
        AskError::UnknownInstructor => ("instructor", "Choose one of the student's instructors."),
        AskError::UnknownProgram => ("program", "Choose a program from the list."),
        AskError::DurationNotOffered => ("minutes", "Choose a duration from the list."),
        AskError::NotAllowed(error) => error.at_field().ok_or(Failure::Internal)?,
        AskError::Starts => (STARTS[0], "Say one to three times that are not the same."),
        AskError::TooSoon { number } => (
            date(number),
            "Choose a time at least 25 hours ahead: a request is answered until 24 hours before.",
        ),
        AskError::TooFarAhead { number } => (date(number), "Choose a day within the next two years."),
        AskError::Busy { number } => {
            (start(number), "The instructor has another session then. Choose another time.")
        }
        AskError::Settled => (
            "",
            "This session has begun, is over, was cancelled or was changed: open it again before you ask for another time.",
        ),
        AskError::Same => (STARTS[0], "That is when it is planned already. Choose another time."),
        AskError::TooMany => {
            ("", "Very many of your requests wait for an answer. Withdraw one before you ask again.")
        }
        AskError::KeyUsedForOther => {
            ("", "This form has sent a request already. Open it again for another one.")
        }
        AskError::Store(error) => return Err(error.into()),
    };
    Ok(Errors::new().with(field, words))
}

/// What is typed into the forms of the page of one request.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    /// The time that is accepted, in microseconds since 1970.
    pub start: String,
    pub reason: String,
    pub date: String,
    pub clock: String,
    pub words: String,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    request_page(&app, &organization, &viewer, known(&id)?, AnswerForm::default(), &Errors::new()).await
}

async fn request_page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: RequestId,
    form: AnswerForm,
    errors: &Errors,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let request = super::find_visible(&mut tx, viewer, id).await?;
    let part = answering::part_of(&mut tx, viewer, &request).await?;
    let now = tx.now();
    let (looks, obstacle) = looks(&mut tx, viewer, &request, now).await?;
    let is_taken = request.answered_by.is_none() && request.reason.is_some();
    let free = if is_taken { alternatives(&mut tx, viewer.scope(), &request).await? } else { Vec::new() };
    let shown = Shown {
        request: &request,
        part,
        looks: &looks,
        obstacle: obstacle.as_deref(),
        alternatives: &free,
        may_ask: may_request(viewer, organization),
        answering: Answering { form: &form, errors },
        now,
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, views::show(organization, viewer, &shown)).into_response())
}

/// What speaks for and against each time of an open request, or why none can be had any more.
async fn looks(
    tx: &mut Tx,
    viewer: &Viewer,
    request: &Request,
    now: Timestamp,
) -> Result<(Vec<Look>, Option<String>), Failure> {
    if !request.state(now).is_open() {
        return Ok((Vec::new(), None));
    }
    let mut wish = Wish::of(request, viewer.user);
    // its instructor may still take what was asked for first
    wish.starts.extend(request.starts.iter().filter(|_| request.proposal.is_some()));
    wish.starts.dedup();
    match planning::look(tx, viewer.scope(), &wish, Some(request.id)).await {
        Ok(looks) => Ok((looks, None)),
        Err(PlanError::Store(error)) => Err(error.into()),
        Err(error) => Ok((Vec::new(), Some(sentence(&error.into()).1.to_owned()))),
    }
}

async fn accept(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Failure> {
    let id = known(&id)?;
    let start = form.start.parse().map(Timestamp::from_micros).unwrap_or(Timestamp::from_micros(0));
    let done =
        in_tx!(app.db(), AnswerError, tx, { answering::accept(tx, app.key(), &viewer, id, start).await });
    match done {
        Ok(session) => Ok(Redirect::to(&format!("/sessions/{session}")).into_response()),
        Err(error) => not_answered(&app, &organization, &viewer, id, form, error).await,
    }
}

async fn decline(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Failure> {
    let id = known(&id)?;
    let done = in_tx!(app.db(), AnswerError, tx, { answering::decline(tx, &viewer, id, &form.reason).await });
    answered(&app, &organization, &viewer, id, form, done).await
}

async fn propose(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Failure> {
    let id = known(&id)?;
    let start = match form::instant(&form.date, &form.clock, &viewer.zone) {
        Ok(start) => start,
        Err(missing) => {
            // who may not answer finds nothing, whatever they typed
            let mut tx = app.db().read().await?;
            let request = super::find_visible(&mut tx, &viewer, id).await?;
            if !answering::part_of(&mut tx, &viewer, &request).await?.answers {
                return Err(Failure::NotFound);
            }
            let errors = match missing {
                Missing::Day => Errors::new().with("date", "Choose a day."),
                Missing::Clock => Errors::new().with("clock", "Choose when the session starts."),
            };
            return request_page(&app, &organization, &viewer, id, form, &errors).await;
        }
    };
    let done =
        in_tx!(app.db(), AnswerError, tx, { answering::propose(tx, &viewer, id, start, &form.words).await });
    answered(&app, &organization, &viewer, id, form, done).await
}

async fn withdraw(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = known(&id)?;
    let done = in_tx!(app.db(), AnswerError, tx, { answering::withdraw(tx, &viewer, id).await });
    answered(&app, &organization, &viewer, id, AnswerForm::default(), done).await
}

async fn answered(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: RequestId,
    form: AnswerForm,
    done: Result<(), AnswerError>,
) -> Result<Response, Failure> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("/requests/{id}")).into_response()),
        Err(error) => not_answered(app, organization, viewer, id, form, error).await,
    }
}

/// The page again, as things are now, with what was in the way.
async fn not_answered(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: RequestId,
    form: AnswerForm,
    error: AnswerError,
) -> Result<Response, Failure> {
    if let AnswerError::Store(error) = error {
        return Err(error.into());
    }
    let (field, words) = sentence(&error);
    // the form that proposes a time has fields of its own for it
    let field = if form.clock.is_empty() && field == "clock" { "" } else { field };
    request_page(app, organization, viewer, id, form, &Errors::new().with(field, words)).await
}

const fn sentence(error: &AnswerError) -> (&'static str, &'static str) {
    match error {
        AnswerError::NotOpen => ("", "This request is not open any more. This is how it stands now."),
        AnswerError::NotAnOption => {
            ("", "That time is not up for choice any more. Choose one of those below.")
        }
        AnswerError::TooSoon => {
            ("clock", "Choose a time at least 25 hours ahead: a request is answered until 24 hours before.")
        }
        AnswerError::TooFarAhead => ("date", "Choose a day within the next two years."),
        AnswerError::Busy => ("clock", "The instructor has another session then. Choose another time."),
        AnswerError::NotEnoughCredits => (
            "",
            "The student has no credit left, and your organization does not go below zero. Ask an admin for credits first.",
        ),
        AnswerError::NotTaught => ("", "The instructor does not teach this student any more."),
        AnswerError::UnknownProgram => ("", "The program it is for was archived."),
        AnswerError::Settled => {
            ("", "The session it is about has begun, is over, was cancelled or was changed.")
        }
        AnswerError::Same => ("clock", "That is when it is planned already. Choose another time."),
        AnswerError::NoReason => ("reason", "Say why, in at most 300 characters: the family reads it."),
        AnswerError::Store(_) => ("", "Try again shortly."),
    }
}

/// 303 for a plain form, the header for one sent by htmx.
fn see_other(to: &str, wants: Wants) -> Response {
    match wants {
        Wants::Fragment => {
            let header = axum::http::HeaderName::from_static("hx-redirect");
            (StatusCode::OK, [(header, to.to_owned())]).into_response()
        }
        Wants::Page | Wants::Json => Redirect::to(to).into_response(),
    }
}

fn known(id: &str) -> Result<RequestId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}
