//! The rows of passkeys, and of questions that wait for a device.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{PasskeyId, Timestamp, UserId};
use serde::de::DeserializeOwned;
use webauthn_rs::prelude::Passkey;

use super::{Key, Name};

impl FromRow for Key {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            name: row.get("name")?,
            created_at: row.get("created_at")?,
            last_used_at: row.get("last_used_at")?,
        })
    }
}

/// What was written as JSON, read again.
pub fn parsed<T: DeserializeOwned>(text: &str, column: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt { column: column.to_owned() })
}

fn written(passkey: &Passkey) -> Result<String> {
    serde_json::to_string(passkey).map_err(|_| Error::Corrupt { column: "passkeys.credential".to_owned() })
}

/// The person's passkeys, the first added first.
///
/// # Errors
/// As the engine refuses.
pub async fn of_person(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<Key>> {
    tx.all(
        sql!(
            "SELECT id, name, created_at, last_used_at FROM passkeys
              WHERE org_id = $1 AND user_id = $2 ORDER BY id LIMIT 100"
        ),
        &[&scope.org(), &person],
    )
    .await
}

/// What devices call the person's keys.
pub async fn credentials_of(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<Vec<u8>>> {
    let found: Vec<(Vec<u8>,)> = tx
        .all(
            sql!("SELECT credential_id FROM passkeys WHERE org_id = $1 AND user_id = $2 LIMIT 100"),
            &[&scope.org(), &person],
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// The person's key that devices call `credential_id`.
pub async fn of_credential(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    credential_id: &Vec<u8>,
) -> Result<Option<(PasskeyId, Passkey)>> {
    let found: Option<(PasskeyId, String)> = tx
        .opt(
            sql!(
                "SELECT id, credential FROM passkeys WHERE org_id = $1 AND user_id = $2 AND credential_id = $3"
            ),
            &[&scope.org(), &person, credential_id],
        )
        .await?;
    found.map(|(id, credential)| Ok((id, parsed(&credential, "passkeys.credential")?))).transpose()
}

pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: PasskeyId,
    person: UserId,
    passkey: &Passkey,
    name: &Name,
) -> Result<()> {
    let (now, credential_id, credential) = (tx.now(), passkey.cred_id().to_vec(), written(passkey)?);
    tx.exec(
        sql!(
            "INSERT INTO passkeys (org_id, id, user_id, credential_id, credential, name, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.org(), &id, &person, &credential_id, &credential, &name.as_str(), &now],
    )
    .await?;
    Ok(())
}

/// Whether the key was there still.
pub async fn mark_used(tx: &mut Tx, scope: Scope, id: PasskeyId, passkey: &Passkey) -> Result<bool> {
    let (now, credential) = (tx.now(), written(passkey)?);
    let touched = tx
        .exec(
            sql!("UPDATE passkeys SET credential = $3, last_used_at = $4 WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &id, &credential, &now],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn delete(tx: &mut Tx, scope: Scope, person: UserId, id: PasskeyId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM passkeys WHERE org_id = $1 AND user_id = $2 AND id = $3"),
        &[&scope.org(), &person, &id],
    )
    .await?;
    Ok(())
}

/// Writes a question down. `whose` is its purpose and whom it is about.
pub async fn keep_question(
    tx: &mut Tx,
    scope: Scope,
    token_hash: [u8; 32],
    whose: (&str, Option<UserId>),
    state: &str,
    expires_at: Timestamp,
) -> Result<()> {
    let (purpose, person) = whose;
    tx.exec(
        sql!(
            "INSERT INTO passkey_challenges (org_id, token_hash, kind, user_id, state, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[&scope.org(), &token_hash, &purpose, &person, &state, &expires_at],
    )
    .await?;
    Ok(())
}

/// Takes a question away that may still be answered, and gives what the answer is compared with.
pub async fn take_question(
    tx: &mut Tx,
    scope: Scope,
    token_hash: [u8; 32],
    whose: (&str, Option<UserId>),
) -> Result<Option<String>> {
    let (now, (purpose, person)) = (tx.now(), whose);
    let taken: Option<(String,)> = tx
        .opt(
            sql!(
                "DELETE FROM passkey_challenges
                  WHERE org_id = $1 AND token_hash = $2 AND kind = $3 AND expires_at > $5
                    AND (user_id = $4 OR (user_id IS NULL AND $4 IS NULL)) RETURNING state"
            ),
            &[&scope.org(), &token_hash, &purpose, &person, &now],
        )
        .await?;
    Ok(taken.map(|(state,)| state))
}

pub async fn forget_questions(tx: &mut Tx, scope: Scope, person: UserId, purpose: &str) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM passkey_challenges WHERE org_id = $1 AND user_id = $2 AND kind = $3"),
        &[&scope.org(), &person, &purpose],
    )
    .await?;
    Ok(())
}

/// Removes at most `limit` questions whose time is over.
pub async fn sweep_questions(tx: &mut Tx, limit: i64) -> Result<u64> {
    let now = tx.now();
    tx.exec(
        sql!(
            "DELETE FROM passkey_challenges WHERE (org_id, token_hash) IN
                (SELECT org_id, token_hash FROM passkey_challenges WHERE expires_at < $1 LIMIT $2)"
        ),
        &[&now, &limit],
    )
    .await
}
