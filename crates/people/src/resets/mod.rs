//! A new password by mail: asked for by address or username, set on the page behind the mail's link.

mod asking;
mod routes;
mod setting;
mod views;

pub use routes::routes;
