//! Import: people brought as a table, from a file or pasted.
//!
//! A table is read, judged row by row and shown; nothing is written until an admin says so. Then the same judgement
//! writes it, some rows at a time. A row means somebody by external id, by email, or by a child's username, so that the
//! same table brought again changes nothing.

mod bringing;
mod directory;
mod gathering;
mod import;
mod planning;
mod reading;
mod refused;
mod routes;
mod running;
mod sheet;
mod store;
mod template;
#[cfg(test)]
mod tests;
mod views;
mod wish;
mod writing;

pub use reading::{MOST_BYTES, MOST_ROWS};
pub use routes::routes;
pub use store::sweep;
