//! When people are reminded of a session: planned with it, planned anew when it moves, taken once when due.
//!
//! Taking a reminder and recording its event is one transaction, and each row is taken by one worker; so neither a
//! restart nor a second node tells one twice. Whom it still concerns is asked when it is told.

mod reminder;
mod store;

pub use reminder::{due_at, is_timely};
pub use store::{is_any_due, plan, take_due};
