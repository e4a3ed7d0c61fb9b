//! Families at one browser: a parent chooses who goes on here. As a student it goes one way: back to the parent leads the
//! parent's password.

mod entering;
mod routes;
mod views;

pub use routes::routes;
