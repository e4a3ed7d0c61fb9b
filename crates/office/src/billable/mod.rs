//! Billable, changed after the fact: an admin says that a session counts, or does not, and the credits follow.

mod change;
mod routes;
mod views;

pub use change::{ChangeError, change};
pub use routes::routes;
