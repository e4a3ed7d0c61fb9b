//! Booking rules: the section of Configuration that says where sessions take place, what has to be said about them, what
//! is logged afterwards, and when a classroom opens.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::change;
pub use routes::routes;
