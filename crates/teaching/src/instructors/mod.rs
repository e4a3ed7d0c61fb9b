//! Instructors, for those who look for one: what they teach, when they can be booked, and the way to ask them.
//!
//! Staff find every active instructor. Families find those who teach them, and all others too where the organization says
//! so; whom somebody does not find does not exist for them. A page about an instructor shows no address, no student and no
//! session.

mod filter;
mod free;
mod hours;
mod routes;
mod store;
mod views;

pub use routes::routes;
use store::{find, list, taught_by};
