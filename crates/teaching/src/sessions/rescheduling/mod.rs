//! Moving a planned session to another time: it stays the same session, with its links, boards and credit.
//!
//! As with booking, preview and write go through the same [`planning`], and the press carries a digest of the plan that
//! was seen.

mod planning;
mod routes;
mod views;
mod writing;

pub use planning::{MoveError, Mover, Plan as MovePlan, Wish as MoveWish, plan_agreed as plan_move};
pub(super) use planning::{concerns, may_move};
pub use routes::routes;
pub use writing::{reschedule, reschedule_agreed};
