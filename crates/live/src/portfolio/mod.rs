//! The portfolio: the files of each person, and what of them was shared in a session.
//!
//! Bytes come in through `arriving` (streamed, counted, hashed, and judged by their content alone: `checks`), are kept
//! by `storage`, a folder or a bucket, and then get their row (`adding`). Who may read is part of finding the row
//! (`store`): the owner, their parents and admins; in a session its people, and only what was shared there; with a message
//! those who may read it. A browser
//! gets bytes with headers under which nothing in them can run (`routes/bytes`).

mod adding;
mod allowing;
mod arriving;
mod attaching;
mod booked;
mod checks;
mod file;
pub(crate) mod pictures;
mod reading;
mod removal;
mod routes;
mod sharing;
mod storage;
mod store;
mod sweeping;
mod views;

pub(crate) use arriving::{ArrivalError, Counter, PIECE_WITHIN};
pub use attaching::{Attached, MOST_ATTACHED, attach, attachable, attached, attached_between};
pub use booked::ForBooking;
pub use file::File;
pub(crate) use routes::busy;
pub use routes::{answer, routes};
pub use storage::{Bucket, Keep, Storage, StorageError};
pub use sweeping::{run, sweep};
pub use views::boxes;
