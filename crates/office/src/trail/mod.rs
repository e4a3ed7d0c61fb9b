//! The trail of a list, shown under it: closed days, reasons for absences, profile fields.

mod views;

pub use views::history;
