//! Families: which parents belong to which students.

mod store;

pub use store::{link, parents_of, students_of, unlink};
