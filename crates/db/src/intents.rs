//! Presses that must count once: of several with the same key the first writes, the others get its result.
//!
//! The key is made with the form and comes back with every press of its button. The row is written first in the
//! press's transaction, so that parallel copies wait for it and a rolled-back press leaves none. A row may be swept
//! out when no browser can still have the form open.

use kernel::{Timestamp, UserId};

use crate::{Error, Result, Scope, Tx, sql};

/// A press of a button.
#[derive(Debug, Clone, Copy)]
pub struct Press<'a> {
    pub by: UserId,
    /// One opening of the form.
    pub key: &'a str,
    /// SHA-256 of all that was posted: a key is not used for something else.
    pub body_hash: [u8; 32],
}

/// What became of a press.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Go on; nobody else will.
    First,
    /// It was done before, with this result.
    Again(String),
    /// The key was used with another body.
    UsedForOther,
}

/// Claims `press`, to be remembered with `result`.
///
/// # Errors
/// As the engine refuses.
pub async fn claim(tx: &mut Tx, scope: Scope, press: Press<'_>, result: &str) -> Result<Claim> {
    let written = tx
        .exec(
            sql!(
                "INSERT INTO intents (org_id, user_id, key, body_hash, result, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, user_id, key) DO NOTHING"
            ),
            &[&scope.org(), &press.by, &press.key, &press.body_hash, &result, &tx.now()],
        )
        .await?;
    if written == 1 {
        return Ok(Claim::First);
    }
    let (hash, earlier): ([u8; 32], Option<String>) = tx
        .one(
            sql!("SELECT body_hash, result FROM intents WHERE org_id = $1 AND user_id = $2 AND key = $3"),
            &[&scope.org(), &press.by, &press.key],
        )
        .await?;
    if hash != press.body_hash {
        return Ok(Claim::UsedForOther);
    }
    earlier.map(Claim::Again).ok_or_else(|| Error::Corrupt { column: "intents.result".to_owned() })
}

/// Removes at most `limit` presses made before `before`; says how many there were.
///
/// # Errors
/// As the engine refuses.
pub async fn sweep(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64> {
    tx.exec(
        sql!(
            "DELETE FROM intents WHERE (org_id, user_id, key) IN
                (SELECT org_id, user_id, key FROM intents WHERE created_at < $1 LIMIT $2)"
        ),
        &[&before, &limit],
    )
    .await
}
