//! Days on which an organization is closed.

mod closure;
mod store;

pub use closure::Closure;
pub use store::{add, all, on, remove};
