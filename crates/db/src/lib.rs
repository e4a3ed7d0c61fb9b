//! The two engines behind one door.
//!
//! Everything stored goes through [`Db`] and [`Tx`]: one SQL text per statement, run on embedded SQLite or on
//! PostgreSQL. A statement is written inside [`sql!`], which lists it for the test that prepares every
//! statement on both. A write is one transaction, begun by [`in_tx!`]; a page reads through [`Db::read`].
//! No other crate names the driver.

mod bind;
mod engine;
mod error;
mod estimates;
mod expand;
pub mod intents;
mod migrations;
pub mod outbox;
mod row;
mod scope;
pub mod scratch;
mod statement;
mod tx;
mod writer;

pub use bind::Bind;
pub use engine::{Db, Engine, Hook, Location, Step};
pub use error::{Error, IsRetry};
pub use expand::{expand, expand_rows};
pub use row::{Column, FromRow, Row};
pub use scope::Scope;
pub use statement::{Statement, statements};
pub use tx::{Tx, pause};

#[doc(hidden)]
pub use inventory;

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;
