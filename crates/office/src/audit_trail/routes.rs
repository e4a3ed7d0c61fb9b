//! `/configuration/audit-trail` and its CSV file, for admins.

use axum::extract::{Query, State};
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;
use people::audit;
use web::{Act, App, Current, Failure, Organization, Routes, Viewer, page};

use super::filter::Filter;
use super::views::{self, TrailPage};
use super::{naming, sheet};

/// Lines on one page.
const PAGE: usize = 50;
/// Lines in one file; whoever wants more takes them by days.
const MOST_ROWS: usize = 20_000;

pub fn routes() -> Routes {
    Routes::new().get("/configuration/audit-trail", Act::Configure, index).get(
        "/configuration/audit-trail/csv",
        Act::Configure,
        csv,
    )
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(filter): Query<Filter>,
) -> Result<Markup, Failure> {
    let scope = viewer.scope();
    let narrowed = filter.narrowed(&viewer.zone);
    let mut tx = app.db().read().await?;
    // one more than is shown tells whether there are more
    let mut lines = audit::search(&mut tx, scope, &narrowed.asked(one_more_than(PAGE))).await?;
    let has_more = lines.len() > PAGE;
    lines.truncate(PAGE);
    let names = naming::names(&mut tx, scope, &lines).await?;
    let shown = TrailPage { filter: &filter, lines: &lines, names: &names, has_more, zone: &viewer.zone };
    Ok(page(&organization, &viewer, Current::Configuration, "Audit trail", views::index(&shown)))
}

/// All that is asked for: never a part of it without saying so.
async fn csv(
    State(app): State<App>,
    viewer: Viewer,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let scope = viewer.scope();
    let narrowed = filter.narrowed(&viewer.zone);
    let mut tx = app.db().read().await?;
    let lines = audit::search(&mut tx, scope, &narrowed.asked(one_more_than(MOST_ROWS))).await?;
    if lines.len() > MOST_ROWS {
        return Err(Failure::Refused(format!(
            "These are more than {MOST_ROWS} lines, too many for one file. Narrow the trail by days and download it in parts."
        )));
    }
    let names = naming::names(&mut tx, scope, &lines).await?;
    let text = sheet::write(&lines, &names).map_err(|_| Failure::Internal)?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8; header=present"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-trail.csv\""),
        (HeaderName::from_static("content-security-policy"), "default-src 'none'; sandbox"),
    ];
    Ok((headers, text).into_response())
}

fn one_more_than(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX).saturating_add(1)
}
