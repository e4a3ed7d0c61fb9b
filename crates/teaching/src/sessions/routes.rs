//! `/sessions`: the list, the details, the instant form and what ends a session.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SessionId;
use people::invitations::{self, Checked, InviteError};
use people::teaching_pairs;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants, token};

use super::allowed::NotAllowed;
use super::attendance;
use super::cancellation::{self, CancelError, Cancelling, Reach, WaiveError};
use super::details::Details;
use super::form::{self, INVITED, InstantForm, Offer};
use super::instant::{self, Start, StartError, Whom};
use super::lateness::{self, LateError};
use super::session::Side;
use super::views::{CancelCard, CancelForm};
use super::{Files, archiving, booking, repeated, rescheduling, substituting, views, way_in};

pub fn routes(files: Files) -> Routes {
    Routes::new()
        .get("/sessions/upcoming", Act::SeeOwn, upcoming)
        .get("/sessions/instant", Act::StartInstantSession, new)
        .get("/sessions/instant/form", Act::StartInstantSession, refill)
        .post("/sessions/instant", Act::StartInstantSession, create)
        .get("/sessions/{id}", Act::SeeOwn, show)
        .get("/sessions/{id}/glance", Act::SeeOwn, glance)
        .post("/sessions/{id}/way-in", Act::SeeOwn, enter)
        .post("/sessions/{id}/cancellation", Act::CancelSession, cancel)
        .post("/sessions/{id}/lateness", Act::SeeOwn, late)
        .post("/sessions/{id}/waiver", Act::ManageMoney, waive)
        .and(attendance::routes())
        .and(booking::routes(files))
        .and(rescheduling::routes())
        .and(substituting::routes())
        .and(archiving::routes())
        .and(repeated::routes())
}

/// The card's content alone: open dashboards fetch it again when a session moves.
async fn upcoming(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let sessions = super::upcoming(&mut tx, &viewer, views::UPCOMING).await?;
    Ok(views::upcoming_card(&organization, &viewer, &sessions, tx.now()).into_response())
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
            on_demand: false,
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
        StartError::NotAllowed(NotAllowed::Place | NotAllowed::Location) => field(
            "",
            "Your organization's sessions do not take place in the Nacre Online Classroom. Book one in person or at a link instead.".into(),
        ),
        StartError::NotAllowed(NotAllowed::Unsaid(what)) => field(what.field(), what.words().into()),
        StartError::NotAllowed(NotAllowed::Store(error)) => Refusal::Failure(error.into()),
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
    let details = Details::read(&mut tx, &viewer, id).await?;
    let cancelling = CancelCard::new(&details.terms);
    Ok(views::show(&organization, &viewer, &details, &cancelling).into_response())
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
    let details = Details::read(&mut tx, &viewer, id).await?;
    let cancelling = CancelCard::new(&details.terms);
    Ok(views::glance(&organization, &viewer, &details, &cancelling, wants).into_response())
}

/// On to where Join leads.
async fn enter(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let path = in_tx!(app.db(), db::Error, tx, { way_in::way_in(tx, &viewer, app.key(), id).await })?;
    Ok(Redirect::to(&path))
}

async fn cancel(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<CancelForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let said = Cancelling {
        side: Side::from_word(&form.side),
        cause: form.cause.clone(),
        why: form.reason.clone(),
        waive: form.waive == "true",
        knows_credit_is_kept: form.told == "kept",
        reach: Reach::from_word(&form.reach),
    };
    let done = in_tx!(app.db(), CancelError, tx, { cancellation::cancel_as(tx, &viewer, id, &said).await });
    let message = match done {
        Ok(_) => return Ok(Redirect::to(&format!("/sessions/{id}")).into_response()),
        Err(CancelError::Store(error)) => return Err(error.into()),
        Err(refused) => refused,
    };
    let mut tx = app.db().read().await?;
    let details = Details::read(&mut tx, &viewer, id).await?;
    let card = CancelCard {
        typed: Some(&form),
        refused: Some(sentence(&message)),
        ..CancelCard::new(&details.terms)
    };
    let page = views::show(&organization, &viewer, &details, &card);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(serde::Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct LateForm {
    minutes: String,
}

/// Passes on that somebody will be late.
async fn late(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(form): Form<LateForm>,
) -> Result<Redirect, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let minutes = form.minutes.parse().unwrap_or(0);
    let invalid = |words: &str| Err(Failure::Invalid(words.to_owned()));
    match in_tx!(app.db(), LateError, tx, { lateness::say_late(tx, &viewer, id, minutes).await }) {
        Ok(()) => Ok(Redirect::to(&format!("/sessions/{id}"))),
        Err(LateError::NotNow) => invalid(
            "That can be said from an hour before the start, until you are in the classroom or the session is over.",
        ),
        Err(LateError::NotOffered) => invalid("Say 5, 10 or 15 minutes."),
        Err(LateError::TooOften) => invalid("You have said it several times: everybody knows."),
        Err(LateError::Store(error)) => Err(error.into()),
    }
}

/// Gives back the credit of a late cancellation.
async fn waive(State(app): State<App>, viewer: Viewer, Path(id): Path<String>) -> Result<Redirect, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    match in_tx!(app.db(), WaiveError, tx, { cancellation::waive(tx, &viewer, id).await }) {
        Ok(()) => Ok(Redirect::to(&format!("/sessions/{id}"))),
        Err(WaiveError::NothingKept) => {
            Err(Failure::Refused("No credit was kept for this session, or it went back already.".to_owned()))
        }
        Err(WaiveError::Store(error)) => Err(error.into()),
    }
}

const fn sentence(error: &CancelError) -> &'static str {
    match error {
        CancelError::LessonRunning => "The lesson has begun: end it in the classroom instead.",
        CancelError::Over => "This session is over already.",
        CancelError::NotTheirs => "Ask a parent or your instructor to cancel.",
        CancelError::NoReason => "Choose a reason, or say why, in at most 300 characters.",
        CancelError::NoReach => "Say whether it is cancelled for this student or for all of them.",
        CancelError::CreditIsKept => {
            "It is too late to cancel free of charge: the credit would be kept. Nothing is cancelled yet; press again if you want it all the same."
        }
        CancelError::Store(_) => "Try again shortly.",
    }
}
