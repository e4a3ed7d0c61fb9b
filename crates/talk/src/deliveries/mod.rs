//! Mails that are owed: queued in the transaction of the event that owes them, sent as soon as the mail server takes
//! them, tried again with growing pauses, and shown to admins when they do not arrive.
//!
//! Never lost: a row stays *queued* until it is *sent*, *dropped* because nobody needs it any more, or *undelivered*.
//! At most one copy too many: only when the program dies between the server's yes and the note of it, and that copy
//! carries the same Message-ID.

mod delivery;
mod list;
mod owing;
mod retry;
mod routes;
mod sending;
mod store;
mod views;

pub use list::{Attention, attention};
pub use owing::{owe, owe_at_once, owe_of_thread};
pub use routes::routes;
pub use sending::run;
pub use store::{NewDelivery, drop_waiting, free_all, was_ever_owed};
pub use views::attention_notice;
