//! The lists of sessions, upcoming and past: searched, narrowed, in pages, and as a CSV file.

mod routes;
mod sheet;
pub(super) mod views;

pub use routes::routes;
