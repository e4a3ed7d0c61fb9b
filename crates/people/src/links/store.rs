//! The rows of links.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{LinkId, SessionId, Timestamp, UserId};

use super::{Kind, Link, NewLink};

macro_rules! select_links {
    ($rest:literal) => {
        concat!(
            "SELECT id, kind, person_id, recipient_id, session_id, generation, created_at, expires_at,
                    mailed_at, unmailed_at, opened_at, used_at, revoked_at
               FROM links ",
            $rest
        )
    };
}

impl FromRow for Link {
    fn from_row(row: &Row) -> Result<Self> {
        let kind = Kind::from_word(&row.get::<String>("kind")?)
            .ok_or_else(|| Error::Corrupt { column: "links.kind".to_owned() })?;
        Ok(Self {
            id: row.get("id")?,
            kind,
            person: row.get("person_id")?,
            recipient: row.get("recipient_id")?,
            session: row.get("session_id")?,
            created_at: row.get("created_at")?,
            expires_at: row.get("expires_at")?,
            mailed_at: row.get("mailed_at")?,
            unmailed_at: row.get("unmailed_at")?,
            opened_at: row.get("opened_at")?,
            used_at: row.get("used_at")?,
            revoked_at: row.get("revoked_at")?,
        })
    }
}

/// A link with the generation of its token.
struct Generated(Link, i64);

impl FromRow for Generated {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self(Link::from_row(row)?, row.get("generation")?))
    }
}

pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: LinkId,
    new: &NewLink,
    generation: i64,
    token_hash: [u8; 32],
) -> Result<()> {
    let (now, kind) = (tx.now(), new.kind.word());
    tx.exec(
        sql!(
            "INSERT INTO links (org_id, id, kind, person_id, recipient_id, session_id, generation, token_hash,
                                created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.org(),
            &id,
            &kind,
            &new.person,
            &new.recipient,
            &new.session,
            &generation,
            &token_hash,
            &now,
            &new.expires_at,
        ],
    )
    .await?;
    Ok(())
}

pub async fn by_id(tx: &mut Tx, scope: Scope, id: LinkId) -> Result<Option<(Link, i64)>> {
    let found: Option<Generated> =
        tx.opt(sql!(select_links!("WHERE org_id = $1 AND id = $2")), &[&scope.org(), &id]).await?;
    Ok(found.map(|Generated(link, generation)| (link, generation)))
}

pub async fn by_token(tx: &mut Tx, scope: Scope, kind: Kind, hash: [u8; 32]) -> Result<Option<Link>> {
    tx.opt(
        sql!(select_links!("WHERE org_id = $1 AND kind = $2 AND token_hash = $3")),
        &[&scope.org(), &kind.word(), &hash],
    )
    .await
}

/// The links of a session, the student's own first made first.
///
/// # Errors
/// As the engine refuses.
pub async fn of_session(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Link>> {
    tx.all(
        sql!(select_links!("WHERE org_id = $1 AND session_id = $2 ORDER BY id LIMIT 100")),
        &[&scope.org(), &session],
    )
    .await
}

/// The newest link of that kind that acts for the person, in whatever state.
///
/// # Errors
/// As the engine refuses.
pub async fn newest(tx: &mut Tx, scope: Scope, person: UserId, kind: Kind) -> Result<Option<Link>> {
    tx.opt(
        sql!(select_links!("WHERE org_id = $1 AND person_id = $2 AND kind = $3 ORDER BY id DESC LIMIT 1")),
        &[&scope.org(), &person, &kind.word()],
    )
    .await
}

/// Whether a link of that kind was made for the person after `since`: the cooldown of mails.
///
/// # Errors
/// As the engine refuses.
pub async fn made_since(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    kind: Kind,
    since: Timestamp,
) -> Result<bool> {
    Ok(newest(tx, scope, person, kind).await?.is_some_and(|link| link.created_at > since))
}

/// Notes that a mail server took a mail that carries the link; the first time counts.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_mailed(tx: &mut Tx, scope: Scope, id: LinkId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE links SET mailed_at = $3 WHERE org_id = $1 AND id = $2 AND mailed_at IS NULL"),
        &[&scope.org(), &id, &now],
    )
    .await?;
    Ok(())
}

/// Notes that no mail carries the link.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_unmailed(tx: &mut Tx, scope: Scope, id: LinkId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE links SET unmailed_at = $3 WHERE org_id = $1 AND id = $2 AND unmailed_at IS NULL"),
        &[&scope.org(), &id, &now],
    )
    .await?;
    Ok(())
}

/// Notes that a mail is to carry the link after all.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_on_the_way(tx: &mut Tx, scope: Scope, id: LinkId) -> Result<()> {
    tx.exec(
        sql!("UPDATE links SET unmailed_at = NULL WHERE org_id = $1 AND id = $2 AND unmailed_at IS NOT NULL"),
        &[&scope.org(), &id],
    )
    .await?;
    Ok(())
}

/// Notes that somebody looks at the link's page; the first time counts.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_opened(tx: &mut Tx, scope: Scope, id: LinkId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE links SET opened_at = $3 WHERE org_id = $1 AND id = $2 AND opened_at IS NULL"),
        &[&scope.org(), &id, &now],
    )
    .await?;
    Ok(())
}

/// Notes that the link acted. False when it may not: revoked, expired, or used before and single-use. Of two uses
/// at once, one gets true.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_used(tx: &mut Tx, scope: Scope, id: LinkId) -> Result<bool> {
    let now = tx.now();
    let touched = tx
        .exec(
            sql!(
                "UPDATE links SET used_at = COALESCE(used_at, $3), opened_at = COALESCE(opened_at, $3)
                  WHERE org_id = $1 AND id = $2 AND revoked_at IS NULL AND expires_at > $3
                    AND (used_at IS NULL OR kind = 'join')"
            ),
            &[&scope.org(), &id, &now],
        )
        .await?;
    Ok(touched == 1)
}

/// Links of a session that still hold, hold until `expires_at`.
///
/// # Errors
/// As the engine refuses.
pub async fn extend_of_session(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    expires_at: Timestamp,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE links SET expires_at = $3
              WHERE org_id = $1 AND session_id = $2 AND revoked_at IS NULL AND expires_at < $3"
        ),
        &[&scope.org(), &session, &expires_at],
    )
    .await?;
    Ok(())
}

/// Takes back every link of a session.
///
/// # Errors
/// As the engine refuses.
pub async fn revoke_of_session(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE links SET revoked_at = $3 WHERE org_id = $1 AND session_id = $2 AND revoked_at IS NULL"),
        &[&scope.org(), &session, &now],
    )
    .await?;
    Ok(())
}

/// Takes back every link that acts for the person or that the person's mail carries.
///
/// # Errors
/// As the engine refuses.
pub async fn revoke_of_person(tx: &mut Tx, scope: Scope, person: UserId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "UPDATE links SET revoked_at = $3
              WHERE org_id = $1 AND (person_id = $2 OR recipient_id = $2) AND revoked_at IS NULL"
        ),
        &[&scope.org(), &person, &now],
    )
    .await?;
    Ok(())
}

/// Takes back the links of a student that the mails of `recipient`, no longer a parent, carry.
///
/// # Errors
/// As the engine refuses.
pub async fn revoke_in_mails_of(tx: &mut Tx, scope: Scope, student: UserId, recipient: UserId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "UPDATE links SET revoked_at = $4
              WHERE org_id = $1 AND person_id = $2 AND recipient_id = $3 AND revoked_at IS NULL"
        ),
        &[&scope.org(), &student, &recipient, &now],
    )
    .await?;
    Ok(())
}

/// Takes back the person's unused links of one kind: a newer one takes their place, or they are not needed any more.
///
/// # Errors
/// As the engine refuses.
pub async fn revoke_kind(tx: &mut Tx, scope: Scope, person: UserId, kind: Kind) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "UPDATE links SET revoked_at = $4
              WHERE org_id = $1 AND person_id = $2 AND kind = $3 AND revoked_at IS NULL AND used_at IS NULL"
        ),
        &[&scope.org(), &person, &kind.word(), &now],
    )
    .await?;
    Ok(())
}

/// Those of these people to whom an invitation went out that was not taken back.
///
/// # Errors
/// As the engine refuses.
pub async fn invited_among(tx: &mut Tx, scope: Scope, people: &[UserId]) -> Result<Vec<UserId>> {
    let org = scope.org();
    let mut values: Vec<&dyn db::Bind> = vec![&org];
    values.extend(people.iter().map(|id| id as &dyn db::Bind));
    let found: Vec<(UserId,)> = tx
        .all_listed(
            sql!(
                "SELECT DISTINCT person_id FROM links
                  WHERE org_id = $1 AND kind = 'activate' AND revoked_at IS NULL AND person_id IN ($list)"
            ),
            1,
            &values,
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
