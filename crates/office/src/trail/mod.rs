//! The trail of a section of Configuration, shown under it: of a list such as closed days, or of settings.

mod views;

pub use views::{history, of_settings};
