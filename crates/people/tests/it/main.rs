//! How people come in, are found, added, changed and archived: through the pages, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod access;
mod accounts;
mod activations;
mod all_users;
mod groups;
mod imports;
mod invitations;
mod own_account;
mod passkeys;
mod resets;
mod sign_in;
mod stage;
mod switching;
