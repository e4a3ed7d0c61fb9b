//! Locations: the places an organization names, from which whoever books in person chooses.

mod location;
mod store;

pub use location::Location;
pub use store::{add, all, find, is_listed, offered, rename, set_archived};
