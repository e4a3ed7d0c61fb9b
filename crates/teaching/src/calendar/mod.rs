//! The calendar: a month of sessions, and the week on the dashboard.

mod days;
mod routes;
mod views;

pub use routes::routes;
pub use routes::week_card;
