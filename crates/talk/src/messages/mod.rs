//! Messages: one thread for each two people who may write to each other. What is written with a student is read along by
//! their parents and by admins; nothing is ever unwritten. Files of the author's portfolio go with a message; the bytes are
//! the portfolio's (`live/portfolio`), who may read them is found here.

mod reading;
mod routes;
mod store;
mod thread;
mod views;
mod writing;

pub use reading::attached_to;
pub use routes::{routes, routes_of_files};
pub use store::{members, thread_of_mail, unread_of};
pub use thread::Message;
pub use writing::{WriteError, write};
