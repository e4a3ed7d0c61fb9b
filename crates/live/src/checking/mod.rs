//! The check page: anybody, on any device and network, tries what a lesson needs before the day, and reads which hop
//! fails. It belongs to no session and needs no sign-in.
//!
//! A try is a socket of its own: it answers an echo, and makes one media connection of no session on request. Both are
//! short, and only so many run at once.

mod attempt;
mod places;
mod routes;
mod views;

pub use attempt::Checks;
pub use routes::routes;
