//! Secret addresses that are mailed to people: to join one session, to activate an account, to set a new password.
//!
//! A token is an HMAC of kind, id and generation under the server's key, so that a resend, a copy and a retry can make
//! it again, while the store holds only its SHA-256. Having a link is not being signed in: opening one shows, and only
//! what is posted from the page acts.

mod link;
mod making;
mod store;
#[cfg(test)]
mod tests;

pub use link::{Kind, Link, LinkState, Mailed, NewLink, address_path};
pub use making::{derive, find, make};
pub use store::{
    extend_of_session, invited_among, made_since, mark_mailed, mark_on_the_way, mark_opened, mark_unmailed,
    mark_used, newest, of_session, revoke_in_mails_of, revoke_kind, revoke_of_person, revoke_of_session,
};
