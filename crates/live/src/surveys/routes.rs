//! `/classroom/{session}/survey`.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::{SessionId, UserId};
use serde::Deserialize;
use teaching::reports::{self, FileError, Filled, Kind, Sheet, survey_views as views};
use web::{Act, App, Errors, Failure, Form, Local, Organization, Routes, Visitor};

use crate::classroom::no_place;
use crate::seats::admission;

pub fn routes() -> Routes {
    Routes::new().get("/classroom/{session}/survey", Act::TakeSeat, show).post(
        "/classroom/{session}/survey",
        Act::TakeSeat,
        create,
    )
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// What was just done: `answered` or `skipped`.
    done: String,
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
    Path(session): Path<String>,
    Query(shown): Query<Shown>,
) -> Result<Response, Failure> {
    let Some((id, student)) = student(&app, &organization, &visitor, &headers, &session).await? else {
        return Ok(nobody(&organization, &visitor, &uri));
    };
    let mut tx = app.db().read().await?;
    let asked = match reports::survey(&mut tx, organization.scope(), student, id).await {
        Err(db::Error::NotFound) => return Ok(nobody(&organization, &visitor, &uri)),
        asked => asked?,
    };
    let on = home(&visitor, student);
    let page = match (shown.done.as_str(), asked) {
        ("answered", None) => views::done(&organization, true, on),
        ("skipped", _) => views::done(&organization, false, on),
        (_, Some((session, form))) => {
            let sheet = Sheet::of(form.word(), &[]);
            views::ask(&organization, &session, &form, &sheet, &Errors::new())
        }
        (_, None) => views::closed(&organization, on),
    };
    Ok(page.into_response())
}

async fn create(
    State(app): State<App>,
    organization: Organization,
    visitor: Visitor,
    headers: HeaderMap,
    uri: Uri,
    Path(session): Path<String>,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Failure> {
    let Some((id, student)) = student(&app, &organization, &visitor, &headers, &session).await? else {
        return Ok(nobody(&organization, &visitor, &uri));
    };
    let scope = organization.scope();
    let on = home(&visitor, student);
    let mut tx = app.db().read().await?;
    let session = match reports::survey(&mut tx, scope, student, id).await {
        Err(db::Error::NotFound) => return Ok(nobody(&organization, &visitor, &uri)),
        Err(error) => return Err(error.into()),
        Ok(None) => return Ok((StatusCode::CONFLICT, views::closed(&organization, on)).into_response()),
        Ok(Some((session, _))) => session,
    };
    if !sheet.is_known() {
        return Err(Failure::Invalid(
            "The form could not be read. Reload the page and try again.".to_owned(),
        ));
    }
    let form = reports::shown_form(&mut tx, scope, Kind::Survey, &sheet.form).await?;
    drop(tx);
    let read = sheet.read(&form.questions);
    let (answers, is_skipped) = (&read.answers, sheet.step == "skip");
    let mut errors = read.errors;
    read.missing.iter().for_each(|(field, message)| errors.add(field, message));
    if !is_skipped && !errors.is_empty() {
        let page = views::ask(&organization, &session, &form, &sheet, &errors);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let done = in_tx!(app.db(), FileError, tx, {
        if is_skipped {
            reports::skip_survey(tx, scope, student, id, &sheet.form).await
        } else {
            let filled = Filled { form: &sheet.form, answers, is_final: true };
            reports::answer_survey(tx, scope, student, id, &filled).await
        }
    });
    match done {
        Ok(()) => {
            let done = if is_skipped { "skipped" } else { "answered" };
            Ok(Redirect::to(&format!("/classroom/{id}/survey?done={done}")).into_response())
        }
        Err(FileError::Store(error)) => Err(error.into()),
        // somebody was quicker, in another window
        Err(_) => Ok((StatusCode::CONFLICT, views::closed(&organization, on)).into_response()),
    }
}

/// Who asks: the session's person by sign-in or seat; for a session without a classroom whoever is signed in.
async fn student(
    app: &App,
    organization: &Organization,
    visitor: &Visitor,
    headers: &HeaderMap,
    session: &str,
) -> Result<Option<(SessionId, UserId)>, Failure> {
    let Ok(id) = session.parse::<SessionId>() else { return Ok(None) };
    let seated = admission(app, organization, visitor, headers, session).await?;
    let person =
        seated.map(|admission| admission.person).or_else(|| visitor.viewer().map(|viewer| viewer.user));
    Ok(person.map(|person| (id, person)))
}

/// Where the student goes on, if it is they who are signed in.
fn home(visitor: &Visitor, student: UserId) -> Option<&'static str> {
    visitor.viewer().filter(|viewer| viewer.user == student).map(|_| "/")
}

fn nobody(organization: &Organization, visitor: &Visitor, uri: &Uri) -> Response {
    let sign_in = visitor.viewer().is_none().then(|| Local::of_request(uri).sign_in_address());
    (StatusCode::NOT_FOUND, no_place(organization, sign_in)).into_response()
}
