//! A session's boards outside its classroom: prepared before it by its instructor, and seen again after it, as they
//! were at its end, by everyone who may read its details.
//!
//! They are the boards of the student in the program, so what is prepared goes to their one task, as in a lesson: on disk
//! before it is acknowledged, and under the same bounds. While they lie in a lesson nobody prepares them. The student
//! sees in the room what was prepared, and not before.

mod finding;
mod routes;
mod views;

pub use routes::routes;
