//! The rows of calendar feeds.

use db::{Result, Scope, Tx, sql};
use kernel::{Timestamp, UserId};

/// Since when the person has a feed.
///
/// # Errors
/// As the engine refuses.
pub async fn made_at(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Option<Timestamp>> {
    let found: Option<(Timestamp,)> = tx
        .opt(
            sql!("SELECT made_at FROM calendar_feeds WHERE org_id = $1 AND person_id = $2"),
            &[&scope.org(), &person],
        )
        .await?;
    Ok(found.map(|(at,)| at))
}

/// Gives the person this token in the place of any other.
///
/// # Errors
/// As the engine refuses.
pub async fn replace(tx: &mut Tx, scope: Scope, person: UserId, token_hash: [u8; 32]) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO calendar_feeds (org_id, person_id, token_hash, made_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org_id, person_id) DO UPDATE SET token_hash = excluded.token_hash, made_at = excluded.made_at"
        ),
        &[&scope.org(), &person, &token_hash, &now],
    )
    .await?;
    Ok(())
}

/// Ends the person's feed, if there is one.
///
/// # Errors
/// As the engine refuses.
pub async fn revoke(tx: &mut Tx, scope: Scope, person: UserId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM calendar_feeds WHERE org_id = $1 AND person_id = $2"),
        &[&scope.org(), &person],
    )
    .await?;
    Ok(())
}

/// Whose feed has a token with this hash, while their account stands.
///
/// # Errors
/// As the engine refuses.
pub async fn person_of(tx: &mut Tx, scope: Scope, token_hash: [u8; 32]) -> Result<Option<UserId>> {
    let found: Option<(UserId,)> = tx
        .opt(
            sql!(
                "SELECT f.person_id FROM calendar_feeds f JOIN people p ON p.org_id = f.org_id AND p.id = f.person_id
                  WHERE f.org_id = $1 AND f.token_hash = $2 AND p.standing = 'active'"
            ),
            &[&scope.org(), &token_hash],
        )
        .await?;
    Ok(found.map(|(person,)| person))
}
