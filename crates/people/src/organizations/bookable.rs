//! What an organization lets be booked.

use db::{Result, Scope, Tx};

use super::store;

/// What may be booked, and what has to be said. Sessions that exist stay as they were made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bookable {
    /// In the Nacre Online Classroom.
    pub classroom: bool,
    pub in_person: bool,
    /// In person at the places of the list alone.
    pub only_listed: bool,
    /// At a link. At least one of the three is allowed.
    pub link: bool,
    /// How many days back a session that is over may be logged, 0 to 365; 0: none is.
    pub log_days: i64,
    pub needs_subject: bool,
    pub needs_description: bool,
    /// How many minutes before its start a classroom opens, 0 to 60.
    pub early_minutes: i64,
}

/// What has to be said about a session and was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsaid {
    Subject,
    Description,
}

impl Unsaid {
    /// The field it is said in.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Description => "description",
        }
    }

    /// What whoever left it empty is told.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Subject => "Your organization asks for a subject: say what the session is about.",
            Self::Description => "Your organization asks for a description: say what the session is for.",
        }
    }
}

impl Bookable {
    /// What is missing of these, if anything.
    pub const fn unsaid(&self, subject: &str, description: &str) -> Option<Unsaid> {
        if self.needs_subject && subject.is_empty() {
            Some(Unsaid::Subject)
        } else if self.needs_description && description.is_empty() {
            Some(Unsaid::Description)
        } else {
            None
        }
    }
}

/// What may be booked.
///
/// # Errors
/// As the engine refuses.
pub async fn bookable(tx: &mut Tx, scope: Scope) -> Result<Bookable> {
    store::bookable(tx, scope).await
}

/// The same, held until the transaction ends: whoever else wants to change it waits.
///
/// # Errors
/// As the engine refuses.
pub async fn bookable_to_change(tx: &mut Tx, scope: Scope) -> Result<Bookable> {
    store::lock(tx, scope).await?;
    bookable(tx, scope).await
}

/// Sets what may be booked from now on.
///
/// # Errors
/// As the engine refuses.
pub async fn set_bookable(tx: &mut Tx, scope: Scope, bookable: &Bookable) -> Result<()> {
    store::set_bookable(tx, scope, bookable).await
}
