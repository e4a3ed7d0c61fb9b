//! Cancellation: the section of Configuration that says until when it is free, and which reasons can be chosen.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::change;
pub use routes::routes;
