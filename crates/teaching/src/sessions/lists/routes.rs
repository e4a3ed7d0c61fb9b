//! `/sessions`, its CSV file, and what the file's columns mean.

use axum::extract::{Query, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use web::{Act, App, Failure, Organization, Routes, Viewer};

use super::{sheet, views};
use crate::sessions::{self, Filter, Half};

pub fn routes() -> Routes {
    Routes::new().get("/sessions", Act::SeeOwn, index).get("/sessions/csv", Act::SeeOwn, csv).get(
        "/sessions/csv/columns",
        Act::SeeOwn,
        columns,
    )
}

/// Sessions on one page of the list.
const PAGE: i64 = 50;
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
    let mut tx = app.db().read().await?;
    let now = tx.now();
    let half = query.half();
    let number = query.page.clamp(0, 10_000);
    let narrowing = filter.narrowing(&viewer.zone);
    // one more than is shown tells whether there are more
    let mut found = sessions::half(&mut tx, &viewer, half, &narrowing, (number * PAGE, PAGE + 1)).await?;
    let has_more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    found.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    let programs = sessions::programs_of(&mut tx, &viewer).await?;
    let list = views::List { half, filter: &filter, programs: &programs, number, has_more };
    Ok(views::index(&organization, &viewer, &list, &found, now).into_response())
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
    let text = sheet::write(&viewer, &found).map_err(|_| Failure::Internal)?;
    Ok((headers, text).into_response())
}

async fn columns(organization: Organization, viewer: Viewer) -> Response {
    views::columns(&organization, &viewer).into_response()
}
