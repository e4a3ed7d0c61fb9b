//! Families: which parents belong to which students.

mod store;

pub use store::{emails_of_parents, link, parents_of, students_of, unlink};
