//! Coming in for the first time: an invitation by mail, and the page behind its link with password or passkey, time zone and
//! terms.

mod inviting;
mod joining;
mod routes;
mod views;

pub use inviting::{InviteAgainError, invite};
pub use routes::routes;
