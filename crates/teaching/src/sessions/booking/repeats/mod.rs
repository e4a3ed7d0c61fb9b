//! Book a Session, repeated: the same form, plan and press for all sessions of a series.

pub mod form;
pub mod planning;
pub mod views;
pub mod writing;
