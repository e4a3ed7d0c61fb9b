//! Credits as double entries: a student's account, and every movement on it.
//!
//! A credit is always in one of four places: not yet *issued*, *available* to the student, *held* for a session that
//! has not ended, or *used*. An [`Entry`] moves whole credits from one place to another and is never changed or
//! removed; a mistake is put right by another entry. The account row is locked before an entry is written and carries
//! the running balance, so at every commit the balance is the sum of the entries.
//!
//! The rules (`entry.rs`, `audit.rs`) are pure; the verbs run inside the caller's transaction, so that a session and its
//! hold are written together or not at all.

mod account;
mod audit;
mod check;
mod credits;
mod entry;
mod settlement;
mod statement;
mod store;

pub use account::{BelowZero, Correction, HoldError, SpendError, correct, grant, hold, set_floor_for_all};
pub use audit::{Audit, Flaw, audit};
pub use check::{Finding, check};
pub use credits::{Credits, OutOfRange};
pub use entry::{Balance, Entry, Movement, Place, Position};
pub use settlement::{Settlement, charge, refund, settle};
pub use statement::{Page, balance, balances, statement};
