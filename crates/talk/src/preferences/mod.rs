//! How somebody wants to be mailed: which news at once, once a day or not at all, and when not to be disturbed.
//!
//! My Notifications has everything whatever is chosen here; safety and the account are not chosen.

mod changing;
mod form;
mod preference;
mod routes;
mod store;
mod views;

pub use preference::Plan;
pub use routes::routes;
pub use store::of;
