//! `/sessions`, what is kept of it under a name, its CSV file, and what the file's columns mean.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use kernel::SavedViewId;
use maud::Markup;
use web::{Act, App, Failure, Form, Organization, Routes, Viewer};

use super::saved::{self, SaveError};
use super::views::Naming;
use super::{sheet, views};
use crate::requests::{self, Request};
use crate::sessions::{self, Filter, Half};

pub fn routes() -> Routes {
    Routes::new()
        .get("/sessions", Act::SeeOwn, index)
        .get("/sessions/csv", Act::SeeOwn, csv)
        .get("/sessions/csv/columns", Act::SeeOwn, columns)
        .post("/sessions/views", Act::SeeOwn, create_view)
        .post("/sessions/views/{id}/removal", Act::SeeOwn, destroy_view)
}

/// Sessions on one page of the list.
const PAGE: i64 = 50;
/// Open requests read at once.
const MOST_PENDING: i64 = 500;
/// Sessions in one file; whoever wants more takes them by dates.
const MOST_ROWS: i64 = 20_000;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct ListQuery {
    when: String,
    page: i64,
}

impl ListQuery {
    fn half(&self) -> Half {
        if self.when == "past" { Half::Past } else { Half::Upcoming }
    }
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<ListQuery>,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let page = list(&app, &organization, &viewer, &query, &filter, &Naming::default()).await?;
    Ok(page.into_response())
}

/// A page of the list, with the form that keeps it as it was typed.
async fn list(
    app: &App,
    organization: &Organization,
    viewer: &Viewer,
    query: &ListQuery,
    filter: &Filter,
    naming: &Naming,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let now = tx.now();
    let half = query.half();
    let number = query.page.clamp(0, 10_000);
    let narrowing = filter.narrowing(&viewer.zone);
    let pending = pending(&mut tx, viewer, half, filter).await?;
    // one more than is shown tells whether there are more
    let mut found = sessions::half(&mut tx, viewer, half, &narrowing, (number * PAGE, PAGE + 1)).await?;
    let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let programs = sessions::programs_of(&mut tx, viewer).await?;
    let saved = saved::of(&mut tx, viewer).await?;
    let list = views::List { half, filter, programs: &programs, saved: &saved, naming, number, has_more };
    Ok(views::index(organization, viewer, &list, (&found, &pending), now))
}

/// What waits for an answer, where that is asked for: the time that is preferred, the soonest first. It is still to come.
async fn pending(tx: &mut db::Tx, viewer: &Viewer, half: Half, filter: &Filter) -> db::Result<Vec<Request>> {
    if half == Half::Past || !filter.asks_for_pending() {
        return Ok(Vec::new());
    }
    let open = requests::open(tx, viewer, MOST_PENDING).await?;
    let mut open = requests::narrowed(open, filter, &viewer.zone);
    open.sort_by_key(|request| (request.options().first().copied(), request.id));
    Ok(open)
}

#[derive(serde::Deserialize)]
struct ViewForm {
    name: String,
    #[serde(default)]
    when: String,
    #[serde(flatten)]
    filter: Filter,
}

async fn create_view(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Form(form): Form<ViewForm>,
) -> Result<Response, Failure> {
    let query = ListQuery { when: form.when, page: 0 };
    let (half, filter) = (query.half(), &form.filter);
    let saved = in_tx!(app.db(), SaveError, tx, { saved::save(tx, &viewer, &form.name, half, filter).await });
    let message = match saved {
        Ok(()) => return Ok(Redirect::to(&views::address(half, filter)).into_response()),
        Err(SaveError::Unnamed) => "Give it a name.".to_owned(),
        Err(SaveError::TooLong) => format!("At most {} letters, please.", saved::MAX_NAME),
        Err(SaveError::Taken) => "You have a view of that name.".to_owned(),
        Err(SaveError::TooMany) => format!("You have {} views already. Remove one first.", saved::MOST),
        Err(SaveError::Everything) => return Ok(Redirect::to("/sessions").into_response()),
        Err(SaveError::Store(error)) => return Err(error.into()),
    };
    let naming = Naming { name: form.name, error: Some(message) };
    let page = list(&app, &organization, &viewer, &query, filter, &naming).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The list stays as it is shown.
async fn destroy_view(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id: SavedViewId = id.parse().map_err(|_| Failure::NotFound)?;
    let gone = in_tx!(app.db(), db::Error, tx, { saved::forget(tx, &viewer, id).await })?;
    Ok(Redirect::to(&views::address_of(&gone)))
}

/// All of one half, as narrowed: never a part of it without saying so.
async fn csv(
    State(app): State<App>,
    viewer: Viewer,
    Query(query): Query<ListQuery>,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let narrowing = filter.narrowing(&viewer.zone);
    let found = sessions::half(&mut tx, &viewer, query.half(), &narrowing, (0, MOST_ROWS + 1)).await?;
    if i64::try_from(found.len()).unwrap_or(i64::MAX) > MOST_ROWS {
        return Err(Failure::Refused(format!(
            "These are more than {MOST_ROWS} sessions, too many for one file. Narrow the list by dates and download it in parts."
        )));
    }
    let name = if query.half() == Half::Past { "past-sessions.csv" } else { "upcoming-sessions.csv" };
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (HeaderName::from_static("content-security-policy"), "default-src 'none'; sandbox".to_owned()),
    ];
    let pending = pending(&mut tx, &viewer, query.half(), &filter).await?;
    let text = sheet::write(&viewer, &found, &pending).map_err(|_| Failure::Internal)?;
    Ok((headers, text).into_response())
}

async fn columns(organization: Organization, viewer: Viewer) -> Response {
    views::columns(&organization, &viewer).into_response()
}
