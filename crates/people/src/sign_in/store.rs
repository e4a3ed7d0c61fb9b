//! The rows of sign-ins, and of tries to sign in.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{Roles, SignInId, Standing, Timestamp, UserId, Zone};

use super::SignIn;

db::row! {
    /// A sign-in with its person, as a request needs them.
    pub struct Held {
        pub id: SignInId,
        pub seen_at: Timestamp,
        pub user_id: UserId,
        pub first_name: String,
        pub last_name: String,
        pub roles: Roles,
        pub standing: Standing,
        pub by_parent: Option<UserId>,
        pub zone: Zone,
        pub unread: i64,
        pub unread_messages: i64,
    }
}

/// Of a sign-in `s` that a parent began: the parent is active, has the rights they had then, and is still the student's.
macro_rules! parent_still_stands {
    () => {
        "(f.parent_id IS NULL OR EXISTS
            (SELECT 1 FROM people q
               JOIN parents k ON k.org_id = q.org_id AND k.parent_id = q.id AND k.student_id = s.user_id
              WHERE q.org_id = f.org_id AND q.id = f.parent_id AND q.standing = 'active'
                AND q.security_rev = f.parent_rev))"
    };
}

/// The sign-in with this token, unless it was ended, expired, or lost its rights. Counts unread notices up to 100,
/// and unread messages.
pub async fn held(tx: &mut Tx, scope: Scope, token_hash: [u8; 32]) -> Result<Option<Held>> {
    let now = tx.now();
    tx.opt(
        sql!(concat!(
            "SELECT s.id, s.seen_at, s.user_id, p.first_name, p.last_name, p.roles, p.standing, p.zone,
                    f.parent_id AS by_parent,
                    (SELECT COUNT(*) FROM
                        (SELECT 1 FROM notices n
                          WHERE n.org_id = p.org_id AND n.user_id = p.id AND n.read_at IS NULL LIMIT 100) AS few)
                    AS unread,
                    (SELECT CAST(COALESCE(SUM(t.unread), 0) AS BIGINT) FROM thread_members t
                      WHERE t.org_id = p.org_id AND t.person_id = p.id AND t.unread > 0) AS unread_messages
               FROM sign_ins s
               JOIN people p ON p.org_id = s.org_id AND p.id = s.user_id
               LEFT JOIN family_sign_ins f ON f.org_id = s.org_id AND f.sign_in_id = s.id
              WHERE s.org_id = $1 AND s.token_hash = $2 AND s.ended_at IS NULL AND s.expires_at > $3
                AND s.security_rev = p.security_rev AND p.standing = 'active' AND ",
            parent_still_stands!()
        )),
        &[&scope.org(), &token_hash, &now],
    )
    .await
}

/// Whether the row was written; not when the account is not active.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: SignInId,
    person: UserId,
    token_hash: [u8; 32],
    expires_at: Timestamp,
    browser: &str,
) -> Result<bool> {
    let now = tx.now();
    let written = tx
        .exec(
            sql!(
                "INSERT INTO sign_ins (org_id, id, user_id, token_hash, security_rev, created_at, seen_at, expires_at,
                                       browser)
                 SELECT p.org_id, $3, p.id, $4, p.security_rev, $5, $5, $6, $7
                   FROM people p WHERE p.org_id = $1 AND p.id = $2 AND p.standing = 'active'"
            ),
            &[&scope.org(), &person, &id, &token_hash, &now, &expires_at, &browser],
        )
        .await?;
    Ok(written == 1)
}

/// Begins a sign-in of a student in the place of the parent's `own`, which has just been ended. Whether the rows were
/// written; not when the parent could not have gone on with theirs, or the student is not an active one of theirs.
pub async fn insert_of_family(
    tx: &mut Tx,
    scope: Scope,
    (parent, own): (UserId, SignInId),
    (student, id): (UserId, SignInId),
    token_hash: [u8; 32],
) -> Result<bool> {
    let now = tx.now();
    let written = tx
        .exec(
            sql!(
                "INSERT INTO sign_ins (org_id, id, user_id, token_hash, security_rev, created_at, seen_at, expires_at,
                                       browser)
                 SELECT c.org_id, $5, c.id, $6, c.security_rev, $7, $7, s.expires_at, s.browser
                   FROM sign_ins s
                   JOIN people p ON p.org_id = s.org_id AND p.id = s.user_id
                   JOIN parents k ON k.org_id = p.org_id AND k.parent_id = p.id
                   JOIN people c ON c.org_id = k.org_id AND c.id = k.student_id
                  WHERE s.org_id = $1 AND s.id = $3 AND s.user_id = $2 AND s.expires_at > $7
                    AND s.security_rev = p.security_rev AND p.standing = 'active' AND (p.roles & 8) <> 0
                    AND c.id = $4 AND c.standing = 'active' AND (c.roles & 4) <> 0
                    AND NOT EXISTS (SELECT 1 FROM family_sign_ins f
                          WHERE f.org_id = s.org_id AND f.sign_in_id = s.id)"
            ),
            &[&scope.org(), &parent, &own, &student, &id, &token_hash, &now],
        )
        .await?;
    if written != 1 {
        return Ok(false);
    }
    tx.exec(
        sql!(
            "INSERT INTO family_sign_ins (org_id, sign_in_id, parent_id, parent_rev)
             SELECT org_id, $3, id, security_rev FROM people WHERE org_id = $1 AND id = $2"
        ),
        &[&scope.org(), &parent, &id],
    )
    .await?;
    Ok(true)
}

/// Sign-ins that this parent began as a student, or as any, and that were not ended.
pub async fn begun_by(
    tx: &mut Tx,
    scope: Scope,
    parent: UserId,
    student: Option<UserId>,
) -> Result<Vec<SignInId>> {
    let begun: Vec<(SignInId,)> = tx
        .all(
            sql!(
                "SELECT s.id FROM family_sign_ins f
                   JOIN sign_ins s ON s.org_id = f.org_id AND s.id = f.sign_in_id
                  WHERE f.org_id = $1 AND f.parent_id = $2 AND s.ended_at IS NULL
                    AND (s.user_id = $3 OR $3 IS NULL)"
            ),
            &[&scope.org(), &parent, &student],
        )
        .await?;
    Ok(begun.into_iter().map(|(id,)| id).collect())
}

pub async fn set_seen(tx: &mut Tx, scope: Scope, id: SignInId, at: Timestamp) -> Result<()> {
    tx.exec(
        sql!("UPDATE sign_ins SET seen_at = $3 WHERE org_id = $1 AND id = $2 AND seen_at < $3"),
        &[&scope.org(), &id, &at],
    )
    .await?;
    Ok(())
}

impl FromRow for SignIn {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            created_at: row.get("created_at")?,
            seen_at: row.get("seen_at")?,
            browser: row.get("browser")?,
            person: row.get("user_id")?,
            first_name: row.get("first_name")?,
            by_parent: row.get("by_parent")?,
        })
    }
}

/// The person's sign-ins that hold and were used after `since`, and those of students that the person began; the last used
/// first.
pub async fn of_person(tx: &mut Tx, scope: Scope, person: UserId, since: Timestamp) -> Result<Vec<SignIn>> {
    let now = tx.now();
    tx.all(
        sql!(concat!(
            "SELECT s.id, s.created_at, s.seen_at, s.browser, s.user_id, p.first_name, f.parent_id AS by_parent
               FROM sign_ins s
               JOIN people p ON p.org_id = s.org_id AND p.id = s.user_id
               LEFT JOIN family_sign_ins f ON f.org_id = s.org_id AND f.sign_in_id = s.id
              WHERE s.org_id = $1 AND (s.user_id = $2 OR f.parent_id = $2) AND s.ended_at IS NULL
                AND s.expires_at > $3 AND s.seen_at > $4 AND s.security_rev = p.security_rev AND ",
            parent_still_stands!(),
            " ORDER BY s.seen_at DESC, s.id DESC LIMIT 50"
        )),
        &[&scope.org(), &person, &now, &since],
    )
    .await
}

pub async fn end(tx: &mut Tx, scope: Scope, person: UserId, id: SignInId) -> Result<bool> {
    let now = tx.now();
    let touched = tx
        .exec(
            sql!(
                "UPDATE sign_ins SET ended_at = $4
                  WHERE org_id = $1 AND id = $3 AND ended_at IS NULL
                    AND (user_id = $2 OR EXISTS (SELECT 1 FROM family_sign_ins f
                          WHERE f.org_id = $1 AND f.sign_in_id = $3 AND f.parent_id = $2))"
            ),
            &[&scope.org(), &person, &id, &now],
        )
        .await?;
    Ok(touched == 1)
}

pub async fn end_others(tx: &mut Tx, scope: Scope, person: UserId, kept: SignInId) -> Result<Vec<SignInId>> {
    let now = tx.now();
    let ended: Vec<(SignInId,)> = tx
        .all(
            sql!(
                "UPDATE sign_ins SET ended_at = $4
                  WHERE org_id = $1 AND id <> $3 AND ended_at IS NULL
                    AND (user_id = $2 OR id IN (SELECT f.sign_in_id FROM family_sign_ins f
                          WHERE f.org_id = $1 AND f.parent_id = $2)) RETURNING id"
            ),
            &[&scope.org(), &person, &kept, &now],
        )
        .await?;
    Ok(ended.into_iter().map(|(id,)| id).collect())
}

/// Counts a try; a count that began before `window` begins anew. Gives the tries so far, this one included, and until
/// when the next must wait.
pub async fn count_try(tx: &mut Tx, key: &str, window: Timestamp) -> Result<(i64, Timestamp)> {
    let now = tx.now();
    tx.one(
        sql!(
            "INSERT INTO throttles (key, failures, since, blocked_until) VALUES ($1, 1, $2, $2)
             ON CONFLICT (key) DO UPDATE SET
                failures = CASE WHEN throttles.since < $3 THEN 1 ELSE throttles.failures + 1 END,
                since = CASE WHEN throttles.since < $3 THEN $2 ELSE throttles.since END
             RETURNING failures, blocked_until"
        ),
        &[&key, &now, &window],
    )
    .await
}

pub async fn block_until(tx: &mut Tx, key: &str, until: Timestamp) -> Result<()> {
    tx.exec(sql!("UPDATE throttles SET blocked_until = $2 WHERE key = $1"), &[&key, &until]).await?;
    Ok(())
}

pub async fn give_back_try(tx: &mut Tx, key: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "UPDATE throttles SET failures = failures - 1, blocked_until = $2 WHERE key = $1 AND failures > 0"
        ),
        &[&key, &now],
    )
    .await?;
    Ok(())
}

pub async fn forget_tries(tx: &mut Tx, key: &str, long_ago: Timestamp) -> Result<()> {
    tx.exec(sql!("DELETE FROM throttles WHERE key = $1 OR since < $2"), &[&key, &long_ago]).await?;
    Ok(())
}

/// Removes at most `limit` sign-ins that ended or ran out before `before`.
pub async fn sweep_ended(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64> {
    tx.exec(
        sql!(
            "DELETE FROM sign_ins WHERE (org_id, id) IN
                (SELECT org_id, id FROM sign_ins WHERE ended_at < $1 OR expires_at < $1 LIMIT $2)"
        ),
        &[&before, &limit],
    )
    .await
}

/// Removes at most `limit` counts that began before `before`.
pub async fn sweep_tries(tx: &mut Tx, before: Timestamp, limit: i64) -> Result<u64> {
    tx.exec(
        sql!("DELETE FROM throttles WHERE key IN (SELECT key FROM throttles WHERE since < $1 LIMIT $2)"),
        &[&before, &limit],
    )
    .await
}
