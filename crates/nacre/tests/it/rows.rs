//! What a start and an end leave in the store, counted.

use std::ops::Sub;

use db::{Db, Scope};

/// Rows of each kind that starting and ending sessions write in one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    pub presses: i64,
    pub sessions: i64,
    pub holds: i64,
    pub links: i64,
    pub started: i64,
    pub ended_sessions: i64,
    pub consumed: i64,
    pub released: i64,
    pub ended: i64,
}

impl Rows {
    pub const NONE: Self = Self {
        presses: 0,
        sessions: 0,
        holds: 0,
        links: 0,
        started: 0,
        ended_sessions: 0,
        consumed: 0,
        released: 0,
        ended: 0,
    };

    /// One press of Start Session for Ben, billable: a link for him and one for Carol.
    pub const ONE_START: Self =
        Self { presses: 1, sessions: 1, holds: 1, links: 2, started: 1, ..Self::NONE };

    /// One end of a completed session.
    pub const ONE_END: Self = Self { ended_sessions: 1, consumed: 1, ended: 1, ..Self::NONE };

    /// Counts what is there now.
    pub async fn count(db: &Db, scope: Scope) -> Self {
        let mut tx = db.read().await.unwrap();
        let mut counts = Vec::new();
        for sql in COUNTS {
            let (count,): (i64,) = tx.one(sql, &[&scope.org()]).await.unwrap();
            counts.push(count);
        }
        let [presses, sessions, holds, links, started, ended_sessions, consumed, released, ended] =
            counts[..]
        else {
            panic!("nine counts");
        };
        Self { presses, sessions, holds, links, started, ended_sessions, consumed, released, ended }
    }
}

/// In the order of the fields.
const COUNTS: [&str; 9] = [
    "SELECT COUNT(*) FROM intents WHERE org_id = $1",
    "SELECT COUNT(*) FROM sessions WHERE org_id = $1",
    "SELECT COUNT(*) FROM credit_entries WHERE org_id = $1 AND kind = 'hold'",
    "SELECT COUNT(*) FROM links WHERE org_id = $1 AND kind = 'join'",
    "SELECT COUNT(*) FROM outbox WHERE org_id = $1 AND payload LIKE '%session_started%'",
    "SELECT COUNT(*) FROM sessions WHERE org_id = $1 AND ended_at IS NOT NULL",
    "SELECT COUNT(*) FROM credit_entries WHERE org_id = $1 AND kind = 'consume'",
    "SELECT COUNT(*) FROM credit_entries WHERE org_id = $1 AND kind = 'release'",
    "SELECT COUNT(*) FROM outbox WHERE org_id = $1 AND payload LIKE '%session_ended%'",
];

/// What was written between two counts.
impl Sub for Rows {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            presses: self.presses - before.presses,
            sessions: self.sessions - before.sessions,
            holds: self.holds - before.holds,
            links: self.links - before.links,
            started: self.started - before.started,
            ended_sessions: self.ended_sessions - before.ended_sessions,
            consumed: self.consumed - before.consumed,
            released: self.released - before.released,
            ended: self.ended - before.ended,
        }
    }
}
