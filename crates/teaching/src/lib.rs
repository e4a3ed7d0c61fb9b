//! Teaching: programs, sessions, who was there, and the calendar.

pub mod availability;
pub mod calendar;
pub mod instructors;
pub mod lists;
pub mod on_demand;
pub mod presence;
pub mod programs;
pub mod reminders;
pub mod reports;
pub mod requests;
pub mod series;
pub mod sessions;

/// Every route of this area; `files` go with what is booked.
pub fn routes(files: sessions::Files) -> web::Routes {
    sessions::routes(files)
        .and(programs::routes())
        .and(lists::routes())
        .and(calendar::routes())
        .and(availability::routes())
        .and(reports::routes())
        .and(requests::routes())
        .and(on_demand::routes())
        .and(instructors::routes())
}
