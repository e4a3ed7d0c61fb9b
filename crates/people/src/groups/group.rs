//! A group and its members, as values. Pure.

use std::fmt;

use jiff::civil::Date;
use kernel::{GroupId, MembershipId, ProgramId, UserId};

/// A group as its viewer finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub id: GroupId,
    pub name: String,
    /// What its sessions belong to, unless a booking says otherwise.
    pub program: Option<Taught>,
    /// Empty when nothing is said.
    pub school: String,
    /// Who teaches it, unless a booking says otherwise.
    pub instructor: Option<Tutor>,
    pub is_archived: bool,
    /// Students who belong to it on the day that was asked for.
    pub members: i64,
}

/// A group's program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taught {
    pub id: ProgramId,
    pub title: String,
}

/// A group's default instructor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tutor {
    pub id: UserId,
    pub name: String,
}

/// A group as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    pub name: String,
    pub program: Option<ProgramId>,
    pub school: String,
    pub instructor: Option<UserId>,
}

/// Days of the organization's calendar, both ends included; without a last one until further notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    pub from: Date,
    pub to: Option<Date>,
}

impl Days {
    pub fn include(self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    pub fn meet(self, other: Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

impl fmt::Display for Days {
    /// `2026-11-26 to 2027-01-10`, or `from 2026-11-26`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to {
            Some(to) => write!(f, "{} to {to}", self.from),
            None => write!(f, "from {}", self.from),
        }
    }
}

/// A student for some days in a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: MembershipId,
    pub student: UserId,
    pub name: String,
    /// Archived students keep their place in the list and belong to no session.
    pub is_archived: bool,
    pub days: Days,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Days {
        Days { from: from.parse().unwrap(), to: to.parse().ok() }
    }

    #[test]
    fn days_include_both_ends_and_meet_when_they_share_one() {
        let autumn = days("2026-09-01", "2026-12-18");
        let open = days("2026-12-18", "");

        let on = |days: Days, day: &str| days.include(day.parse().unwrap());
        assert!(on(autumn, "2026-09-01") && on(autumn, "2026-12-18"));
        assert!(!on(autumn, "2026-08-31") && !on(autumn, "2026-12-19"));
        assert!(on(open, "2099-01-01") && !on(open, "2026-12-17"));
        assert!(autumn.meet(open) && open.meet(autumn));
        assert!(!autumn.meet(days("2026-12-19", "")) && !days("2026-12-19", "").meet(autumn));
        assert_eq!(autumn.to_string(), "2026-09-01 to 2026-12-18");
        assert_eq!(open.to_string(), "from 2026-12-18");
    }
}
