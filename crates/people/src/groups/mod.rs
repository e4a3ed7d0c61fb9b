//! Groups: students who learn together, each from a day on and to a day, with the program and the instructor that their
//! bookings begin with. Admins keep them; an instructor sees those of which they are the default instructor.

mod changing;
mod form;
mod group;
mod routes;
mod store;
mod trail;
mod views;

pub use changing::{
    AddError, MemberError, add, add_member, archive, change, change_member, remove_member, restore,
};
pub use group::{Days, Draft, Group, Member, Taught, Tutor};
pub use routes::routes;
pub use store::{choosable, find, find_choosable, members, members_on};
use store::{list, member, open_programs};
