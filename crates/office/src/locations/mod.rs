//! Locations: the section of Configuration where admins keep the places that whoever books in person chooses from.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::{ChangeError, add, rename, set_archived};
pub use routes::routes;
