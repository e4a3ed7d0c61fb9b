//! Series: sessions booked together, on the same wall clock week after week. Here are the dates ([`plan()`]).

mod plan;
#[cfg(test)]
mod tests;

pub use plan::{
    End, Every, Fate, MOST_SESSIONS, Occurrence, Pattern, PatternError, Planned, Rhythm, Slot, WEEKDAYS, plan,
    weekday_name,
};
