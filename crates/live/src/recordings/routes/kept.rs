//! The list of all recordings, for admins.

use axum::extract::{Query, State};
use maud::Markup;
use web::{App, Failure, Organization, Viewer};

use crate::recordings::{deciding, listing, views};

#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub struct KeptQuery {
    page: i64,
}

/// `GET /configuration/recordings/kept`.
pub async fn index(
    State(app): State<App>,
    organization: Organization,
    viewer: Viewer,
    Query(query): Query<KeptQuery>,
) -> Result<Markup, Failure> {
    let mut tx = app.db().read().await?;
    let listing = listing::page(&mut tx, viewer.scope(), query.page).await?;
    let days = deciding::decided(&mut tx, viewer.scope()).await?.days;
    Ok(views::kept(&organization, &viewer, &listing, days))
}
