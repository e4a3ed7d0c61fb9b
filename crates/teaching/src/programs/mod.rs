//! Programs: what sessions are told apart by, with their fees. Titles are for everyone, fees and notes for admins.

mod program;
mod routes;
mod store;
mod views;

pub use program::{Draft, FeePer, Program, parse};
pub use routes::routes;
pub use store::{archive, create, find, is_open, list, list_open, restore, update};
