//! What becomes of the planned sessions of somebody who is archived: an admin says it with the archiving, and both are
//! written together.

mod routes;
mod views;
mod writing;

pub use routes::routes;
