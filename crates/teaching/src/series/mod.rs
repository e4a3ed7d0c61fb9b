//! Series: sessions booked together, on the same wall clock week after week. Each is a session of its own; what makes them
//! one is the rhythm they were booked by, and what is done to several of them at once.
//!
//! Here are the dates ([`plan()`]) and the rows. Booking a series is part of Book a Session, and what is done to it later
//! part of its sessions: both are in `sessions`, which knows of series; series know of no session but its id.

mod change;
mod plan;
mod store;
#[cfg(test)]
mod tests;

pub use change::{Change, Done, Part, Was};
pub use plan::{
    End, Every, Fate, MOST_SESSIONS, Occurrence, Pattern, PatternError, Planned, Rhythm, Slot, WEEKDAYS,
    plan, weekday_name,
};
pub use store::{
    NewSeries, add_session, change, change_told_by, insert, mark_changed, note_change, note_session,
    set_told_by, was_of,
};
