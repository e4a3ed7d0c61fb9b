//! What somebody chose, and what follows for a mail. Pure.

use jiff::civil::Date;
use kernel::{Timestamp, Zone};

use crate::mails::{Kind, Way};

/// When a day's news are mailed, unless somebody says otherwise: five in the afternoon.
const USUAL_DAILY_AT: i64 = 17 * 60;

/// Hours in which nothing comes that can wait, in minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quiet {
    pub from: i64,
    /// Before `from` when midnight lies between.
    pub until: i64,
}

impl Quiet {
    fn holds_at(self, minute: i64) -> bool {
        if self.from < self.until {
            (self.from..self.until).contains(&minute)
        } else {
            minute >= self.from || minute < self.until
        }
    }
}

/// How one person wants to be mailed.
#[derive(Debug, Clone, PartialEq)]
pub struct Preferences {
    /// Whose wall clock the minutes are on.
    pub zone: Zone,
    pub quiet: Option<Quiet>,
    /// The minute of the day at which a day's news leave.
    pub daily_at: i64,
    /// The kinds that do not come at once.
    pub ways: Vec<(Kind, Way)>,
}

/// What becomes of a mail that is owed now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plan {
    At(Timestamp),
    /// It goes with the day's news.
    Daily(Timestamp),
    /// The page alone tells it.
    Page,
}

impl Preferences {
    /// Those of somebody who has not said any.
    pub const fn usual(zone: Zone) -> Self {
        Self { zone, quiet: None, daily_at: USUAL_DAILY_AT, ways: Vec::new() }
    }

    /// How news of `kind` come. A choice that is not offered any more counts for nothing.
    pub fn way(&self, kind: Kind) -> Way {
        let chosen = self.ways.iter().find(|(of, _)| *of == kind).map(|(_, way)| *way);
        chosen.filter(|way| kind.ways().contains(way)).unwrap_or(Way::AtOnce)
    }

    /// What becomes of a mail of `kind` that would go at `due`.
    pub fn plan(&self, kind: Kind, due: Timestamp) -> Plan {
        match self.way(kind) {
            Way::AtOnce if kind.can_wait() => Plan::At(self.after_quiet(due)),
            Way::AtOnce => Plan::At(due),
            Way::Daily => Plan::Daily(self.next_daily(due)),
            Way::Page => Plan::Page,
        }
    }

    fn after_quiet(&self, at: Timestamp) -> Timestamp {
        let here = at.in_zone(&self.zone);
        let minute = minute_of(&here);
        match self.quiet {
            Some(quiet) if quiet.holds_at(minute) => {
                let day = if minute < quiet.until { Some(here.date()) } else { here.date().tomorrow().ok() };
                // an hour that is shown twice may have begun again
                self.instant(day, quiet.until).map_or(at, |end| end.max(at))
            }
            _ => at,
        }
    }

    fn next_daily(&self, at: Timestamp) -> Timestamp {
        let here = at.in_zone(&self.zone);
        let day =
            if minute_of(&here) < self.daily_at { Some(here.date()) } else { here.date().tomorrow().ok() };
        self.instant(day, self.daily_at).map_or(at, |next| next.max(at))
    }

    /// The minute of that day; one that the clocks leave out is moved on.
    fn instant(&self, day: Option<Date>, minute: i64) -> Option<Timestamp> {
        let (hour, minute) = (i8::try_from(minute / 60).ok()?, i8::try_from(minute % 60).ok()?);
        let wall = day?.at(hour, minute, 0, 0);
        let zoned = wall.to_zoned_datetime(self.zone.jiff().clone()).ok()?;
        Some(Timestamp::from_jiff(zoned.timestamp()))
    }
}

fn minute_of(here: &jiff::ZonedDateTime) -> i64 {
    i64::from(here.hour()) * 60 + i64::from(here.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_jiff(text.parse().unwrap())
    }

    fn in_chicago(quiet: Option<Quiet>, ways: &[(Kind, Way)]) -> Preferences {
        let zone = Zone::named("America/Chicago").unwrap();
        Preferences { quiet, ways: ways.to_vec(), ..Preferences::usual(zone) }
    }

    /// From ten in the evening to seven.
    const NIGHT: Quiet = Quiet { from: 22 * 60, until: 7 * 60 };

    #[test]
    fn what_can_wait_waits_for_the_end_of_the_quiet_hours_on_the_readers_clock() {
        let night = in_chicago(Some(NIGHT), &[]);
        let plan = |due| night.plan(Kind::SessionBooked, at(due));

        assert_eq!(plan("2026-11-24T03:59:00Z"), Plan::At(at("2026-11-24T03:59:00Z")), "21:59");
        assert_eq!(
            plan("2026-11-24T04:00:00Z"),
            Plan::At(at("2026-11-24T13:00:00Z")),
            "22:00, until tomorrow"
        );
        assert_eq!(plan("2026-11-24T12:59:00Z"), Plan::At(at("2026-11-24T13:00:00Z")), "6:59, until today");
        assert_eq!(plan("2026-11-24T13:00:00Z"), Plan::At(at("2026-11-24T13:00:00Z")), "7:00");
        let noon = in_chicago(Some(Quiet { from: 12 * 60, until: 13 * 60 }), &[]);
        assert_eq!(
            noon.plan(Kind::Message, at("2026-11-24T18:30:00Z")),
            Plan::At(at("2026-11-24T19:00:00Z")),
            "hours of one day"
        );
    }

    #[test]
    fn quiet_hours_end_by_the_wall_clock_when_the_clocks_change() {
        let night = in_chicago(Some(NIGHT), &[]);

        // clocks go on an hour at two on 8 March 2026, and back on 1 November
        let spring = night.plan(Kind::Message, at("2026-03-08T05:00:00Z"));
        let autumn = night.plan(Kind::Message, at("2026-11-01T04:00:00Z"));

        assert_eq!(spring, Plan::At(at("2026-03-08T12:00:00Z")));
        assert_eq!(autumn, Plan::At(at("2026-11-01T13:00:00Z")));
        // an end that the clocks leave out, and one that they show twice
        let short = in_chicago(Some(Quiet { from: 22 * 60, until: 2 * 60 + 30 }), &[]);
        assert_eq!(
            short.plan(Kind::Message, at("2026-03-08T07:00:00Z")),
            Plan::At(at("2026-03-08T08:30:00Z"))
        );
        let twice = in_chicago(Some(Quiet { from: 22 * 60, until: 60 + 30 }), &[]);
        assert_eq!(
            twice.plan(Kind::Message, at("2026-11-01T07:10:00Z")),
            Plan::At(at("2026-11-01T07:10:00Z")),
            "1:10 for the second time: the end was an hour ago"
        );
    }

    #[test]
    fn safety_and_the_account_are_neither_chosen_nor_held_back() {
        let every = [Way::Daily, Way::Page];
        for kind in Kind::ALL.into_iter().filter(|kind| !kind.is_chosen()) {
            for way in every {
                let stubborn = in_chicago(Some(NIGHT), &[(kind, way)]);
                let due = at("2026-11-24T05:00:00Z");

                assert_eq!(stubborn.plan(kind, due), Plan::At(due), "{kind:?}");
            }
        }
        let night = in_chicago(Some(NIGHT), &[]);
        let due = at("2026-11-24T12:30:00Z");
        assert_eq!(night.plan(Kind::ReminderOfHour, due), Plan::At(due), "it would come too late");
    }

    #[test]
    fn a_days_news_leave_at_the_next_time_chosen() {
        let daily = in_chicago(Some(NIGHT), &[(Kind::SessionBooked, Way::Daily), (Kind::Message, Way::Page)]);
        let plan = |due| daily.plan(Kind::SessionBooked, at(due));

        assert_eq!(plan("2026-11-24T22:59:00Z"), Plan::Daily(at("2026-11-24T23:00:00Z")), "16:59");
        assert_eq!(plan("2026-11-24T23:00:00Z"), Plan::Daily(at("2026-11-25T23:00:00Z")), "17:00");
        assert_eq!(daily.plan(Kind::Message, at("2026-11-24T23:00:00Z")), Plan::Page);
    }
}
