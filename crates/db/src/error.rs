//! What can go wrong in the store, in the words a verb can act on.

/// A failed statement or transaction.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no such row")]
    NotFound,
    /// A unique index, exclusion or trigger refused the row. `constraint` holds its name on PostgreSQL, and the
    /// engine's message, which contains the index's name or its columns, on SQLite.
    #[error("refused by {constraint}")]
    Conflict { constraint: String },
    /// A `CHECK` or foreign key refused the row.
    #[error("refused by check {constraint}")]
    Check { constraint: String },
    /// Busy, deadlock or serialization failure: the transaction may be run again.
    #[error("the store was busy")]
    Busy,
    /// The engine cannot be reached, or its disk is full.
    #[error("the store is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// A stored value is not what its column promises.
    #[error("a stored value in column {column} is not readable")]
    Corrupt { column: String },
    #[error(transparent)]
    Engine(sqlx::Error),
    #[error("the migrations do not fit: {0}")]
    Migration(String),
}

impl Error {
    /// Whether `constraint` (its name) refused the row.
    pub fn is_refused_by(&self, name: &str) -> bool {
        match self {
            Self::Conflict { constraint } | Self::Check { constraint } => constraint.contains(name),
            _ => false,
        }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => Self::NotFound,
            sqlx::Error::Database(refusal) => {
                let code = refusal.code().unwrap_or_default().into_owned();
                let constraint =
                    refusal.constraint().map_or_else(|| refusal.message().to_owned(), str::to_owned);
                match code.as_str() {
                    "23505" | "23P01" | "2067" | "1555" | "1811" => Self::Conflict { constraint },
                    "23514" | "23503" | "275" | "787" => Self::Check { constraint },
                    "40001" | "40P01" | "5" | "261" | "517" => Self::Busy,
                    "13" | "53100" => Self::Unavailable(error),
                    _ => Self::Engine(error),
                }
            }
            sqlx::Error::Io(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Engine(error),
        }
    }
}

/// Whether a failed transaction may simply be run again.
pub trait IsRetry {
    fn is_retry(&self) -> bool;
}

impl IsRetry for Error {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Busy)
    }
}
