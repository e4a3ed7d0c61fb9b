//! Families: which parents belong to which students.

mod store;

pub use store::{emails_of_parents, link, parent_ids_of, parents_of, students_of, unlink};
