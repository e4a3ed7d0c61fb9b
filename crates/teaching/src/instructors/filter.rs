//! What the list is narrowed to, as it stands in its address.

use kernel::{ProgramId, UserId};
use serde::Deserialize;
use web::query_value;

/// Instructors on one page.
pub const PAGE: usize = 50;

/// The query of `/instructors`. Words that are not known narrow nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words of a name.
    pub q: String,
    pub program: String,
    /// The last instructor of the page before.
    pub after: String,
}

impl Filter {
    pub fn program(&self) -> Option<ProgramId> {
        self.program.parse().ok()
    }

    pub fn after(&self) -> Option<UserId> {
        self.after.parse().ok()
    }

    pub fn narrows(&self) -> bool {
        !self.q.trim().is_empty() || self.program().is_some()
    }

    /// The address of the page after `last`; of the first page without.
    pub fn page_after(&self, last: Option<UserId>) -> String {
        let parts = [
            (!self.q.trim().is_empty()).then(|| format!("q={}", query_value(self.q.trim()))),
            self.program().map(|program| format!("program={program}")),
            last.map(|last| format!("after={last}")),
        ];
        let query = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
        if query.is_empty() { "/instructors".to_owned() } else { format!("/instructors?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn the_address_of_a_page_keeps_what_narrows_it() {
        let filter = Filter { q: " Ada B ".to_owned(), program: "none".to_owned(), after: String::new() };

        assert_eq!(filter.page_after(None), format!("/instructors?q={}", web::query_value("Ada B")));
        assert_eq!(Filter::default().page_after(None), "/instructors");
        assert!(filter.narrows() && !Filter::default().narrows());
    }
}
