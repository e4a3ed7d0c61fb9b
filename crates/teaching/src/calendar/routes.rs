//! `/calendar`, and the feed of each person.

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use db::in_tx;
use jiff::civil::Date;
use people::closures;
use web::{Act, App, Failure, Organization, Routes, Viewer, token};

use super::days::{self, Day, View};
use super::feed;
use super::views::{self, Asked, Pending, Shown};
use crate::requests;
use crate::sessions::{self, Filter, Narrowing};

/// Sessions read at once for a week or a day; who has more is told so.
const MOST: i64 = 500;
/// Sessions read at once for a month: its cells hold no more. A month that has more is read by its days.
const MOST_IN_MONTH: i64 = 42 * views::CHIPS_READ;
/// Rows read for a day's cell of such a month: a session of several students has one for each.
const ROWS_OF_DAY: i64 = 8 * views::CHIPS_READ;
/// Open requests read at once.
const MOST_PENDING: i64 = 200;
/// Sessions shown in the week's card.
const MOST_IN_WEEK: i64 = 200;

pub fn routes() -> Routes {
    Routes::new()
        .get("/calendar", Act::SeeOwn, index)
        .get("/calendar/week", Act::SeeOwn, week)
        .get("/calendar/feed", Act::SeeOwn, feed_page)
        .post("/calendar/feed", Act::SeeOwn, make_feed)
        .post("/calendar/feed/revocation", Act::SeeOwn, revoke_feed)
        .get("/calendar/feed/{token}", Act::OpenLink, read_feed)
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct CalendarQuery {
    /// `month`, `week`, `list` or `day`.
    view: String,
    /// A day it shows: `2026-11-26`.
    on: String,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<CalendarQuery>,
    Query(filter): Query<Filter>,
) -> Result<Response, Failure> {
    let mut tx = app.db().read().await?;
    let today = tx.now().in_zone(&viewer.zone).date();
    let view = View::from_word(&query.view);
    // the dates and words of lists mean nothing here
    let filter = Filter { q: String::new(), from: String::new(), to: String::new(), ..filter };
    let on =
        query.on.parse::<Date>().ok().filter(|date| (1971..=2200).contains(&date.year())).unwrap_or(today);
    let narrowing = filter.narrowing(&viewer.zone);
    let days = view.days(on, &viewer.zone);
    let mut shown = shown(&mut tx, &viewer, &narrowing, view, days).await?;
    let pending = pending(&mut tx, &viewer, &filter).await?;
    let closures = closures::all(&mut tx, viewer.scope()).await?;
    for day in &mut shown {
        day.pending = views::of_day(&day.day, &pending);
        day.closed = views::closed_on(&day.day, &closures);
    }
    let programs = sessions::programs_of(&mut tx, &viewer).await?;
    let asked = Asked { view, on, today, now: tx.now(), filter: &filter, programs: &programs };
    Ok(views::index(&organization, &viewer, &asked, &shown).into_response())
}

/// Each day with the sessions to show on it and the number there are.
async fn shown(
    tx: &mut db::Tx,
    viewer: &Viewer,
    narrowing: &Narrowing,
    view: View,
    days: Vec<Day>,
) -> db::Result<Vec<Shown>> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else { return Ok(Vec::new()) };
    let whole = (first.from, last.to);
    let most = if view == View::Month { MOST_IN_MONTH } else { MOST };
    let found = sessions::between(tx, viewer, narrowing, whole, most).await?;
    let is_cut = found.len() >= usize::try_from(most).unwrap_or(usize::MAX);
    let mut all = Vec::with_capacity(days.len());
    for day in days {
        let of_day =
            found.iter().filter(|session| day.from <= session.starts_at && session.starts_at < day.to);
        let mut sessions = sessions::fold(viewer, of_day.cloned().collect());
        let mut count = sessions.len();
        if is_cut {
            let range = (day.from, day.to);
            let found = sessions::count_between(tx, viewer, narrowing, range).await?;
            count = usize::try_from(found).unwrap_or(usize::MAX);
            if count > sessions.len() && (view == View::Month || sessions.is_empty()) {
                let read = sessions::between(tx, viewer, narrowing, range, ROWS_OF_DAY).await?;
                sessions = sessions::fold(viewer, read);
            }
        }
        all.push(Shown { day, sessions, count, pending: Vec::new(), closed: None });
    }
    Ok(all)
}

/// What the viewer asked for, or is asked for, and is not answered yet, narrowed as sessions are.
async fn pending(tx: &mut db::Tx, viewer: &Viewer, filter: &Filter) -> db::Result<Vec<Pending>> {
    let open = requests::open(tx, viewer, MOST_PENDING).await?;
    let open = requests::narrowed(open, filter, &viewer.zone);
    Ok(open.iter().flat_map(|request| Pending::of(viewer, request)).collect())
}

async fn feed_page(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Response, Failure> {
    let made_at = feed::made_at(&mut app.db().read().await?, &viewer).await?;
    Ok(views::feed(&organization, &viewer, made_at, None).into_response())
}

/// The one answer that holds the address.
async fn make_feed(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
) -> Result<Response, Failure> {
    let (token, made_at) = in_tx!(app.db(), db::Error, tx, {
        Ok((feed::make(tx, viewer.scope(), viewer.user).await?, tx.now()))
    })?;
    let address = app.url(&organization, &feed::path(&token));
    Ok(views::feed(&organization, &viewer, Some(made_at), Some(&address)).into_response())
}

async fn revoke_feed(State(app): State<App>, viewer: Viewer) -> Result<Redirect, Failure> {
    in_tx!(app.db(), db::Error, tx, { feed::revoke(tx, &viewer).await })?;
    Ok(Redirect::to("/calendar/feed"))
}

/// The file itself, for whoever has its address; "not modified" while nothing in it changed.
async fn read_feed(
    State(app): State<App>,
    organization: Organization,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let token = name.strip_suffix(".ics").ok_or(Failure::NotFound)?;
    let mut tx = app.db().read().await?;
    let text = feed::read(&mut tx, &app, &organization, token).await?.ok_or(Failure::NotFound)?;
    let tag = format!("\"{}\"", token::text(&token::digest(text.as_bytes())));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let about = [
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"sessions.ics\"".to_owned()),
    ];
    if known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag) {
        return Ok((StatusCode::NOT_MODIFIED, about).into_response());
    }
    Ok((about, text).into_response())
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
    let whole = (first.from, last.to);
    let found = sessions::between(tx, viewer, &Narrowing::none(), whole, MOST_IN_WEEK).await?;
    let found = sessions::fold(viewer, found);
    let pending = pending(tx, viewer, &Filter::default()).await?;
    let closures = closures::all(tx, viewer.scope()).await?;
    Ok(views::week_card(viewer, tx.now(), &days, &found, &pending, &closures))
}
