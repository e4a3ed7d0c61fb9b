//! Mail texts: the section of Configuration where admins say how mails of a kind begin, in words of their own.
//!
//! What may be said and where it stands is `mails`' (`wording.rs`), which also writes the preview.

mod changing;
mod form;
mod routes;
mod views;

pub use routes::routes;
