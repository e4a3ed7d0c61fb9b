//! When an instructor can be booked: hours of a week on their own clock, days that differ, notice, a pause around sessions,
//! and how many a day. Which times are taken is not known here: whoever asks for free starts brings them.

mod changing;
mod concerns;
mod form;
mod hours;
mod routes;
mod slots;
mod store;
mod views;

pub use changing::{add_exception, remove_exception, set};
pub use concerns::{Concern, concerns};
pub use hours::{Availability, Exception, Hours, Rules, WEEKDAYS};
pub use routes::routes;
pub use slots::{Busy, Wanted, free};
pub use store::of;

#[cfg(test)]
mod tests;
