//! `/attendance` and `/sessions/{id}/attendance`, for instructors and admins.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use jiff::civil::Date;
use kernel::SessionId;
use maud::Markup;
use people::absence_reasons;
use serde::Deserialize;
use web::{Act, App, Errors, Failure, Form, Organization, Routes, Viewer, Wants};

use super::form::AttendanceForm;
use super::noting::{self, CORRECTED_WITHIN_DAYS, NoteError};
use super::views::{self, Sheet};
use crate::sessions::routes::see_other;
use crate::sessions::{Filter, Session, between, find_visible, unnoted};

/// Sessions of one page: a day of a large organization.
const MOST: i64 = 200;

pub fn routes() -> Routes {
    Routes::new()
        .get("/attendance", Act::BookSession, index)
        .post("/attendance/all", Act::BookSession, everyone)
        .get("/sessions/{id}/attendance", Act::BookSession, show)
        .post("/sessions/{id}/attendance", Act::BookSession, save)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    /// Without one: what is to be done.
    day: String,
}

/// "Needs your attention", for staff: none when nothing does.
///
/// # Errors
/// As the engine refuses.
pub async fn attention(tx: &mut db::Tx, viewer: &Viewer) -> db::Result<Markup> {
    let sessions = unnoted(tx, viewer, MOST).await?;
    Ok(views::attention_card(viewer, &sessions, tx.now()))
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let day = match asked.day.as_str() {
        "" => None,
        day => Some(day.parse::<Date>().map_err(|_| Failure::Invalid("That is not a day.".to_owned()))?),
    };
    let mut tx = app.db().read().await?;
    let now = tx.now();
    let reasons = absence_reasons::all(&mut tx, viewer.scope()).await?;
    let waiting = unnoted(&mut tx, &viewer, MOST).await?;
    let count = u64::try_from(waiting.len()).unwrap_or_default();
    let sessions = match day {
        None => waiting,
        Some(day) => of_day(&mut tx, &viewer, day).await?,
    };
    let back = day.map_or_else(|| "todo".to_owned(), |day| day.to_string());
    let mut sheets = Vec::with_capacity(sessions.len());
    for session in &sessions {
        sheets.push(sheet(&mut tx, &viewer, session, &back).await?);
    }
    Ok(views::index(&organization, &viewer, day, &sheets, &reasons, count, now).into_response())
}

/// The form of a session, with what is noted already; of its instructor also what is noted with another student.
async fn sheet<'a>(
    tx: &mut db::Tx,
    viewer: &Viewer,
    session: &'a Session,
    back: &str,
) -> db::Result<Sheet<'a>> {
    let mut sheet = Sheet::of(session, back);
    if session.is_shared() {
        let known = noting::instructor_mark(tx, viewer.scope(), session).await?;
        sheet.form = sheet.form.taught_by(known.as_ref());
    }
    Ok(sheet)
}

/// The sessions of a day on the viewer's wall clock whose attendance they may note.
async fn of_day(tx: &mut db::Tx, viewer: &Viewer, day: Date) -> db::Result<Vec<Session>> {
    let filter = Filter { from: day.to_string(), to: day.to_string(), ..Filter::default() };
    let narrowing = filter.narrowing(&viewer.zone);
    let now = tx.now();
    let mut sessions = between(tx, viewer, &narrowing, (narrowing.from, narrowing.to), MOST).await?;
    sessions.retain(|session| noting::may_note(viewer, session, now));
    Ok(sessions)
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct DayForm {
    day: String,
}

/// Everyone attended the sessions of a day of which nothing is noted yet.
async fn everyone(
    State(app): State<App>,
    viewer: Viewer,
    Form(form): Form<DayForm>,
) -> Result<Redirect, Failure> {
    let day: Date = form.day.parse().map_err(|_| Failure::Invalid("That is not a day.".to_owned()))?;
    let sessions = of_day(&mut app.db().read().await?, &viewer, day).await?;
    for session in sessions.iter().filter(|session| session.outcome.is_none()) {
        let noted = in_tx!(app.db(), NoteError, tx, {
            let record = noting::both_attended(tx, &viewer, session).await?;
            noting::note(tx, &viewer, session.id, &record).await
        });
        match noted {
            // somebody was quicker with this one
            Ok(()) | Err(NoteError::Changed) => {}
            Err(NoteError::Store(error)) => return Err(error.into()),
            Err(refused) => return Err(Failure::Invalid(sentence(&refused))),
        }
    }
    Ok(Redirect::to(&format!("/attendance?day={day}")))
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let session = find_visible(&mut tx, &viewer, id).await?;
    if !noting::may_note(&viewer, &session, tx.now()) {
        return Err(Failure::NotFound);
    }
    let reasons = absence_reasons::all(&mut tx, viewer.scope()).await?;
    let sheet = sheet(&mut tx, &viewer, &session, "").await?;
    Ok(views::single(&organization, &viewer, &sheet, &reasons).into_response())
}

async fn save(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    wants: Wants,
    Path(id): Path<String>,
    Form(form): Form<AttendanceForm>,
) -> Result<Response, Failure> {
    let id: SessionId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    // asked first: for others there is nothing to be noted of it
    let session = find_visible(&mut tx, &viewer, id).await?;
    let reasons = absence_reasons::all(&mut tx, viewer.scope()).await?;
    drop(tx);
    let errors = match form.read(&reasons) {
        Err(errors) => errors,
        Ok(record) => {
            let noted = in_tx!(app.db(), NoteError, tx, {
                let record = match form.says_both_attended() {
                    true => noting::both_attended(tx, &viewer, &session).await?,
                    false => record.clone(),
                };
                noting::note(tx, &viewer, id, &record).await
            });
            match noted {
                Ok(()) => return done(&app, &viewer, wants, id, &form.back).await,
                Err(NoteError::Store(error)) => return Err(error.into()),
                Err(refused) => Errors::new().with("", sentence(&refused)),
            }
        }
    };
    let sheet = Sheet { session: &session, form, errors };
    let answer = match wants {
        Wants::Fragment => views::card(&viewer, &sheet, &reasons),
        Wants::Page | Wants::Json => views::single(&organization, &viewer, &sheet, &reasons),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, answer).into_response())
}

async fn done(
    app: &App,
    viewer: &Viewer,
    wants: Wants,
    id: SessionId,
    back: &str,
) -> Result<Response, Failure> {
    let from_list = back == "todo" || back.parse::<Date>().is_ok();
    if wants == Wants::Fragment && from_list {
        let session = find_visible(&mut app.db().read().await?, viewer, id).await?;
        return Ok(views::saved(viewer, &session).into_response());
    }
    let to = match back {
        "todo" => "/attendance".to_owned(),
        day if from_list => format!("/attendance?day={day}"),
        _ => format!("/sessions/{id}"),
    };
    Ok(see_other(&to, wants))
}

fn sentence(refused: &NoteError) -> String {
    match refused {
        NoteError::Measured => "The classroom measures by itself how this session goes.".to_owned(),
        NoteError::TooEarly => "This session has not begun yet.".to_owned(),
        NoteError::Cancelled => "This session was cancelled.".to_owned(),
        NoteError::TooLate => {
            format!(
                "This session is over for more than {CORRECTED_WITHIN_DAYS} days. Ask an admin to correct it."
            )
        }
        NoteError::Changed => "Somebody noted it just now. Load the page to see what.".to_owned(),
        NoteError::NotEnough { available } => format!(
            "With this the session takes a credit, and the student has {available} left. Grant credits first, or make it non-billable."
        ),
        NoteError::Store(_) => "Try again shortly.".to_owned(),
    }
}
