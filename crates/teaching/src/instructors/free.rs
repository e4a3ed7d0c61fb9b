//! When an instructor can be booked next.

use db::{Result, Scope, Tx};
use jiff::ToSpan;
use kernel::{SessionMinutes, Timestamp, UserId};
use people::closures::Closure;

use crate::availability::{self, Availability, Wanted};
use crate::sessions;

/// How many days ahead free starts are looked for.
pub const DAYS: i64 = 14;

/// The free starts of the next days, in order, for a session of so many minutes.
///
/// # Errors
/// As the engine refuses.
pub async fn ahead(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    availability: &Availability,
    closures: &[Closure],
    minutes: SessionMinutes,
) -> Result<Vec<Timestamp>> {
    let now = tx.now();
    let first_day = now.in_zone(&availability.zone).date();
    let Ok(last_day) = first_day.checked_add(DAYS.days()) else { return Ok(Vec::new()) };
    // the sessions of today count towards the most a day, and a day may be longer than 24 hours
    let around = (now.plus_minutes(-2 * 24 * 60), now.plus_minutes((DAYS + 2) * 24 * 60));
    let busy = sessions::busy(tx, scope, instructor, around).await?;
    let wanted = Wanted { first_day, last_day, minutes: minutes.get(), now };
    Ok(availability::free(availability, closures, &busy, &wanted))
}
