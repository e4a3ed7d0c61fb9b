//! Audit trail: the page of everything that is written down about changes, for admins, and its CSV file.
//!
//! The lines belong to `people::audit`. What stands in them as an id is shown as a name.

mod filter;
mod naming;
mod routes;
mod sheet;
mod views;

pub use routes::routes;
