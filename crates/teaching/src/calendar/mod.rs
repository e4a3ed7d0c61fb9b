//! The calendar: a month, a week or a day of sessions, the week on the dashboard, and feeds for other calendars.

mod days;
mod entry;
mod feed;
mod routes;
mod store;
mod views;

pub use entry::{Reader, Words, entry};
pub use feed::make as make_feed;
pub use routes::routes;
pub use routes::week_card;
