//! One transaction, on either engine.

use std::ops::{Deref, DerefMut};

use kernel::Timestamp;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite, SqliteConnection, Transaction};

use crate::bind::{Bind, postgres_arguments, sqlite_arguments};
use crate::engine::{Engine, Hook, Step};
use crate::writer::Writing;
use crate::{Error, FromRow, Result, Row, expand, expand_rows};

/// A transaction. Dropped without [`commit`](Tx::commit) it is rolled back.
pub struct Tx {
    connection: Connection,
    now: Timestamp,
    hook: Option<Hook>,
}

enum Connection {
    Sqlite(SqliteTx),
    Postgres(Transaction<'static, Postgres>),
}

pub enum SqliteTx {
    Writing(Writing),
    Reading(Transaction<'static, Sqlite>),
}

impl Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        match self {
            Self::Writing(tx) => tx,
            Self::Reading(tx) => tx,
        }
    }
}

impl DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        match self {
            Self::Writing(tx) => tx,
            Self::Reading(tx) => tx,
        }
    }
}

impl Tx {
    pub(crate) const fn sqlite(tx: SqliteTx, now: Timestamp, hook: Option<Hook>) -> Self {
        Self { connection: Connection::Sqlite(tx), now, hook }
    }

    pub(crate) const fn postgres(
        tx: Transaction<'static, Postgres>,
        now: Timestamp,
        hook: Option<Hook>,
    ) -> Self {
        Self { connection: Connection::Postgres(tx), now, hook }
    }

    /// The instant this transaction began; the same for all it writes.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    pub const fn engine(&self) -> Engine {
        match self.connection {
            Connection::Sqlite(_) => Engine::Sqlite,
            Connection::Postgres(_) => Engine::Postgres,
        }
    }

    /// Runs a statement; says how many rows it touched.
    ///
    /// # Errors
    /// As the engine refuses.
    pub async fn exec(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<u64> {
        self.tell(Step::Statement(sql));
        Ok(match &mut self.connection {
            Connection::Sqlite(tx) => {
                sqlx::query_with(sql, sqlite_arguments(values)?).execute(&mut **tx).await?.rows_affected()
            }
            Connection::Postgres(tx) => {
                sqlx::query_with(sql, postgres_arguments(values)?).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Adds rows of `width` values with one statement, whose text ends with the `VALUES` of one row.
    ///
    /// # Errors
    /// As the engine refuses.
    pub async fn insert(&mut self, sql: &'static str, width: usize, values: &[&dyn Bind]) -> Result<u64> {
        self.tell(Step::Statement(sql));
        let text = AssertSqlSafe(expand_rows(sql, width, values.len() / width)).into_sql_str();
        Ok(match &mut self.connection {
            Connection::Sqlite(tx) => {
                sqlx::query_with(text, sqlite_arguments(values)?).execute(&mut **tx).await?.rows_affected()
            }
            Connection::Postgres(tx) => {
                sqlx::query_with(text, postgres_arguments(values)?).execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// All rows of an answer. Bound it in the statement.
    ///
    /// # Errors
    /// As the engine refuses; `Corrupt` when a value cannot be read.
    pub async fn all<T: FromRow>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<Vec<T>> {
        self.tell(Step::Statement(sql));
        self.rows(sql.into_sql_str(), values).await?.iter().map(T::from_row).collect()
    }

    /// All rows of a statement with a list: `$list` stands for one placeholder per value after the first `fixed`
    /// values. The statement is prepared by the tests with a list of one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn all_listed<T: FromRow>(
        &mut self,
        sql: &'static str,
        fixed: usize,
        values: &[&dyn Bind],
    ) -> Result<Vec<T>> {
        self.tell(Step::Statement(sql));
        let text = expand(sql, fixed + 1, values.len().saturating_sub(fixed));
        self.rows(AssertSqlSafe(text).into_sql_str(), values).await?.iter().map(T::from_row).collect()
    }

    /// The one row, if there is one.
    ///
    /// # Errors
    /// As [`all`](Self::all).
    pub async fn opt<T: FromRow>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<Option<T>> {
        self.tell(Step::Statement(sql));
        let row = match &mut self.connection {
            Connection::Sqlite(tx) => {
                let found =
                    sqlx::query_with(sql, sqlite_arguments(values)?).fetch_optional(&mut **tx).await?;
                found.map(Row::Sqlite)
            }
            Connection::Postgres(tx) => {
                let found =
                    sqlx::query_with(sql, postgres_arguments(values)?).fetch_optional(&mut **tx).await?;
                found.map(Row::Postgres)
            }
        };
        row.as_ref().map(T::from_row).transpose()
    }

    /// The one row.
    ///
    /// # Errors
    /// `NotFound` when there is none; else as [`all`](Self::all).
    pub async fn one<T: FromRow>(&mut self, sql: &'static str, values: &[&dyn Bind]) -> Result<T> {
        self.opt(sql, values).await?.ok_or(Error::NotFound)
    }

    async fn rows(&mut self, sql: SqlStr, values: &[&dyn Bind]) -> Result<Vec<Row>> {
        Ok(match &mut self.connection {
            Connection::Sqlite(tx) => {
                let found = sqlx::query_with(sql, sqlite_arguments(values)?).fetch_all(&mut **tx).await?;
                found.into_iter().map(Row::Sqlite).collect()
            }
            Connection::Postgres(tx) => {
                let found = sqlx::query_with(sql, postgres_arguments(values)?).fetch_all(&mut **tx).await?;
                found.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// Makes the writes last. When it returns they are on disk.
    ///
    /// # Errors
    /// As the engine refuses; then nothing was written.
    pub async fn commit(self) -> Result<()> {
        self.tell(Step::BeforeCommit);
        match self.connection {
            Connection::Sqlite(SqliteTx::Writing(tx)) => tx.commit().await?,
            Connection::Sqlite(SqliteTx::Reading(tx)) => tx.commit().await?,
            Connection::Postgres(tx) => tx.commit().await?,
        }
        if let Some(hook) = &self.hook {
            hook(Step::AfterCommit);
        }
        Ok(())
    }

    fn tell(&self, step: Step) {
        if let Some(hook) = &self.hook {
            hook(step);
        }
    }
}

/// Runs the block in a write transaction called `$tx`: commits on `Ok`, rolls back on `Err`, runs it again when
/// the store was busy. `$error` is the block's error type. A macro and not a closure, because `AsyncFn` closures
/// cannot promise the `Send` futures that handlers need.
#[macro_export]
macro_rules! in_tx {
    ($db:expr, $error:ty, $tx:ident, $body:block) => {{
        let mut tries = 0u32;
        loop {
            let result: ::std::result::Result<_, $error> = async {
                let mut transaction = $db.begin().await?;
                let value = {
                    let $tx = &mut transaction;
                    let done: ::std::result::Result<_, $error> = async { $body }.await;
                    done?
                };
                transaction.commit().await?;
                Ok(value)
            }
            .await;
            match result {
                Err(error) if tries < 5 && $crate::IsRetry::is_retry(&error) => {
                    tries += 1;
                    $crate::pause(tries).await;
                }
                done => break done,
            }
        }
    }};
}

/// Waits a little longer with each try.
#[doc(hidden)]
pub async fn pause(tries: u32) {
    tokio::time::sleep(std::time::Duration::from_millis(2 << tries)).await;
}
