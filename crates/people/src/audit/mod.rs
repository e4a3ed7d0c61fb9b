//! Who changed what, when, with the old and the new value. Lines are only ever added.

mod change;
mod store;

pub use change::{Asked, Change, Line};
pub use store::{about, newest, record, search};
