//! An import as it stands.

use kernel::{ImportId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use super::planning::Verdict;
use super::wish::Refusal;

/// An import that has written nothing for so long has been broken off, by a restart of the server.
pub const STANDS_STILL_MINUTES: i64 = 2;

/// What is kept about an import beside its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: ImportId,
    /// Who brought it, or pressed Import.
    pub by: UserId,
    pub row_count: i64,
    pub created_at: Timestamp,
    /// Invitations go out with it.
    pub invites: bool,
    pub started_at: Option<Timestamp>,
    pub moved_at: Option<Timestamp>,
    pub finished_at: Option<Timestamp>,
    pub done: i64,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub invited: i64,
    pub refusals: Vec<RefusedRow>,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Its number in the table.
    pub number: u64,
    pub refusals: Vec<Refusal>,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Looked at; nothing is written.
    Waits,
    Goes,
    /// Goes, but nobody carries it on.
    Stands,
    Finished,
}

impl Import {
    pub fn stage(&self, now: Timestamp) -> Stage {
        match (self.started_at, self.finished_at) {
            (_, Some(_)) => Stage::Finished,
            (None, None) => Stage::Waits,
            (Some(started), None) => {
                let moved = self.moved_at.unwrap_or(started);
                if moved.plus_minutes(STANDS_STILL_MINUTES) < now { Stage::Stands } else { Stage::Goes }
            }
        }
    }
}

/// Rows by what becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    pub new: usize,
    pub changed: usize,
    pub same: usize,
    pub refused: usize,
    /// People who would get an invitation now.
    pub invitable: usize,
}

impl Tally {
    pub fn count(&mut self, verdict: &Verdict, awaits_invitation: bool) {
        match verdict {
            Verdict::New => self.new += 1,
            Verdict::Changes(_) => self.changed += 1,
            Verdict::Same => self.same += 1,
            Verdict::Refused(_) => self.refused += 1,
        }
        self.invitable += usize::from(awaits_invitation);
    }

    pub const fn all(&self) -> usize {
        self.new + self.changed + self.same + self.refused
    }
}
