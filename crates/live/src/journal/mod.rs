//! What rooms write down while they are live, all of them through one writer: edits of boards, and the record of what
//! happened. Whatever waits goes into one transaction; when it is on disk, whoever asked is told.

mod edits;
mod happenings;
mod writer;

pub use edits::{Desk, Edit, State, load};
pub use happenings::{Line, standing};
pub use writer::{Entry, Journal, Progress};
