//! Configuration: how sessions are booked and judged, what "billable" means, and who changed it when.
//!
//! The settings themselves belong to `people::organizations`; here are the pages, and the verbs that change a setting
//! together with its line in the audit trail.

mod booking;
mod changes;
mod forms;
mod money;
mod routes;
mod views;

pub use booking::{change_booking, make_default, offer, publish, withdraw};
pub use money::{change_money, meaning};
pub use routes::routes;
