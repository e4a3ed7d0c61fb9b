//! Free times beside those that a request could not have.

use db::{Scope, Tx};
use kernel::Timestamp;
use people::accounts;

use super::request::{Request, earliest};
use crate::sessions;

/// Times that are offered.
const MOST: usize = 6;
/// Days that are looked at: the first that have a free start.
const MOST_DAYS: usize = 3;

/// The next times its instructor is free for as long, from the day of the first that was asked for; none for an instructor
/// without hours.
///
/// # Errors
/// As the engine refuses.
pub async fn alternatives(tx: &mut Tx, scope: Scope, request: &Request) -> db::Result<Vec<Timestamp>> {
    let instructor = accounts::find(tx, scope, request.instructor).await?;
    let soonest = earliest(tx.now());
    let Some(first) = request.starts.iter().min() else { return Ok(Vec::new()) };
    let mut day = soonest.max(*first).in_zone(&request.zone).date();
    let mut found = Vec::new();
    for _ in 0..MOST_DAYS {
        let wanted = (day, request.minutes);
        let Some(free) = sessions::free_of(tx, scope, &instructor, wanted, &request.zone).await? else {
            break;
        };
        // a few of each day, apart from each other by the session's length
        let mut next = soonest;
        for start in free.starts {
            if start >= next && found.len() < MOST {
                next = request.ends(start);
                found.push(start);
            }
        }
        match free.next_day {
            Some(later) if found.len() < MOST => day = later,
            _ => break,
        }
    }
    Ok(found)
}
