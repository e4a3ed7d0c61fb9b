//! "Book a Session": what is asked for is planned, shown as a preview, and written as it was shown.
//!
//! The preview and the write go through the same [`planning`], so that what is written is what was read. Between the two
//! the press carries a digest of the plan that was seen; when the plan has become another meanwhile, it is shown again.

mod files;
mod form;
mod free;
mod planning;
mod repeats;
mod routes;
mod several;
mod views;
mod writing;

pub use files::{Files, Portfolio};
pub use form::{instant_of, parse_place, starts, wall_time};
pub use free::{Free, free_of};
pub use planning::{BookError, Booking, Charge, MOST_DAYS_AHEAD, Plan, plan};
pub(super) use planning::{Told, is_past};
pub use repeats::writing::book_series;
pub use routes::routes;
pub(super) use views::{between, told};
pub use views::{concern_words, description_field, location_field, subject_field};
pub use writing::{book, book_for_several, log};
