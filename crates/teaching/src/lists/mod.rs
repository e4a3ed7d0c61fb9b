//! The lists of sessions, upcoming and past: searched, narrowed, in pages, kept under a name, and as a CSV file.

mod routes;
mod saved;
mod sheet;
mod store;
mod views;

pub use routes::routes;
pub use views::{filter_fields, filter_form};
