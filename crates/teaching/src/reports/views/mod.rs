//! The pages of reports, surveys and their forms.

pub mod builder;
pub mod fields;
pub mod overview;
pub mod report;
pub mod survey;
