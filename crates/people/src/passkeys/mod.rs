//! Passkeys: keys that people's devices keep and unlock by finger, face or PIN, in place of a password or beside it.
//!
//! A key is made and used in two steps: the server asks a question that holds for five minutes, the device signs it, and
//! what the browser sends back is compared once, right or wrong. A key belongs to one account of one organization, by
//! whose address the device finds it again; so nobody types who they are.

mod adding;
mod asking;
mod entering;
mod passkey;
mod relying_party;
mod routes;
mod store;
#[cfg(test)]
mod tests;
mod views;

pub use adding::{AddError, Proven, add, prove, remove, remove_all};
pub use asking::{AskError, ask_to_add, sweep};
pub use passkey::{Asked, Key, Name, Purpose, RemoveError, Reply, ReplyError};
pub use routes::routes;
pub use store::of_person;
pub use views::{KEY_NAME, section, told};
