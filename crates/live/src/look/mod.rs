//! Look: the section of Configuration where admins give their organization a colour and a logo of its own, and the public
//! addresses of both.
//!
//! The logo's bytes come in and are kept as files are (`portfolio/pictures`). It is public, as it stands on the sign-in
//! page; its address changes with its content, and its headers let nothing in it run.

mod changing;
mod routes;
mod views;

pub use changing::{set_accent, set_logo};
pub use routes::routes;
