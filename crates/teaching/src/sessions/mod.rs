//! Sessions: started at once, planned ahead, ended, cancelled, looked at.

mod allowed;
mod archiving;
pub mod attendance;
mod audit;
mod booking;
mod cancellation;
mod details;
mod ending;
mod extending;
mod filter;
mod form;
mod instant;
mod lateness;
mod opening;
mod place;
mod repeated;
mod rescheduling;
mod routes;
mod session;
mod store;
mod substituting;
mod together;
mod views;
mod way_in;

pub use allowed::{NotAllowed, allowed};
pub use audit::contradictions;
pub use booking::{
    BookError, Booking, Charge, Files, Free, MOST_DAYS_AHEAD, Plan, Portfolio, book, book_for_several,
    book_series, concern_words, description_field, free_of, instant_of, location_field, log, parse_place,
    plan, starts, subject_field, wall_time,
};
pub use cancellation::{CancelError, Cancelling, Reach, WaiveError, cancel, cancel_as, waive};
pub use ending::{EndError, Ended, end};
pub use extending::{ExtendError, extend};
pub use filter::{Filter, MAX_WORDS, Narrowing, STATES};
pub use instant::{Start, StartError, Started, Whom, start};
pub use lateness::{LateError, Lateness, of as latenesses, say_late};
pub use opening::{OpenError, met, open};
pub use place::{MAX_LOCATION, Place};
pub use rescheduling::{MoveError, MovePlan, MoveWish, Mover, plan_move, reschedule, reschedule_agreed};
pub use routes::routes;
pub use session::{
    By, CLOSES_AFTER_MINUTES, Choice, Join, LINKS_HOLD_MINUTES, MAX_DESCRIPTION, MAX_SUBJECT, Moved, Outcome,
    OutcomeRules, Session, Shared, Side, State,
};
pub use store::{
    Half, LastUsed, apart, between, busy, count_between, deserted, find, find_live_of_instructor,
    find_live_of_student, find_visible, guard, half, last_used_by_pair, misnoted, of_person, overdue,
    programs_of, set_billable, stale_presence, unnoted, upcoming,
};
pub use substituting::{SubstituteError, substitute};
pub use together::{Whole, fold, parts, whole};
pub use views::{Line, UPCOMING, boards, book_button, join, status, upcoming_card};
