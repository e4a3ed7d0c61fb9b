//! Requests: a family asks for a session, or for another time of one, and its instructor accepts, declines with a reason,
//! or proposes another time.
//!
//! Asking binds nobody and takes no time: an acceptance books, or moves, by the verbs of `sessions`, in one transaction.
//! Of several requests for one time the first that is accepted gets it, and those that have no other time left are declined
//! with it. Where a request stands is derived ([`request`]), so that one that ran out is over before the worker notes it.

mod alternatives;
mod answering;
mod asking;
mod expiring;
mod form;
mod narrowing;
mod planning;
mod request;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub use alternatives::alternatives;
pub use answering::{AnswerError, accept, decline, propose, withdraw};
pub use asking::{AskError, Asked, ask, students_to_ask_for};
pub use expiring::{is_any_due, take_due};
pub use narrowing::narrowed;
pub use planning::{Wish, is_billable};
pub use request::{Answer, Moves, Part, Proposal, Request, State};
pub use routes::{dashboard_card, routes};
pub use store::{asked, find, find_visible, of_event, open, set_told_by};
