//! Messages: one thread for each two people who may write to each other. What is written with a student is read along by
//! their parents and by admins; nothing is ever unwritten.

mod reading;
mod routes;
mod store;
mod thread;
mod views;
mod writing;

pub use routes::routes;
pub use store::{members, thread_of_mail, unread_of};
pub use thread::Message;
