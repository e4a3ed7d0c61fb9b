//! Closed days: the section of Configuration where admins keep them. Booking reads them and warns.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::{AddError, add, remove};
pub use routes::routes;
