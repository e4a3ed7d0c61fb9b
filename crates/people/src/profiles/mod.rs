//! Profiles: what an organization keeps about its people beside name and address. Which fields there are for each role,
//! admins say in Configuration; who may read a field is part of finding what is filled in.

mod field;
mod filling;
mod reading;
mod routes;
mod store;
mod views;

pub use field::{Kind, MOST_CHOICES, Misfit, ProfileField, Readers};
pub use filling::{FillError, fill};
pub use reading::{Filled, Sight, filled, readable_students, sight};
pub use routes::routes;
pub use store::{
    add, find_open, find_with_archived, lock, of_role, of_roles, order, set_archived, update, values_of,
};
pub use views::facts;
