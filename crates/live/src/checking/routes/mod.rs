//! The addresses of the check. Everybody may open them: who cannot get in checks too.

mod page;
mod socket;

use web::{Act, Routes};

use super::Checks;

pub fn routes(checks: Checks) -> Routes {
    Routes::new()
        .get("/check", Act::BeAnyone, page::show)
        .get("/check/network", Act::BeAnyone, page::network)
        .get("/check/socket", Act::BeAnyone, socket::open)
        .with(checks)
}
