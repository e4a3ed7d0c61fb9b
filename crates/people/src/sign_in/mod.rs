//! Signing in and out: a password (or, in `passkeys`, a key) is compared, a browser gets a token, and the token holds until it is idle too long,
//! ended, or the account's security revision is raised.
//!
//! Known and unknown accounts cost the same work and get the same words. Tries are counted before the password is
//! looked at, per account and per address; what slows a stranger down never locks the owner out.

mod entry;
mod hashing;
mod holding;
mod known_browser;
mod new_password;
mod routes;
mod sign_ins;
mod store;
#[cfg(test)]
mod tests;
mod throttle;
mod views;

pub use entry::{Attempt, Entered, SignInError, enter};
pub use hashing::{HashError, hash_password, matches};
pub use holding::viewer;
pub use known_browser::{COOKIE as KNOWN_BROWSER_COOKIE, KnownBrowser};
pub use new_password::{NewPassword, WeakPassword};
pub use routes::{arrive, browser_of, hand_over, known_browser, let_in, page, routes};
pub use sign_ins::{
    Opened, SignIn, end, end_others, of_person, open, open_for_student, sweep, tell_begun, tell_revoked,
};
pub use throttle::{Throttled, TryKey, charge, give_back, sweep_tries};
