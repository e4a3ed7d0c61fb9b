//! `/calendar`.

use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use web::{Act, App, Failure, Organization, Routes, Viewer};

use super::{days, views};
use crate::sessions;

/// Sessions shown in one month; beyond it the list of sessions is the better tool.
const MOST: i64 = 1_000;
/// Sessions shown in the week's card.
const MOST_IN_WEEK: i64 = 200;

pub fn routes() -> Routes {
    Routes::new().get("/calendar", Act::SeeOwn, index).get("/calendar/week", Act::SeeOwn, week)
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Month {
    /// `2026-11`.
    month: String,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<Month>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let today = tx.now().in_zone(&viewer.zone).date();
    let month: Date = format!("{}-01", query.month).parse().unwrap_or(today.first_of_month());
    let days = days::month_of(month, &viewer.zone);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Err(Failure::NotFound) };
    let found = sessions::between(&mut tx, &viewer, (first.from, last.to), MOST).await?;
    Ok(views::index(&organization, &viewer, month, tx.now(), &days, &found).into_response())
}

/// The week's card alone: open dashboards fetch it again when a session moves.
async fn week(State(app): State<App>, viewer: Viewer) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    Ok(week_card(&mut tx, &viewer).await?.into_response())
}

/// The week around now, for the dashboard.
///
/// # Errors
/// As the engine refuses.
pub async fn week_card(tx: &mut db::Tx, viewer: &Viewer) -> db::Result<maud::Markup> {
    let days = days::week_of(tx.now(), &viewer.zone);
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(maud::html! {}) };
    let found = sessions::between(tx, viewer, (first.from, last.to), MOST_IN_WEEK).await?;
    Ok(views::week_card(viewer, tx.now(), &days, &found))
}
