//! The pages about recordings.

mod copy;
mod keeping;
mod kept;
mod mode;
mod of_session;

pub use copy::{Offer, UNABLE, offer};
pub use keeping::{Deed, KeepingForm, MOST_REASON, ask};
pub use kept::kept;
pub use mode::{ModeForm, mode};
pub use of_session::{Page, card, of_session};
