//! Another instructor teaches a planned session: its student and time stay, both instructors and the family are told.

mod routes;
mod views;
mod writing;

pub use routes::routes;
pub(super) use writing::may_substitute;
pub use writing::{SubstituteError, substitute};
