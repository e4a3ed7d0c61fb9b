//! Why people miss sessions: the organization's own list, from which attendance is noted.

mod reason;
mod store;

pub use reason::{Concerns, Reason};
pub(crate) use store::write_first;
pub use store::{add, all, remove};
