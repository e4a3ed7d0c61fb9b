//! Reasons for absences: the section of Configuration where admins keep the list from which attendance is noted.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::{AddError, add, remove};
pub use routes::routes;
