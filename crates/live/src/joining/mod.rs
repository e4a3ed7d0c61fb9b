//! The join link: what its page shows, and "This is me", which takes the seat.
//!
//! Having the link is not being signed in. Opening the page changes nothing, because mail scanners open links. Its
//! script posts that somebody looks at it, for the instructor who waits; "This is me", posted by its form, makes the
//! account active and leaves a seat cookie for this one session.

mod entering;
mod opening;
mod routes;
mod views;
mod way_in;

pub use routes::routes;
