//! The admins' list of mails, and the button that tries one again.

use axum::Extension;
use axum::extract::{Path, Query, State as AppState};
use axum::response::Redirect;
use kernel::DeliveryId;
use maud::Markup;
use web::{Act, App, Current, Failure, Organization, Routes, Viewer, page};

use super::list::{self, List};
use super::{retry, views};
use crate::post::PostOffice;

/// The routes; handlers find the [`PostOffice`] as an extension.
pub fn routes() -> Routes {
    Routes::new().get("/deliveries", Act::SeeDeliveries, index).post(
        "/deliveries/{id}/retry",
        Act::SeeDeliveries,
        create_retry,
    )
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    #[serde(default)]
    list: Option<String>,
}

async fn index(
    AppState(app): AppState<App>,
    Extension(office): Extension<PostOffice>,
    organization: Organization,
    viewer: Viewer,
    Query(chosen): Query<Chosen>,
) -> Result<Markup, Failure> {
    let list = match chosen.list.as_deref() {
        None => List::NotDelivered,
        Some(word) => List::from_word(word).ok_or(Failure::NotFound)?,
    };
    let mut tx = app.db().read().await?;
    let lines = list::lines(&mut tx, viewer.scope(), list).await?;
    let attention = list::attention(&mut tx, viewer.scope(), &office).await?;
    let body = views::index(list, &lines, attention.as_ref(), &viewer.zone);
    Ok(page(&organization, &viewer, Current::Notifications, "Mail deliveries", body))
}

async fn create_retry(
    AppState(app): AppState<App>,
    Extension(office): Extension<PostOffice>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Result<Redirect, Failure> {
    let id: DeliveryId = id.parse().map_err(|_| Failure::NotFound)?;
    retry::retry(app.db(), viewer.scope(), id).await?;
    office.owed().now();
    Ok(Redirect::to("/deliveries"))
}
