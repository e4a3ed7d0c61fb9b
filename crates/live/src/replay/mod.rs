//! A session played again: who was there, what was said and shown, and both boards, drawn anew from their log.
//!
//! `GET …/replay/timeline` says all that has a time; a board comes as what lay on it at the beginning and the edits after
//! that (`score`), and the page draws it. Nothing is filmed for it; where a recording is, its parts lie on the same
//! timeline. Who may see the session's details may see this, once the session is over.

mod parts;
mod reading;
mod routes;
mod score;
mod views;

pub use parts::{Part, Source};
pub use routes::routes;
