//! `/sessions`: the list, the details, the instant form and what ends a session.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SessionId;
use people::invitations::{self, Checked, InviteError};
use people::teaching_pairs;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants, token};

use super::afterwards::{self, SayError};
use super::cancellation::{self, CancelError};
use super::form::{self, INVITED, InstantForm, Offer};
use super::instant::{self, Start, StartError, Whom};
use super::session::Outcome;
use super::{booking, lists, repeated, views, way_in};
use crate::presence;

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions/upcoming", Act::SeeOwn, upcoming)
        .get("/sessions/instant", Act::StartInstantSession, new)
        .get("/sessions/instant/form", Act::StartInstantSession, refill)
        .post("/sessions/instant", Act::StartInstantSession, create)
        .get("/sessions/{id}", Act::SeeOwn, show)
        .get("/sessions/{id}/glance", Act::SeeOwn, glance)
        .post("/sessions/{id}/way-in", Act::SeeOwn, enter)
        .post("/sessions/{id}/cancellation", Act::CancelSession, cancel)
        .post("/sessions/{id}/outcome", Act::BookSession, say)
        .and(booking::routes())
        .and(lists::routes())
        .and(repeated::routes())
}

/// The card's content alone: open dashboards fetch it again when a session moves.
async fn upcoming(State(app): State<App>, viewer: Viewer) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let sessions = super::upcoming(&mut tx, &viewer, views::UPCOMING).await?;
    Ok(views::upcoming_card(&viewer, &sessions, tx.now()).into_response())
}

async fn new(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Query(mut form): Query<InstantForm>,
) -> Result<Response, Failure> {
    form.key = form::fresh_key();
    let mut tx = app.db().read().await?;
    form::prefill(&mut tx, viewer.scope(), &viewer, &mut form).await?;
    let offer = Offer::read(&mut tx, &viewer, &form).await?;
    if let Some(live) = super::find_live_of_instructor(&mut tx, viewer.scope(), viewer.user).await? {
        return Ok(views::already_live(&organization, &viewer, live, wants).into_response());
    }
    Ok(views::instant(&organization, &viewer, &form, &offer, &Errors::new(), wants).into_response())
}

/// The form again, filled in for the student just chosen.
async fn refill(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(mut form): Query<InstantForm>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    form::prefill(&mut tx, viewer.scope(), &viewer, &mut form).await?;
    let offer = Offer::read(&mut tx, &viewer, &form).await?;
    Ok(views::instant(&organization, &viewer, &form, &offer, &Errors::new(), Wants::Fragment).into_response())
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Form(mut form): Form<InstantForm>,
) -> Result<Response, Failure> {
    let outcome = if form.asks_to_select() {
        select_invited(&app, &viewer, &mut form).await.map(|()| None)
    } else {
        press_start(&app, &viewer, &form).await.map(Some)
    };
    let (status, errors) = match outcome {
        Ok(Some(session)) => return Ok(see_other(&format!("/classroom/{session}"), wants)),
        Ok(None) => (StatusCode::OK, Errors::new()),
        Err(Refusal::Form(errors)) => (StatusCode::UNPROCESSABLE_ENTITY, errors),
        Err(Refusal::Failure(failure)) => return Err(failure),
        Err(Refusal::Live(session)) => {
            let page = views::already_live(&organization, &viewer, session, wants);
            return Ok((StatusCode::CONFLICT, page).into_response());
        }
    };
    let mut tx = app.db().read().await?;
    let offer = Offer::read(&mut tx, &viewer, &form).await?;
    let page = views::instant(&organization, &viewer, &form, &offer, &errors, wants);
    Ok((status, page).into_response())
}

/// Why a press did not lead into the classroom.
enum Refusal {
    Form(Errors),
    Live(SessionId),
    Failure(Failure),
}

impl From<db::Error> for Refusal {
    fn from(error: db::Error) -> Self {
        Self::Failure(error.into())
    }
}

/// Checks the invited person and selects them. One whom the instructor teaches already is selected in the list of
/// students; anybody else stays an invitation, which Start Session carries out.
async fn select_invited(app: &App, viewer: &Viewer, form: &mut InstantForm) -> Result<(), Refusal> {
    let mut tx = app.db().read().await?;
    let scope = viewer.scope();
    match invitations::check(&mut tx, scope, &form.invitation()).await {
        Ok(Checked::Known { student, .. })
            if teaching_pairs::may_teach(&mut tx, scope, viewer.user, student).await? =>
        {
            form.student = student.to_string();
            form.filled_for.clear();
            form::prefill(&mut tx, scope, viewer, form).await?;
        }
        Ok(Checked::Known { .. } | Checked::New(_)) => INVITED.clone_into(&mut form.student),
        Err(error) => return Err(refused_invitation(error)),
    }
    Ok(())
}

async fn press_start(app: &App, viewer: &Viewer, form: &InstantForm) -> Result<SessionId, Refusal> {
    let parsed = form::parse(form).map_err(Refusal::Form)?;
    if token::hash_of_text(&form.key).is_none() {
        return Err(Refusal::Form(
            Errors::new().with("", "This form is out of date. Open it again from the dashboard."),
        ));
    }
    let started = in_tx!(app.db(), StartError, tx, {
        let whom = if form.is_for_invited() {
            Whom::Invited(invitations::check(tx, viewer.scope(), &form.invitation()).await?)
        } else {
            Whom::Known(form.student.parse().map_err(|_| StartError::UnknownStudent)?)
        };
        let request = Start {
            whom,
            minutes: parsed.minutes,
            billable: parsed.billable,
            program: parsed.program,
            subject: parsed.subject.clone(),
            description: parsed.description.clone(),
            key: form.key.clone(),
            body_hash: form.body_hash(),
        };
        instant::start(tx, app.key(), viewer, &request).await
    });
    started.map(|started| started.session).map_err(refused_start)
}

fn refused_start(error: StartError) -> Refusal {
    let field = |field, message: String| Refusal::Form(Errors::new().with(field, message));
    match error {
        StartError::InstructorBusy { session } => Refusal::Live(session),
        StartError::StudentBusy => field("student", "This student is in a live session right now.".into()),
        StartError::UnknownStudent => field("student", "Choose one of your students.".into()),
        StartError::UnknownProgram => field("program", "Choose a program from the list.".into()),
        StartError::DurationNotOffered => field("minutes", "Choose a duration from the list.".into()),
        StartError::NotEnoughCredits { available } => field(
            "billable",
            format!(
                "This student has {available} credits left, and your organization does not go below zero. Ask an admin for credits, or start a session that is not billable."
            ),
        ),
        StartError::KeyUsedForOther => {
            field("", "This form has started a session already. Open it again for another one.".into())
        }
        StartError::Invitation(error) => refused_invitation(error),
        StartError::Store(error) => Refusal::Failure(error.into()),
    }
}

fn refused_invitation(error: InviteError) -> Refusal {
    match error {
        InviteError::Store(error) => Refusal::Failure(error.into()),
        refused => Refusal::Form(refused.errors()),
    }
}

/// 303 for a plain form, the header for one sent by htmx.
pub(super) fn see_other(to: &str, wants: Wants) -> Response {
    match wants {
        Wants::Fragment => {
            (StatusCode::OK, [(HeaderName::from_static("hx-redirect"), to.to_owned())]).into_response()
        }
        Wants::Page | Wants::Json => Redirect::to(to).into_response(),
    }
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = super::find_visible(&mut tx, &viewer, id).await?;
    let stays = presence::intervals(&mut tx, viewer.scope(), id).await?;
    Ok(views::show(&organization, &viewer, &session, &stays, tx.now(), None).into_response())
}

/// The details that fit into the calendar's dialog.
async fn glance(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = super::find_visible(&mut tx, &viewer, id).await?;
    Ok(views::glance(&organization, &viewer, &session, tx.now(), wants).into_response())
}

/// On to where Join leads.
async fn enter(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let path = in_tx!(app.db(), db::Error, tx, { way_in::way_in(tx, &viewer, app.key(), id).await })?;
    Ok(Redirect::to(&path))
}

#[derive(serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct CancelForm {
    reason: String,
}

async fn cancel(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<CancelForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let done =
        in_tx!(app.db(), CancelError, tx, { cancellation::cancel(tx, &viewer, id, &form.reason).await });
    let message = match done {
        Ok(_) => return Ok(Redirect::to(&format!("/sessions/{id}")).into_response()),
        Err(CancelError::Store(error)) => return Err(error.into()),
        Err(refused) => refused,
    };
    let mut tx = app.db().read().await?;
    let session = super::find_visible(&mut tx, &viewer, id).await?;
    let stays = presence::intervals(&mut tx, viewer.scope(), id).await?;
    let text = sentence(&message);
    let page = views::show(&organization, &viewer, &session, &stays, tx.now(), Some((&form.reason, &text)));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct OutcomeForm {
    outcome: String,
}

/// How a session elsewhere went.
async fn say(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<OutcomeForm>,
) -> Result<Redirect, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    // asked first: for others there is nothing to be said of it
    super::find_visible(&mut app.db().read().await?, &viewer, id).await?;
    let invalid = |words: &str| Failure::Invalid(words.to_owned());
    let outcome = Outcome::from_word(&form.outcome).filter(|outcome| *outcome != Outcome::Cancelled);
    let outcome =
        outcome.ok_or_else(|| invalid("Say how the session went: it took place, or who missed it."))?;
    match in_tx!(app.db(), SayError, tx, { afterwards::say(tx, &viewer, id, outcome).await }) {
        Ok(()) => Ok(Redirect::to(&format!("/sessions/{id}"))),
        Err(SayError::Measured) => Err(invalid("The classroom measures by itself how this session goes.")),
        Err(SayError::TooEarly) => Err(invalid("This session has not begun yet.")),
        Err(SayError::Over) => Err(invalid("It has been said already how this session went.")),
        Err(SayError::Store(error)) => Err(error.into()),
    }
}

fn sentence(error: &CancelError) -> String {
    match error {
        CancelError::LessonRunning => "The lesson has begun: end it in the classroom instead.",
        CancelError::Over => "This session is over already.",
        CancelError::NotTheirs => "Ask a parent or your instructor to cancel.",
        CancelError::NoReason => "Say why, in at most 300 characters.",
        CancelError::Store(_) => "Try again shortly.",
    }
    .to_owned()
}
