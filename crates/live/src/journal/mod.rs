//! What rooms write down while they are live, all of them through one writer: edits of boards, and the record of what
//! happened. Whatever waits goes into one transaction; when it is on disk, whoever asked is told.

mod store;
mod writer;

pub use store::edits::{Desk, Edit, State, load};
pub use store::happenings::{Line, lines, standing};
pub use store::logs::{Span, as_of, begun, log};
pub use writer::{Entry, Journal, Progress};
