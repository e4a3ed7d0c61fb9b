//! Inviting a student by address from the session form: checked while the form is filled, written by Start Session.
//!
//! Nobody is matched by an address except a student who is already here; an address of anybody else is refused in
//! plain words. The student that is written stays *invited* until they come in by the session's link.

mod checking;
mod invitation;
#[cfg(test)]
mod tests;
mod writing;

pub use checking::check;
pub use invitation::{Checked, Invitation, InviteError, NewStudent};
pub use writing::{invite, write};
