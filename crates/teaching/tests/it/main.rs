//! Teaching from the outside: through its pages, on both engines.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod archiving;
mod attendance;
mod availability;
mod bookable;
mod booking;
mod calendar;
mod cancelling;
mod details;
mod feeds;
mod instant;
mod instructors;
mod lists;
mod locations;
mod logging;
mod on_demand;
mod overlaps;
mod programs;
mod reports;
mod requests;
mod rescheduling;
mod series;
mod several;
mod stage;
mod substituting;
mod way_in;
