//! Opening the store: embedded SQLite by default, PostgreSQL beside it.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Timestamp};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Executor, PgPool, SqlSafeStr, SqlitePool};

use crate::bind::{Bind, postgres_arguments, sqlite_arguments};
use crate::tx::SqliteTx;
use crate::writer::{self, Writer};
use crate::{Error, Result, Tx, estimates, expand_rows, migrations};

/// Readers beside SQLite's one writer.
const SQLITE_READERS: u32 = 4;
/// Pages kept in memory by each connection, as SQLite takes it: in KiB. The readers answer the dashboards; the writer adds
/// at the ends of tables, and fills whatever cache it is given with what it never reads again: edits of 200 boards in turn
/// cost the same with 1, 2 and 4 MB.
const READER_CACHE: &str = "-16000";
const WRITER_CACHE: &str = "-2000";
/// Connections to PostgreSQL; its default allows 100 in all.
const POSTGRES_CONNECTIONS: u32 = 16;
/// How PostgreSQL plans a statement.
const POSTGRES_PLANS: [(&str, &str); 4] = [
    ("plan_cache_mode", "force_generic_plan"),
    ("jit", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
];
/// Statements that a connection keeps prepared: all there are.
const STATEMENTS: usize = 512;
/// The first SQLite without the WAL-reset corruption.
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// An SQLite file, made when missing.
    File(PathBuf),
    /// A `postgres://` address.
    Postgres(String),
}

/// Which engine runs the statements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A moment of a write transaction, told to a [`Hook`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Before a statement.
    Statement(&'static str),
    BeforeCommit,
    AfterCommit,
}

/// Called at every step of every write: the kill tests stop the process there.
pub type Hook = Arc<dyn Fn(Step) + Send + Sync>;

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    clock: Clock,
    hook: Option<Hook>,
}

#[derive(Clone)]
enum Pools {
    Sqlite { writer: Writer, readers: SqlitePool },
    Postgres(PgPool),
}

impl Db {
    /// Opens the store and checks that the engine can be trusted; does not migrate.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be reached; `Migration` when the embedded SQLite is too old.
    pub async fn open(location: &Location, clock: Clock) -> Result<Self> {
        let pools = match location {
            Location::File(path) => open_sqlite(path).await?,
            Location::Postgres(address) => {
                // A page is a few rows, found by an index, and so is what belongs to each. Planning takes longer than
                // finding them: each statement is planned once for all values, and what is rare has to be named by its
                // text. So planned, it would read all attendance to join that of fifty sessions; compiling it takes
                // longer yet.
                let options = PgConnectOptions::from_str(address)?
                    .statement_cache_capacity(STATEMENTS)
                    .options(POSTGRES_PLANS);
                let pool = PgPoolOptions::new()
                    .max_connections(POSTGRES_CONNECTIONS)
                    .acquire_timeout(writer::TURN_WITHIN)
                    .connect_with(options)
                    .await?;
                Pools::Postgres(pool)
            }
        };
        Ok(Self { pools, clock, hook: None })
    }

    /// The same store, telling `hook` every step of every write.
    #[must_use]
    pub fn with_hook(mut self, hook: Hook) -> Self {
        self.hook = Some(hook);
        self
    }

    pub const fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    pub const fn clock(&self) -> &Clock {
        &self.clock
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Begins a write. Use [`in_tx!`](crate::in_tx!), which commits, rolls back and repeats.
    ///
    /// # Errors
    /// `Unavailable` when no connection is to be had.
    pub async fn begin(&self) -> Result<Tx> {
        let now = self.now();
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Tx::sqlite(SqliteTx::Writing(writer.begin().await?), now, self.hook.clone())
            }
            Pools::Postgres(pool) => Tx::postgres(pool.begin().await?, now, self.hook.clone()),
        })
    }

    /// Begins a read: one snapshot for a whole page, never waiting for the writer. Dropped, not committed.
    ///
    /// # Errors
    /// `Unavailable` when no connection is to be had.
    pub async fn read(&self) -> Result<Tx> {
        let now = self.now();
        Ok(match &self.pools {
            Pools::Sqlite { readers, .. } => Tx::sqlite(SqliteTx::Reading(readers.begin().await?), now, None),
            Pools::Postgres(pool) => Tx::postgres(
                pool.begin_with("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
                now,
                None,
            ),
        })
    }

    /// Adds rows of `width` values with one statement that is a transaction of its own, the cheapest a write can be. The
    /// text ends with the `VALUES` of one row. When it returns they are on disk.
    ///
    /// # Errors
    /// As the engine refuses; then nothing was written.
    pub async fn insert(&self, sql: &'static str, width: usize, values: &[&dyn Bind]) -> Result<()> {
        let tell = |step| self.hook.iter().for_each(|hook| hook(step));
        tell(Step::Statement(sql));
        tell(Step::BeforeCommit);
        let text = AssertSqlSafe(expand_rows(sql, width, values.len() / width)).into_sql_str();
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let arguments = sqlite_arguments(values)?;
                sqlx::query_with(text, arguments).execute(&mut *writer.turn().await?).await.map(drop)
            }
            Pools::Postgres(pool) => {
                sqlx::query_with(text, postgres_arguments(values)?).execute(pool).await.map(drop)
            }
        }?;
        tell(Step::AfterCommit);
        Ok(())
    }

    /// Brings the schema up to this version.
    ///
    /// # Errors
    /// `Migration` when the data is of another, newer version or a landed migration differs.
    pub async fn migrate(&self) -> Result<()> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let mut turn = writer.turn().await?;
                let migrated = migrations::for_engine(Engine::Sqlite).run(&mut *turn).await;
                migrated.map_err(|error| Error::Migration(error.to_string()))?;
                Ok(estimates::write(&mut turn).await?)
            }
            Pools::Postgres(pool) => {
                let migrated = migrations::for_engine(Engine::Postgres).run(pool).await;
                migrated.map_err(|error| Error::Migration(error.to_string()))
            }
        }
    }

    /// Whether the engine understands `sql` against the present schema.
    ///
    /// # Errors
    /// The engine's own words.
    pub async fn prepare(&self, sql: &str) -> std::result::Result<(), String> {
        let text = AssertSqlSafe(sql.to_owned()).into_sql_str();
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                let mut turn = writer.turn().await.map_err(|error| error.to_string())?;
                turn.prepare(text).await.map(drop)
            }
            Pools::Postgres(pool) => pool.prepare(text).await.map(drop),
        }
        .map_err(|error| error.to_string())
    }

    /// Closes every connection; SQLite writes its log back into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &std::path::Path) -> Result<Pools> {
    let address = format!("sqlite://{}", path.display());
    let options = SqliteConnectOptions::from_str(&address)?
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .statement_cache_capacity(STATEMENTS)
        .pragma("temp_store", "memory");
    let writer = Writer::open(options.clone().pragma("cache_size", WRITER_CACHE)).await?;
    demand_safe_sqlite(&writer).await?;
    let readers = SqlitePoolOptions::new()
        // a file does not go away between two reads
        .test_before_acquire(false)
        .max_connections(SQLITE_READERS)
        .connect_with(options.pragma("query_only", "on").pragma("cache_size", READER_CACHE))
        .await?;
    Ok(Pools::Sqlite { writer, readers })
}

async fn demand_safe_sqlite(writer: &Writer) -> Result<()> {
    let asked = sqlx::query_as("SELECT sqlite_version()");
    let (version,): (String,) = asked.fetch_one(&mut *writer.turn().await?).await?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < SQLITE_FLOOR {
        return Err(Error::Migration(format!(
            "SQLite {version} can corrupt its log; 3.51.3 or newer is needed"
        )));
    }
    Ok(())
}
