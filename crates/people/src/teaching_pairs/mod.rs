//! Who may teach whom: students are assigned to instructors.

mod store;

pub use store::{assign, instructors_of, may_teach, students_of, unassign};
