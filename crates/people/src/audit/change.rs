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
    pub at: Timestamp,
    /// First and last name; none for the program itself.
    pub by: Option<String>,
    pub what: String,
    pub subject: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}
