//! All routes behind all guards.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};

use crate::{App, Failure, Routes, assets, failure, guard, stream};

/// Forms are small; files have routes of their own with limits of their own.
const BODY_BYTES: usize = 64 * 1024;

/// The whole web side of the program. Outside in: headers, failures dressed, who asks, from which page.
pub fn service(routes: Routes, app: App) -> Router {
    routes
        .and(assets::routes())
        .and(stream::routes())
        .into_router()
        .fallback(|| async { Failure::NotFound })
        .layer(DefaultBodyLimit::max(BODY_BYTES))
        .layer(from_fn_with_state(app.clone(), guard::same_origin))
        .layer(from_fn_with_state(app.clone(), guard::identify))
        .layer(from_fn(failure::dress))
        .layer(from_fn_with_state(app.clone(), guard::harden))
        .with_state(app)
}
