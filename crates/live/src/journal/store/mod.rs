//! The rows of boards and of records.

pub mod edits;
pub mod happenings;
pub mod logs;
