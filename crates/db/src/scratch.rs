//! Databases for tests, thrown away with the cluster or the folder they are in.

use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Executor};

use crate::{Location, Result};

/// Makes an empty database beside the one that `admin` (a `postgres://` address) names.
///
/// # Errors
/// `Unavailable` when the server cannot be reached.
pub async fn postgres_database(admin: &str, name: &str) -> Result<Location> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30))
        .connect(admin)
        .await?;
    pool.execute(AssertSqlSafe(format!("CREATE DATABASE \"{name}\""))).await?;
    pool.close().await;
    let base = admin.split_once('?').map_or(admin, |(base, _)| base);
    let query = admin.split_once('?').map_or(String::new(), |(_, query)| format!("?{query}"));
    let server = base.rsplit_once('/').map_or(base, |(server, _)| server);
    Ok(Location::Postgres(format!("{server}/{name}{query}")))
}
