//! A browser that remembers which accounts signed in from it, so that a stranger's guesses elsewhere do not slow its
//! owner down. The cookie holds keyed hashes: it names nobody and opens nothing.

use db::Scope;
use kernel::{Secret, UserId};
use web::token;

/// The cookie's name, before its prefix.
pub const COOKIE: &str = "known";
/// Accounts one browser remembers: a family's tablet.
const MOST: usize = 6;
/// How long it remembers.
pub(super) const COOKIE_SECONDS: i64 = 365 * 24 * 3_600;

/// What the cookie says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownBrowser(Vec<String>);

impl KnownBrowser {
    /// Reads the cookie's value; what cannot be from here is dropped.
    pub fn read(value: Option<&str>) -> Self {
        let marks = value.unwrap_or_default().split('.').filter(|mark| mark.len() == 43);
        Self(marks.take(MOST).map(str::to_owned).collect())
    }

    /// Whether the person has signed in here before.
    pub fn knows(&self, key: &Secret<[u8; 32]>, scope: Scope, person: UserId) -> bool {
        self.0.contains(&mark(key, scope, person))
    }

    /// The same browser after the person signed in.
    #[must_use]
    pub fn with(&self, key: &Secret<[u8; 32]>, scope: Scope, person: UserId) -> Self {
        let mine = mark(key, scope, person);
        let others = self.0.iter().filter(|mark| **mark != mine).cloned();
        Self(std::iter::once(mine.clone()).chain(others).take(MOST).collect())
    }

    /// The cookie's value.
    pub fn value(&self) -> String {
        self.0.join(".")
    }
}

fn mark(key: &Secret<[u8; 32]>, scope: Scope, person: UserId) -> String {
    token::text(&token::derived(key, format!("known browser {} {person}", scope.org()).as_bytes()))
}
