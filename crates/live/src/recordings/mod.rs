//! Recordings: who agrees to one, what is recorded, who may watch it, and when it is erased.
//!
//! The bytes come from the media engine, file by file, and are written by one task for each recording ([`Recorder`]);
//! its rows are written before its files. A recording that fails stops and says so once; the lesson goes on.
//!
//! ```text
//! answer, start ─► rows ─► media: record ─► reels ─► task ─► row of the part ─► file
//! ```

mod consenting;
mod copying;
mod deciding;
mod erasing;
mod listing;
mod proof;
mod range;
mod recorder;
mod recording;
mod routes;
mod shelf;
mod starting;
mod store;
mod sweeping;
mod viewing;
mod views;
mod writing;

pub use consenting::{Asked, Consented, answer_consent};
pub use copying::{Copier, Tool};
pub use erasing::{Cause, EraseError, Erased, due_for_erasure, erase, hold, release};
pub use proof::NEWEST_QUESTION;
pub use recorder::{Recorder, Stopped};
pub use recording::{Answer, Answers, Held, Limits, Part, Recording, WhyNot, WhyStopped};
pub use routes::routes;
pub use shelf::{Disk, LocalDisk, Sheet, Shelf};
pub use starting::{StartError, mode_of, standing, start, stop};
pub use sweeping::sweep;
pub use viewing::{View, viewable};
