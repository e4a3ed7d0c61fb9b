//! Requests: the section of Configuration that says who may ask for sessions.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::change;
pub use routes::routes;
