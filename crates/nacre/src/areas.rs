//! All areas of the product, put together.

use live::portfolio::ForBooking;
use talk::PostOffice;
use teaching::sessions::Files;
use web::Routes;

use crate::dashboard;

/// Every route of the program but those that need the classroom's engine.
pub fn routes(office: &PostOffice) -> Routes {
    dashboard::routes()
        .with(office.clone())
        .and(people::routes())
        .and(teaching::routes(Files::of(ForBooking)))
        .and(talk::routes(office))
        .and(office::routes())
}
