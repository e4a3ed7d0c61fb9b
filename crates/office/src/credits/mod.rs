//! Credits: a student's ledger with every line explained, what families and admins see of it, and manual changes.
//!
//! The books are kept by the `ledger` crate; here its entries become sentences and an admin's form becomes an entry.

mod forms;
mod gift;
mod line;
mod reading;
mod routes;
mod store;
mod views;

pub use gift::{Gift, GiveError, Giving, give};
pub use routes::routes;
