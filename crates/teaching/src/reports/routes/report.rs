//! `/sessions/{id}/report`: for its instructor a form, for everyone in it what was filed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SessionId;
use maud::html;
use web::{App, Errors, Failure, Form, Organization, Viewer, Wants, show as words};

use crate::reports::filing::{self, FileError, Filled};
use crate::reports::reading;
use crate::reports::report::Kind;
use crate::reports::sheet::Sheet;
use crate::reports::views::report::{self as views, After};

/// `GET /sessions/{id}/report`: cards for the details, a page at its own address.
pub async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let dossier = reading::dossier(&mut tx, &viewer, id).await?;
    Ok(match wants {
        Wants::Fragment => views::card(&viewer, &dossier, tx.now()).into_response(),
        Wants::Page | Wants::Json => {
            views::page_of(&organization, &viewer, &dossier, tx.now()).into_response()
        }
    })
}

/// `GET /sessions/{id}/report/form`.
pub async fn edit(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let fill = reading::to_write(&mut tx, &viewer, id).await?;
    let sheet = Sheet::of(fill.form.word(), &fill.answers);
    Ok(views::write(&organization, &viewer, &fill, &sheet, (&Errors::new(), After::Nothing)).into_response())
}

/// `POST /sessions/{id}/report`: files it, or saves a draft. Whatever can be read is kept as a draft, until it is filed.
pub async fn save(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let (read, was_filed) = read(&app, &viewer, id, &sheet).await?;
    let wants_filing = sheet.step == "file";
    let is_final = wants_filing && read.errors.is_empty() && read.missing.is_empty();
    let mut errors = read.errors;
    if wants_filing {
        read.missing.iter().for_each(|(field, message)| errors.add(field, message));
    }
    let after = if was_filed && !is_final {
        After::Refused
    } else {
        let filled = Filled { form: &sheet.form, answers: &read.answers, is_final };
        let saved = in_tx!(app.db(), FileError, tx, { filing::save(tx, &viewer, id, &filled).await });
        saved.map_err(refused)?;
        After::Drafted
    };
    if is_final {
        return Ok(Redirect::to(&format!("/sessions/{id}")).into_response());
    }
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut tx = app.db().read().await?;
    let fill = reading::to_write(&mut tx, &viewer, id).await?;
    Ok((status, views::write(&organization, &viewer, &fill, &sheet, (&errors, after))).into_response())
}

/// `POST /sessions/{id}/report/draft`, by the form itself while it is filled in; answers the line that says what is saved.
pub async fn draft(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
    Form(sheet): Form<Sheet>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let (read, _) = read(&app, &viewer, id, &sheet).await?;
    let filled = Filled { form: &sheet.form, answers: &read.answers, is_final: false };
    let saved = in_tx!(app.db(), FileError, tx, { filing::save(tx, &viewer, id, &filled).await });
    let report = saved.map_err(refused)?;
    let at = words::time(report.saved_at, &viewer.zone);
    let too_long = read.errors.iter().next().map(|(_, message)| message.to_owned());
    Ok(views::saved_line(html! {
        "Saved as a draft at " (at) "."
        @if let Some(message) = too_long { " Not saved: " (message) }
    })
    .into_response())
}

/// What was typed, read by the form it was typed into; and whether the report was filed before.
async fn read(
    app: &App,
    viewer: &Viewer,
    id: SessionId,
    sheet: &Sheet,
) -> Result<(crate::reports::Read, bool), Failure> {
    if !sheet.is_known() {
        return Err(Failure::Invalid(
            "The form could not be read. Reload the page and try again.".to_owned(),
        ));
    }
    let mut tx = app.db().read().await?;
    let standing = reading::writing(&mut tx, viewer, id).await?;
    let Some(standing) = standing else { return Err(refused(FileError::NotAttended)) };
    let form = reading::shown_form(&mut tx, viewer.scope(), Kind::Report, &sheet.form).await?;
    Ok((sheet.read(&form.questions), standing.filed_at.is_some()))
}

/// `POST /sessions/{id}/report/unlocking`.
pub async fn unlock(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    in_tx!(app.db(), FileError, tx, { filing::unlock(tx, &viewer, id).await }).map_err(refused)?;
    Ok(Redirect::to(&format!("/sessions/{id}")))
}

/// Why nothing was saved, in words.
fn refused(error: FileError) -> Failure {
    let words = match error {
        FileError::Store(error) => return error.into(),
        FileError::NotAttended => "A report is written of a session that both attended, when it is over.",
        FileError::Closed => "It is too late to write this report. Ask an admin to unlock it.",
        FileError::Filed => "This report was filed meanwhile. Open the page again to edit it.",
        FileError::OtherForm => "This form is out of date. Open the page again.",
    };
    Failure::Refused(words.to_owned())
}
