//! Who may sit where: the two seats of a session, taken by being signed in or by a seat cookie.
//!
//! A seat cookie is what "This is me" on a join link leaves in a browser. It opens one student's seat in one session
//! and nothing else; a student has one such seat at a time, so claiming it on another device ends the one before.

mod admission;
mod claiming;
mod routes;
mod seat;
mod store;

pub use admission::admit;
pub use claiming::claim;
pub use routes::admission;
pub use seat::{Admission, Holder, cookie_name};
pub use store::{has_open, of_token};
