//! `/sessions/{id}/series`: the series as seen from one of its sessions.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::in_tx;
use kernel::{SessionId, SessionMinutes};
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants};

use super::super::booking::starts;
use super::super::cancellation::Reach as Whom;
use super::super::routes::see_other;
use super::super::session::{MAX_DESCRIPTION, MAX_SUBJECT};
use super::changing::{self, ChangeError, Wish};
use super::reach::Reach;
use super::views::{self, Shown};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions/{id}/series", Act::SeeOwn, show)
        .post("/sessions/{id}/series/cancellation", Act::CancelSession, cancel)
        .post("/sessions/{id}/series/change", Act::BookSession, change)
}

/// The words of the form that cancels, as posted.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CancelForm {
    pub reach: String,
    /// Whether it is for one student of several, or for all.
    pub whom: String,
    pub reason: String,
    pub seen: String,
    pub step: String,
}

/// The words of the form that changes, as posted.
#[derive(Debug, Clone, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ChangeForm {
    pub reach: String,
    pub start: String,
    pub minutes: String,
    pub subject: String,
    pub description: String,
    pub seen: String,
    pub step: String,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    page(&app, &organization, &viewer, id, Shown::default(), StatusCode::OK).await
}

async fn page(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    id: SessionId,
    shown: Shown,
    status: StatusCode,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let (session, part) = changing::find(&mut tx, viewer, id).await?;
    let all = changing::sessions(&mut tx, viewer, &part).await?;
    let rules = people::organizations::rules(&mut tx, viewer.scope()).await?;
    let series = views::Series { session: &session, part: &part, all: &all, rules: &rules };
    Ok((status, views::show(organization, viewer, &series, &shown)).into_response())
}

async fn cancel(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
    Form(form): Form<CancelForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    // asked first: others learn nothing from a form that does not fit
    changing::find(&mut app.db().read().await?, &viewer, id).await?;
    let why = form.reason.trim().to_owned();
    let Some(reach) = Reach::from_word(&form.reach).filter(|reach| *reach != Reach::This) else {
        let errors = Errors::new().with("reach", "Choose which sessions.");
        let shown = Shown { cancel: Some((form, errors, None)), ..Shown::default() };
        return page(&app, &organization, &viewer, id, shown, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let asked = (reach, Whom::from_word(&form.whom));
    let mut changed = false;
    if form.step == "cancel" {
        let done = in_tx!(app.db(), ChangeError, tx, {
            changing::cancel(tx, &viewer, id, asked, &why, &form.seen).await
        });
        match done {
            Ok(()) => return Ok(see_other(&format!("/sessions/{id}/series"), wants)),
            Err(ChangeError::Store(error)) => return Err(error.into()),
            Err(ChangeError::Changed) => changed = true,
            // the preview finds the same, and says it
            Err(_) => {}
        }
    }
    let mut tx = app.db().read().await?;
    let planned = changing::plan_cancel(&mut tx, &viewer, id, asked, &why).await;
    drop(tx);
    let (status, errors, plan) = match planned {
        Ok(plan) => (StatusCode::OK, Errors::new(), Some(plan)),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, refused(error)?, None),
    };
    let seen = plan.as_ref().map_or_else(String::new, |plan| plan.digest(&why));
    let shown = Shown { cancel: Some((form, errors, plan)), seen, changed, ..Shown::default() };
    page(&app, &organization, &viewer, id, shown, status).await
}

async fn change(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
    Form(form): Form<ChangeForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let (session, _) = changing::find(&mut app.db().read().await?, &viewer, id).await?;
    if !changing::may_change(&viewer, &session) {
        return Err(Failure::NotFound);
    }
    let (reach, wish) = match parse(&form) {
        Ok(parsed) => parsed,
        Err(errors) => {
            let shown = Shown { change: Some((form, errors, None)), ..Shown::default() };
            return page(&app, &organization, &viewer, id, shown, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let mut changed = false;
    if form.step == "change" {
        let done = in_tx!(app.db(), ChangeError, tx, {
            changing::change(tx, &viewer, id, reach, &wish, &form.seen).await
        });
        match done {
            Ok(()) => return Ok(see_other(&format!("/sessions/{id}/series"), wants)),
            Err(ChangeError::Store(error)) => return Err(error.into()),
            Err(ChangeError::Changed) => changed = true,
            Err(_) => {}
        }
    }
    let mut tx = app.db().read().await?;
    let planned = changing::plan_change(&mut tx, &viewer, id, reach, &wish).await;
    drop(tx);
    let (status, errors, plan) = match planned {
        Ok(plan) => (StatusCode::OK, Errors::new(), Some(plan)),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, refused(error)?, None),
    };
    let seen = plan.as_ref().map_or_else(String::new, |plan| plan.digest(&wish));
    let shown = Shown { change: Some((form, errors, plan)), seen, changed, ..Shown::default() };
    page(&app, &organization, &viewer, id, shown, status).await
}

fn parse(form: &ChangeForm) -> Result<(Reach, Wish), Errors> {
    let mut errors = Errors::new();
    let reach = Reach::from_word(&form.reach);
    if reach.is_none() {
        errors.add("reach", "Choose which sessions.");
    }
    let start = starts().find(|start| *start == form.start).and_then(|start| start.parse().ok());
    if start.is_none() {
        errors.add("start", "Choose when the sessions start.");
    }
    let minutes = form.minutes.parse().ok().and_then(|minutes| SessionMinutes::new(minutes).ok());
    if minutes.is_none() {
        errors.add("minutes", "Choose how long the sessions last.");
    }
    let subject = form.subject.trim().to_owned();
    if subject.chars().count() > MAX_SUBJECT || subject.chars().any(char::is_control) {
        errors.add("subject", "A subject has at most 120 characters on one line.");
    }
    let description = form.description.trim().replace("\r\n", "\n");
    if description.chars().count() > MAX_DESCRIPTION {
        errors.add("description", "A description has at most 2,000 characters.");
    }
    match (reach, start, minutes) {
        (Some(reach), Some(start), Some(minutes)) if errors.is_empty() => {
            Ok((reach, Wish { start, minutes, subject, description }))
        }
        _ => Err(errors),
    }
}

fn refused(error: ChangeError) -> Result<Errors, Failure> {
    let (field, words) = match error {
        ChangeError::NotTheirs => ("", "Ask a parent or your instructor to cancel."),
        ChangeError::NoReason => ("reason", "Say why, in at most 300 characters."),
        ChangeError::NoWhom => {
            ("whom", "Say whether they are cancelled for this student or for all of them.")
        }
        ChangeError::NothingLeft => (
            "reach",
            "Nothing is left to do there: those sessions are over, cancelled, as you want them, or changed by themselves.",
        ),
        ChangeError::DurationNotOffered => ("minutes", "Choose a duration from the list."),
        ChangeError::Unsaid(what) => (what.field(), what.words()),
        ChangeError::InThePast => {
            ("start", "The next of these sessions would be over already. Choose a later start.")
        }
        ChangeError::Changed => ("", "Something changed. Look at the preview again."),
        ChangeError::Store(error) => return Err(error.into()),
    };
    Ok(Errors::new().with(field, words))
}
