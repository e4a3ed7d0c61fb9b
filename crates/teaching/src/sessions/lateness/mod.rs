//! Somebody says that they will be a few minutes late: the other side is told, and the session shows it.

mod saying;
mod store;

pub use saying::{LateError, Lateness, MINUTES, of, say_late, who_may_say};
pub use store::forget;
