//! The pages of All Users.

mod adding;
mod list;
mod person;

pub use adding::new;
pub use list::index;
pub use person::{PersonPage, edit, show};
