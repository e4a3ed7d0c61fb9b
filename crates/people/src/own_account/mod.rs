//! One's own account: time zone, password, passkeys, and the browsers that are signed in.

mod password;
mod routes;
mod views;

pub use routes::routes;
