//! Revenue: the Invoice Wizard's list of sessions that can be invoiced, by payer and period.
//!
//! A session made while the organization invoices appears here once it is completed or missed by the student. Nothing
//! is dropped: what cannot be invoiced yet is listed with what is missing.

mod list;
mod period;
mod reading;
mod routes;
mod store;
mod views;

pub use list::{Line, PayerGroup, Problem, by_payer};
pub use period::Period;
pub use routes::routes;
