//! Who may teach whom: students are assigned to instructors.

mod store;

pub use store::{
    assign, assign_ahead, emails_of_instructors, instructors_of, may_teach, students_of, unassign,
};
