//! Organization: the section of Configuration that says what it is called, which clock it goes by, and who helps.

mod changing;
mod form;
mod routes;
mod views;

pub use changing::change;
pub use routes::routes;
