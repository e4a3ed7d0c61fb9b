//! A series after it was booked: its sessions on one page, and what is done to several of them at once. Each change is
//! planned, shown, and written as it was shown; one event tells of all of it.

mod changing;
mod reach;
mod routes;
mod views;

pub(super) use changing::cancel_these;
pub use routes::routes;
