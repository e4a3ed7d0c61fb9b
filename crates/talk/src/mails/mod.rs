//! The mails Nacre writes, and the words of its notifications: what happened, when on the reader's clock, and the one
//! thing to do next.
//!
//! A mail is an [`Order`] until the moment it is sent; only then [`compose`] reads what is true and writes it, or finds
//! that nobody needs it any more. No mail tells a price or whether a session is billable. Mails of some kinds begin in an
//! organization's own [`Wording`]; what they tell beside stays as it is.

mod account_mail;
mod calendar;
mod compose;
mod daily_mail;
mod mail;
mod message_mail;
mod report_mail;
mod request_mail;
mod sample;
mod series_mail;
mod session_mail;
mod store;
mod views;
mod way;
mod wording;

pub use compose::{Composed, Order, carried_links, compose, late_minutes, preview};
pub use mail::Kind;
pub use report_mail::ReportTelling;
pub use request_mail::{Hearer, RequestTelling};
pub use series_mail::SeriesTelling;
pub use session_mail::{Reader, Telling};
pub use store::{remove_wording, set_wording, worded_kinds, wording};
pub use way::Way;
pub use wording::Wording;
