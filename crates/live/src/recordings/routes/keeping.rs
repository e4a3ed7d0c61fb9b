//! Legal hold and erasure, for admins.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{RecordingId, SessionId};
use maud::Markup;
use teaching::sessions::Session;
use web::{App, Errors, Failure, Form, Organization, Viewer};

use crate::recordings::erasing::{self, Cause, EraseError};
use crate::recordings::recording::Recording;
use crate::recordings::views::{self, Deed, KeepingForm, MOST_REASON};
use crate::recordings::{Recorder, viewing};

/// A session and one of its recordings.
type Address = Path<(String, String)>;

/// `GET /sessions/{id}/recordings/{recording}/hold`.
pub async fn new_hold(
    app: State<App>,
    organization: Organization,
    viewer: Viewer,
    at: Address,
) -> Result<Markup, Failure> {
    ask(&app, &organization, &viewer, &at, Deed::Hold).await
}

/// `GET …/release`.
pub async fn new_release(
    app: State<App>,
    organization: Organization,
    viewer: Viewer,
    at: Address,
) -> Result<Markup, Failure> {
    ask(&app, &organization, &viewer, &at, Deed::Release).await
}

/// `GET …/erasure`.
pub async fn new_erasure(
    app: State<App>,
    organization: Organization,
    viewer: Viewer,
    at: Address,
) -> Result<Markup, Failure> {
    ask(&app, &organization, &viewer, &at, Deed::Erase).await
}

/// `POST …/hold`.
pub async fn hold(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    at: Address,
    Form(form): Form<KeepingForm>,
) -> Result<Response, Failure> {
    let (session, recording) = found(&app, &viewer, &at).await?;
    let why = match reason(&form) {
        Ok(why) => why,
        Err(errors) => {
            return Ok(wrong(&organization, &viewer, (&session, &recording), Deed::Hold, (&form, &errors)));
        }
    };
    in_tx!(app.db(), db::Error, tx, {
        erasing::hold(tx, viewer.scope(), recording.id, viewer.user, &why).await
    })?;
    Ok(back(&session))
}

/// `POST …/release`.
pub async fn release(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    at: Address,
    Form(form): Form<KeepingForm>,
) -> Result<Response, Failure> {
    let (session, recording) = found(&app, &viewer, &at).await?;
    let why = match reason(&form) {
        Ok(why) => why,
        Err(errors) => {
            return Ok(wrong(
                &organization,
                &viewer,
                (&session, &recording),
                Deed::Release,
                (&form, &errors),
            ));
        }
    };
    in_tx!(app.db(), db::Error, tx, {
        erasing::release(tx, viewer.scope(), recording.id, viewer.user, &why).await
    })?;
    Ok(back(&session))
}

/// `POST …/erasure`.
pub async fn erase(
    State(app): State<App>,
    Extension(recorder): Extension<Recorder>,
    organization: Organization,
    viewer: Viewer,
    at: Address,
    Form(form): Form<KeepingForm>,
) -> Result<Response, Failure> {
    let (session, recording) = found(&app, &viewer, &at).await?;
    let errors = match sure_reason(&form) {
        Err(errors) => errors,
        Ok(why) => {
            let cause = Cause::Asked { by: viewer.user, why: &why };
            match erasing::erase(app.db(), recorder.shelf(), viewer.scope(), recording.id, cause).await {
                Ok(_) => return Ok(back(&session)),
                Err(error) => at_the_form(error)?,
            }
        }
    };
    Ok(wrong(&organization, &viewer, (&session, &recording), Deed::Erase, (&form, &errors)))
}

async fn ask(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    at: &Address,
    deed: Deed,
) -> Result<Markup, Failure> {
    let (session, recording) = found(app, viewer, at).await?;
    let typed = (&KeepingForm::default(), &Errors::new());
    Ok(views::ask(organization, viewer, (&session, &recording), deed, typed))
}

/// One that was erased is not there any more.
async fn found(app: &App, viewer: &Viewer, at: &Address) -> Result<(Session, Recording), Failure> {
    let session: SessionId = at.0.0.parse().map_err(|_| Failure::NotFound)?;
    let recording: RecordingId = at.0.1.parse().map_err(|_| Failure::NotFound)?;
    let found = viewing::find(&mut app.db().read().await?, viewer, session, recording).await?;
    if found.1.erased_at.is_some() { Err(Failure::NotFound) } else { Ok(found) }
}

fn reason(form: &KeepingForm) -> Result<String, Errors> {
    let reason = form.reason.split_whitespace().collect::<Vec<_>>().join(" ");
    let say = |words: &str| Err(Errors::new().with("reason", words));
    match reason.chars().count() {
        0 => say("Say why: it stands in the audit trail."),
        1..=MOST_REASON => Ok(reason),
        _ => say("Shorten the reason to 300 characters."),
    }
}

fn sure_reason(form: &KeepingForm) -> Result<String, Errors> {
    let read = reason(form);
    if form.sure == "true" {
        return read;
    }
    Err(read.err().unwrap_or_default().with("sure", "Tick this when you are sure: it cannot be undone."))
}

/// What can be put right first; the rest is a failure.
fn at_the_form(error: EraseError) -> Result<Errors, Failure> {
    let say = |words: &str| Ok(Errors::new().with("", words));
    match error {
        EraseError::Held => say("This recording is under legal hold. Lift the hold first."),
        EraseError::GoesOn => say("This recording goes on. Stop it, or end the session, first."),
        EraseError::Left(error) => {
            tracing::error!(%error, "A file of an erased recording could not be removed");
            say(
                "It is not shown any more, but a file could not be removed. The server tries again every ten minutes.",
            )
        }
        EraseError::Store(error) => Err(error.into()),
    }
}

fn wrong(
    organization: &Organization,
    viewer: &Viewer,
    of: (&Session, &Recording),
    deed: Deed,
    typed: (&KeepingForm, &Errors),
) -> Response {
    let page = views::ask(organization, viewer, of, deed, typed);
    (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
}

fn back(session: &Session) -> Response {
    Redirect::to(&format!("/sessions/{}/recordings", session.id)).into_response()
}
