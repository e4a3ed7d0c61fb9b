//! The page My Notifications. Looking at it changes nothing; opening a line is a post.

use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use kernel::{NoticeId, Timestamp};
use maud::Markup;
use teaching::requests;
use web::{Act, App, Current, Failure, Organization, Routes, Topic, Viewer, page};

use super::{reading, views};

pub fn routes() -> Routes {
    Routes::new()
        .get("/notifications", Act::SeeOwn, index)
        .get("/notifications/{id}", Act::SeeOwn, show)
        .post("/notifications/{id}/reading", Act::SeeOwn, create_reading)
        .post("/notifications/reading", Act::SeeOwn, create_reading_of_all)
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct From {
    /// Microseconds since 1970: the list begins before this instant.
    #[serde(default)]
    before: Option<i64>,
}

async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(from): Query<From>,
) -> Result<Markup, Failure> {
    let before = from.before.map(Timestamp::from_micros);
    let list = reading::page(app.db(), viewer.scope(), viewer.user, before).await?;
    let body = views::index(&list, before, viewer.unread, viewer.is(kernel::Role::Admin), &viewer.zone);
    Ok(page(&organization, &viewer, Current::Notifications, "Notifications", body))
}

async fn show(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Markup, Failure> {
    let notification = reading::find(app.db(), viewer.scope(), viewer.user, known(&id)?).await?;
    let mut tx = app.db().read().await?;
    let request = requests::of_event(&mut tx, viewer.scope(), notification.event).await?;
    let body = views::show(&notification, request, &viewer.zone);
    Ok(page(&organization, &viewer, Current::Notifications, &notification.subject, body))
}

async fn create_reading(
    State(app): State<App>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id = known(&id)?;
    reading::read(app.db(), viewer.scope(), viewer.user, id).await?;
    app.bus().changed(viewer.org, &[viewer.user], Topic::Notifications);
    Ok(Redirect::to(&format!("/notifications/{id}")))
}

async fn create_reading_of_all(State(app): State<App>, viewer: Viewer) -> Result<Redirect, Failure> {
    reading::read_all(app.db(), viewer.scope(), viewer.user).await?;
    app.bus().changed(viewer.org, &[viewer.user], Topic::Notifications);
    Ok(Redirect::to("/notifications"))
}

fn known(id: &str) -> Result<NoticeId, Failure> {
    id.parse().map_err(|_| Failure::NotFound)
}
