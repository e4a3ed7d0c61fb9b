//! The rows of reports and surveys.

mod forms;
mod lists;
mod reminders;
mod reports;

pub use forms::{NewForm, form, forms_in_force, insert_form, retire, stored_standard};
pub use lists::{Open, Tally, missing, open_surveys, tallies, unlocked};
pub use reminders::{is_any_due, plan, take_due};
pub use reports::{
    Told, answers, find, find_by_id, mailed_families, put, set_filed, set_low, set_mailed_families,
    set_skipped, set_unlocked, visible,
};
