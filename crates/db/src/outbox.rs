//! What happened and is still to be told: rows written in the same transaction as the change itself.
//!
//! The worker leases rows, hands each to the areas that hear it, and marks it done in the transaction that holds
//! what they wrote. At least once: a lease that runs out is taken again.

use kernel::{Event, Timestamp};

use crate::{Error, Result, Scope, Tx, sql};

/// How long a worker may take for one event before another may try.
const LEASE_SECONDS: i64 = 60;

/// Records that `event` happened in the scope's organization.
///
/// # Errors
/// As the engine refuses.
pub async fn record(tx: &mut Tx, scope: Scope, event: Event) -> Result<()> {
    let payload =
        serde_json::to_string(&event).map_err(|_| Error::Corrupt { column: "payload".to_owned() })?;
    tx.exec(
        sql!("INSERT INTO outbox (org_id, payload, recorded_at, attempts) VALUES ($1, $2, $3, 0)"),
        &[&scope.org(), &payload, &tx.now()],
    )
    .await?;
    Ok(())
}

/// An event that a worker holds.
#[derive(Debug)]
pub struct Leased {
    pub id: i64,
    pub scope: Scope,
    pub event: Event,
    pub recorded_at: Timestamp,
    /// How often it was tried before.
    pub attempts: i64,
}

/// Takes the oldest events nobody else holds, at most `limit`. One of a kind this program does not know is left out
/// and stays waiting: it must not hold up the others.
///
/// # Errors
/// As the engine refuses.
pub async fn lease(tx: &mut Tx, limit: i64) -> Result<Vec<Leased>> {
    let now = tx.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    let rows: Vec<(i64, kernel::OrgId, String, Timestamp, i64)> = match tx.engine() {
        crate::Engine::Sqlite => tx.all(sql!(LEASE), &[&until, &now, &limit]).await?,
        crate::Engine::Postgres => {
            tx.all(sql!(postgres: LEASE_SKIPPING_LOCKED), &[&until, &now, &limit]).await?
        }
    };
    let mut leased: Vec<Leased> = rows
        .into_iter()
        .filter_map(|(id, org, payload, recorded_at, attempts)| match serde_json::from_str(&payload) {
            Ok(event) => {
                Some(Leased { id, scope: Scope::trusted(org), event, recorded_at, attempts: attempts - 1 })
            }
            Err(error) => {
                tracing::error!(%error, event.id = id, "Event {id} is of an unknown kind and cannot be told");
                None
            }
        })
        .collect();
    leased.sort_by_key(|event| event.id);
    Ok(leased)
}

const LEASE: &str = "UPDATE outbox SET leased_until = $1, attempts = attempts + 1 WHERE id IN
    (SELECT id FROM outbox WHERE done_at IS NULL AND (leased_until IS NULL OR leased_until < $2) ORDER BY id LIMIT $3)
    RETURNING id, org_id, payload, recorded_at, attempts";

/// Only PostgreSQL has more than one writer, and only it knows these words.
const LEASE_SKIPPING_LOCKED: &str = "UPDATE outbox SET leased_until = $1, attempts = attempts + 1 WHERE id IN
    (SELECT id FROM outbox WHERE done_at IS NULL AND (leased_until IS NULL OR leased_until < $2) ORDER BY id LIMIT $3
        FOR UPDATE SKIP LOCKED)
    RETURNING id, org_id, payload, recorded_at, attempts";

/// Marks a leased event as told to everyone.
///
/// # Errors
/// As the engine refuses.
pub async fn done(tx: &mut Tx, id: i64) -> Result<()> {
    let now = tx.now();
    tx.exec(sql!("UPDATE outbox SET done_at = $2, leased_until = NULL WHERE id = $1"), &[&id, &now]).await?;
    Ok(())
}

/// Gives an event back after a failure, to be tried again at `at`.
///
/// # Errors
/// As the engine refuses.
pub async fn retry(tx: &mut Tx, id: i64, at: Timestamp) -> Result<()> {
    tx.exec(sql!("UPDATE outbox SET leased_until = $2 WHERE id = $1"), &[&id, &at]).await?;
    Ok(())
}

/// Takes every event out of the hands of a program that ended. Only where no other program can be at work.
///
/// # Errors
/// As the engine refuses.
pub async fn free_all(tx: &mut Tx) -> Result<()> {
    tx.exec(
        sql!("UPDATE outbox SET leased_until = NULL WHERE done_at IS NULL AND leased_until IS NOT NULL"),
        &[],
    )
    .await?;
    Ok(())
}

/// Removes at most `limit` events that were told before `before`; says how many there were.
///
/// # Errors
/// As the engine refuses.
pub async fn sweep(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64> {
    tx.exec(
        sql!("DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE done_at < $1 LIMIT $2)"),
        &[&before, &limit],
    )
    .await
}

/// How many events wait, and since when the oldest.
///
/// # Errors
/// As the engine refuses.
pub async fn waiting(tx: &mut Tx) -> Result<(i64, Option<Timestamp>)> {
    tx.one(sql!("SELECT COUNT(*), MIN(recorded_at) FROM outbox WHERE done_at IS NULL"), &[]).await
}
