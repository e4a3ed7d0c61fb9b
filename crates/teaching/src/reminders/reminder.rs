//! When a reminder is due, and until when there is a point in telling it. Pure.

use kernel::{Reminder, Timestamp};

const DAY_MINUTES: i64 = 24 * 60;
const HOUR_MINUTES: i64 = 60;
const PAST_MINUTES: i64 = 10;

/// When it is due for a session that starts at `starts_at`.
pub const fn due_at(reminder: Reminder, starts_at: Timestamp) -> Timestamp {
    match reminder {
        Reminder::DayBefore => starts_at.plus_minutes(-DAY_MINUTES),
        Reminder::HourBefore => starts_at.plus_minutes(-HOUR_MINUTES),
        Reminder::NotThereYet => starts_at.plus_minutes(PAST_MINUTES),
    }
}

/// Whether telling it at `now` helps anybody: it is due, and the next one is not yet; the last one while the session may
/// still take place.
pub fn is_timely(reminder: Reminder, (starts_at, ends_at): (Timestamp, Timestamp), now: Timestamp) -> bool {
    let until = match reminder {
        Reminder::DayBefore => due_at(Reminder::HourBefore, starts_at),
        Reminder::HourBefore => starts_at,
        Reminder::NotThereYet => ends_at,
    };
    due_at(reminder, starts_at) <= now && now < until
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reminder_has_its_time() {
        let noon = Timestamp::from_micros(1_800_000_000_000_000);
        let times = (noon, noon.plus_minutes(30));
        let timely = |minutes: i64| -> Vec<Reminder> {
            let now = noon.plus_minutes(minutes);
            Reminder::ALL.into_iter().filter(|reminder| is_timely(*reminder, times, now)).collect()
        };

        assert_eq!(timely(-24 * 60 - 1), []);
        assert_eq!(timely(-24 * 60), [Reminder::DayBefore]);
        assert_eq!(timely(-61), [Reminder::DayBefore], "late is better than not at all");
        assert_eq!(timely(-60), [Reminder::HourBefore]);
        assert_eq!(timely(0), []);
        assert_eq!(timely(10), [Reminder::NotThereYet]);
        assert_eq!(timely(30), [], "it is over");
    }
}
