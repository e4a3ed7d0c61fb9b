//! What the list is narrowed to, as it stands in its address.

use kernel::{Role, Roles, Standing, UserId};
use serde::Deserialize;
use web::query_value;

use crate::accounts::{Search, Standings};

/// People on one page of the list.
pub const PAGE: i64 = 50;

/// The query of `/people`. Words that are not known narrow nothing.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words of a name or an address.
    pub q: String,
    pub role: String,
    pub status: String,
    /// The last person of the page before.
    pub after: String,
}

impl Filter {
    pub fn role(&self) -> Option<Role> {
        self.role.parse().ok()
    }

    pub fn standing(&self) -> Option<Standing> {
        self.status.parse().ok()
    }

    /// The search of one page, asking for one person more than it shows.
    pub fn search(&self) -> Search<'_> {
        Search {
            words: &self.q,
            roles: self.role().map_or(Roles::NONE, |role| Roles::NONE.with(role)),
            standings: self.standing().map_or(Standings::Present, Standings::Only),
            after: self.after.parse::<UserId>().ok(),
            limit: PAGE + 1,
        }
    }

    /// The address of the list with another role, from its first page.
    pub fn with_role(&self, role: Option<Role>) -> String {
        address(&self.q, role, self.standing(), None)
    }

    /// The address of the list with another status, from its first page.
    pub fn with_standing(&self, standing: Option<Standing>) -> String {
        address(&self.q, self.role(), standing, None)
    }

    /// The address of the page after `last`; of the first page without.
    pub fn page_after(&self, last: Option<UserId>) -> String {
        address(&self.q, self.role(), self.standing(), last)
    }

    pub fn is_first_page(&self) -> bool {
        self.after.parse::<UserId>().is_err()
    }

    pub fn narrows(&self) -> bool {
        !self.q.trim().is_empty() || self.role().is_some() || self.standing().is_some()
    }
}

fn address(q: &str, role: Option<Role>, standing: Option<Standing>, after: Option<UserId>) -> String {
    let parts = [
        (!q.trim().is_empty()).then(|| format!("q={}", query_value(q.trim()))),
        role.map(|role| format!("role={role}")),
        standing.map(|standing| format!("status={standing}")),
        after.map(|after| format!("after={after}")),
    ];
    let query = parts.into_iter().flatten().collect::<Vec<_>>().join("&");
    if query.is_empty() { "/people".to_owned() } else { format!("/people?{query}") }
}
