//! `/reports`, for instructors and admins; and the dashboard's cards.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use db::Tx;
use jiff::civil::Date;
use kernel::{Timestamp, Zone};
use maud::Markup;
use web::{App, Errors, Failure, Organization, Viewer};

use crate::reports::reading;
use crate::reports::views::overview::{self as views, Days};

/// How many days are looked at unless others are asked for.
const DAYS: i64 = 30;
/// The most days that are looked at.
const MOST_DAYS: i32 = 366;

/// What the viewer has to write and to answer: nothing when there is nothing.
///
/// # Errors
/// As the engine refuses.
pub async fn to_do(tx: &mut Tx, viewer: &Viewer) -> db::Result<Markup> {
    let reports = reading::to_do(tx, viewer).await?;
    let surveys = reading::surveys_to_do(tx, viewer).await?;
    Ok(views::to_do(viewer, &reports, &surveys, tx.now()))
}

pub async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(mut days): Query<Days>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let now = tx.now();
    let day = |at: Timestamp| at.in_zone(&viewer.zone).date().to_string();
    if days.from.is_empty() {
        days.from = day(now.plus_minutes(-DAYS * 24 * 60));
    }
    if days.to.is_empty() {
        days.to = day(now);
    }
    let (status, errors, span) = match span(&days, &viewer.zone) {
        Ok(span) => (StatusCode::OK, Errors::new(), span),
        Err(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors, (now, now)),
    };
    let tallies = reading::tallies(&mut tx, &viewer, span).await?;
    let missing = reading::missing(&mut tx, &viewer, span).await?;
    let page = views::index(&organization, &viewer, (&days, &errors), &tallies, &missing, now);
    Ok((status, page).into_response())
}

/// From the beginning of the first day to the end of the last, on the reader's clock.
fn span(days: &Days, zone: &Zone) -> Result<(Timestamp, Timestamp), Errors> {
    let from: Date = days.from.parse().map_err(|_| Errors::new().with("from", "Choose the first day."))?;
    let wrong = || Errors::new().with("to", "Choose a last day that is not before the first, within a year.");
    let to: Date = days.to.parse().map_err(|_| wrong())?;
    let midnight = |day: Date| {
        day.to_zoned_datetime(zone.jiff().clone()).ok().map(|at| Timestamp::from_jiff(at.timestamp()))
    };
    let is_span = from <= to && from.until(to).is_ok_and(|span| span.get_days() <= MOST_DAYS);
    let after = to.tomorrow().ok().and_then(midnight);
    midnight(from).zip(after).filter(|_| is_span).ok_or_else(wrong)
}
