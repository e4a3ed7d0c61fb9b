//! My Notifications: what a person was told, kept to be read on a page. Students without an address read it here.

mod notification;
mod reading;
mod routes;
mod store;
mod views;

pub use notification::Notification;
pub use routes::routes;
pub use store::{NewNotification, of_daily_mail, tell};
