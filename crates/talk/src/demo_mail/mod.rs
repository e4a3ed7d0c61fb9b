//! The mailbox page of a demonstration: every mail that a real installation would have sent.
//!
//! A mail's HTML has a route of its own, in a sandbox: the one page whose style text the security policy lets through.

mod routes;
mod views;

pub use routes::routes;
