//! The boards at work: one task owns the two boards of a student in a program, whichever classroom they lie in. The
//! rules are those of `room::boards`; frames come straight from the sockets, what is to be kept goes to the journal.

mod desk;
mod hub;

pub use desk::Door;
pub use hub::Hub;
