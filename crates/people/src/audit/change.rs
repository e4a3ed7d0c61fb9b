//! A change as it is written down.

use kernel::{Timestamp, UserId};

/// What somebody changed. Values are settings, roles and standings: never names, addresses or passwords.
#[derive(Debug, Clone, Default)]
pub struct Change<'a> {
    /// None: the program itself, such as a command of the operator.
    pub by: Option<UserId>,
    /// An area and a thing: `person archived`, `booking minimum_minutes`.
    pub what: &'a str,
    /// The id of what was changed, where there is one.
    pub subject: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A line of the trail, as admins read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The later line has the greater one.
    pub number: i64,
    pub at: Timestamp,
    /// First and last name; none for the program itself.
    pub by: Option<String>,
    pub what: String,
    pub subject: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What of the trail is asked for.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// A pattern for who acted, as `accounts::like_pattern` makes it; `%` for everybody, the program itself too.
    pub who: &'a str,
    /// What a line's `what` begins with; empty for all.
    pub area: &'a str,
    pub from: Timestamp,
    /// The first instant that is not asked for any more.
    pub until: Timestamp,
    /// Lines before the one with this number.
    pub before: i64,
    pub limit: i64,
}
