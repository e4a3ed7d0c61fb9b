//! All Users: who belongs to the organization, and what an admin does about it.
//!
//! Admins list, add and correct people, assign students to instructors, tie parents to students, invite again, set a
//! password for a child without an address, archive and restore. Each change is written into the audit trail.

mod adding;
mod children;
mod filter;
mod forms;
mod profile;
mod relations;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub use routes::routes;
