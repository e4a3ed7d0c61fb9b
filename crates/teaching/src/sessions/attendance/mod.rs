//! Who attended a session, person by person: measured by the classroom, or noted by who taught it and by admins.

mod form;
mod measuring;
mod noting;
mod record;
mod routes;
mod store;
mod views;

pub use noting::{CORRECTED, NoteError, note};
pub use record::{Mark, Record};
pub use routes::{attention, routes};

pub(super) use measuring::measured;
pub(super) use noting::{close, may_note};
pub(super) use store::{noted, put};
pub use views::asks;
pub(super) use views::{Sheet, card, facts};
