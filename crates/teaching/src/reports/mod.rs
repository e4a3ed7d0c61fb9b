//! What is asked after a session that both attended: the instructor's report on the student, and the student's survey.
//!
//! Admins put the questions together, for all programs or one. Each answer has the readers of its question, and who is not
//! among them does not find it. A report may be a draft first; it is due a day after the end, and closes after a week.

mod builder;
mod filing;
mod form;
mod forms;
mod question;
mod reading;
mod report;
mod routes;
mod sheet;
mod standard;
mod store;
mod views;

pub use filing::{FileError, Filled, answer_survey, save, skip_survey, unlock};
pub use form::Form;
pub use forms::{Change, FormError, Which, begin_own, change, end_own, in_force, set_mailed_families};
pub use question::{Answer, Asks, Audience, Question};
pub use reading::{filed, filed_of, is_asked, is_missing, plan_reminders, shared, shown_form, survey};
pub use report::{Kind, Report, attended_at, due_at};
pub use routes::{routes, to_do};
pub use sheet::{Read, Sheet};
pub use store::{Tally, is_any_due, mailed_families, take_due};
pub use views::survey as survey_views;
