//! Profile fields: the section of Configuration where admins say what is kept about people of each role.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::{ChangeError, add, archive, change, move_up, restore};
pub use routes::routes;
