//! The organization as devices know it: by the host of its address.

use web::{App, Organization};
use webauthn_rs::prelude::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Asks and compares in the name of the organization. None at an address of numbers, where browsers have no passkeys.
pub fn of(app: &App, organization: &Organization) -> Option<Webauthn> {
    let origin = Url::parse(&app.url(organization, "/")).ok()?;
    // asked first, because the builder reports it as a fault
    origin.domain()?;
    let builder = WebauthnBuilder::new(&organization.host, &origin).ok()?;
    builder.rp_name(&organization.name).build().ok()
}
