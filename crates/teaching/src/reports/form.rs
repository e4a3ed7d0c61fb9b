//! A form: the questions that are asked after the sessions of a program. Pure.

use kernel::{FormId, ProgramId};

use super::question::Question;
use super::report::Kind;
use super::standard;

/// The word of the standard form while it is not stored.
pub const STANDARD: &str = "standard";

/// A form, in one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// None: the standard form, which nobody has changed or answered yet.
    pub id: Option<FormId>,
    pub kind: Kind,
    /// None: for every program without one of its own.
    pub program: Option<ProgramId>,
    pub version: i64,
    pub questions: Vec<Question>,
}

impl Form {
    /// The standard form, not stored yet.
    pub fn standard(kind: Kind) -> Self {
        Self { id: None, kind, program: None, version: 1, questions: standard::questions(kind) }
    }

    /// What a page sends back to say which form it shows.
    pub fn word(&self) -> String {
        self.id.map_or_else(|| STANDARD.to_owned(), |id| id.to_string())
    }

    /// Whether it asks anything; one that does not is not shown to anybody.
    pub fn asks(&self) -> bool {
        self.questions.iter().any(Question::is_asked)
    }
}
