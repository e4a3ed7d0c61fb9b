//! SQLite's one writing connection. A pool of one would ask it whether it lives before and after each write: two more
//! turns between the threads of what takes five.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteTransactionManager};
use sqlx::{ConnectOptions as _, Connection as _, SqlSafeStr, SqliteConnection};
use sqlx_core::transaction::TransactionManager;
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};
use tokio::time::timeout;

/// How long a write waits for those before it, on either engine.
pub const TURN_WITHIN: Duration = Duration::from_secs(30);

/// The way to the connection. Cheap to clone.
#[derive(Clone)]
pub struct Writer {
    connection: Arc<Mutex<Option<SqliteConnection>>>,
    options: Arc<SqliteConnectOptions>,
}

/// The connection, for as long as it is somebody's turn.
pub type Turn = OwnedMappedMutexGuard<Option<SqliteConnection>, SqliteConnection>;

/// A transaction that may write. Dropped without [`commit`](Writing::commit) it is rolled back.
pub struct Writing {
    turn: Turn,
    is_open: bool,
}

impl Writer {
    pub async fn open(options: SqliteConnectOptions) -> sqlx::Result<Self> {
        let connection = options.connect().await?;
        Ok(Self { connection: Arc::new(Mutex::new(Some(connection))), options: Arc::new(options) })
    }

    /// Waits for the connection.
    pub async fn turn(&self) -> sqlx::Result<Turn> {
        let held = timeout(TURN_WITHIN, self.connection.clone().lock_owned()).await;
        let held = held.map_err(|_| sqlx::Error::PoolTimedOut)?;
        OwnedMutexGuard::try_map(held, Option::as_mut).map_err(|_| sqlx::Error::PoolClosed)
    }

    pub async fn begin(&self) -> sqlx::Result<Writing> {
        let mut turn = self.turn().await?;
        let begin = "BEGIN IMMEDIATE";
        match SqliteTransactionManager::begin(&mut turn, Some(begin.into_sql_str())).await {
            Err(sqlx::Error::WorkerCrashed) => {
                *turn = self.options.connect().await?;
                SqliteTransactionManager::begin(&mut turn, Some(begin.into_sql_str())).await?;
            }
            done => done?,
        }
        Ok(Writing { turn, is_open: true })
    }

    /// Nothing is written from here on.
    pub async fn close(&self) {
        let taken = self.connection.lock().await.take();
        if let Some(connection) = taken
            && let Err(error) = connection.close().await
        {
            tracing::warn!(%error, "The store did not close well");
        }
    }
}

impl Writing {
    pub async fn commit(mut self) -> sqlx::Result<()> {
        SqliteTransactionManager::commit(&mut self.turn).await?;
        self.is_open = false;
        Ok(())
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.turn
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.turn
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        if self.is_open {
            SqliteTransactionManager::start_rollback(&mut self.turn);
        }
    }
}
