//! The rows of seats.

use db::{Result, Scope, Tx, sql};
use kernel::{LinkId, SeatId, SessionId, UserId};

/// The open seat in `session` whose cookie's token has this hash, and its person, while their account is active.
///
/// # Errors
/// As the engine refuses.
pub async fn of_token(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    token_hash: [u8; 32],
) -> Result<Option<(SeatId, UserId)>> {
    tx.opt(
        sql!(
            "SELECT s.id, s.user_id FROM seats s JOIN people p ON p.org_id = s.org_id AND p.id = s.user_id
              WHERE s.org_id = $1 AND s.session_id = $2 AND s.token_hash = $3 AND s.ended_at IS NULL
                AND p.standing = 'active'"
        ),
        &[&scope.org(), &session, &token_hash],
    )
    .await
}

/// Whether the person holds a seat in `session` on some device.
///
/// # Errors
/// As the engine refuses.
pub async fn has_open(tx: &mut Tx, scope: Scope, session: SessionId, person: UserId) -> Result<bool> {
    Ok(open(tx, scope, session, person).await?.is_some())
}

async fn open(tx: &mut Tx, scope: Scope, session: SessionId, person: UserId) -> Result<Option<SeatId>> {
    let found: Option<(SeatId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM seats WHERE org_id = $1 AND session_id = $2 AND user_id = $3 AND ended_at IS NULL"
            ),
            &[&scope.org(), &session, &person],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Ends the person's seat in `session`, if they hold one; says which it was.
pub async fn end_open(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    person: UserId,
) -> Result<Option<SeatId>> {
    let held = open(tx, scope, session, person).await?;
    if let Some(id) = held {
        let now = tx.now();
        tx.exec(
            sql!("UPDATE seats SET ended_at = $3 WHERE org_id = $1 AND id = $2 AND ended_at IS NULL"),
            &[&scope.org(), &id, &now],
        )
        .await?;
    }
    Ok(held)
}

pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    person: UserId,
    link: LinkId,
    token_hash: [u8; 32],
) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO seats (org_id, id, session_id, user_id, link_id, token_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&scope.org(), &SeatId::fresh(now), &session, &person, &link, &token_hash, &now],
    )
    .await?;
    Ok(())
}
