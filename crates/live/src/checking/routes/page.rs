//! The page for people, and the one for those who run their network.

use axum::Extension;
use axum::extract::State;
use maud::Markup;
use web::{App, Organization};

use crate::checking::{Checks, views};

/// `GET /check`.
pub async fn show(Extension(checks): Extension<Checks>, organization: Organization) -> Markup {
    views::check(&organization, checks.media().relay().is_some())
}

/// `GET /check/network`.
pub async fn network(
    State(app): State<App>,
    Extension(checks): Extension<Checks>,
    organization: Organization,
) -> Markup {
    let address = app.address();
    let needs = views::Needs {
        host: &organization.host,
        secure: address.secure,
        tcp_port: address.port.unwrap_or(if address.secure { 443 } else { 80 }),
        udp: checks.media().udp(),
        relay: checks.media().relay().is_some(),
    };
    views::network(&organization, &needs)
}
