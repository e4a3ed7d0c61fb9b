//! On demand: instructors say what they teach at once, and their students wait for one of them, first come first served. An
//! instructor who comes starts an instant session with the one who waits; of two who come at once, one gets them.
//!
//! A place in the waiting room lives by its page's sign of life: without one it is given up, whether anybody noted it or not.

mod entering;
mod offering;
mod routes;
mod store;
mod views;
mod wait;
mod waiting;

pub use entering::{EnterError, enter};
pub use offering::{OfferError, offer, withdraw};
pub use routes::{dashboard_card, routes};
use store::{count_before, find_own, offers_of, open_of};
pub use store::{find, instructors_there, queue_for, subjects_for};
pub use wait::{State, Wait};
pub use waiting::{WaitError, leave, stay, wait};
