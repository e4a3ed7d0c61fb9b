//! The rows of notifications.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{DeliveryId, NoticeId, SessionId, Timestamp, UserId};

use super::notification::Notification;

/// Something to be told.
#[derive(Debug, Clone)]
pub struct NewNotification<'a> {
    pub person: UserId,
    /// What it is about, in the word of the mail beside it.
    pub kind: &'a str,
    pub session: Option<SessionId>,
    pub subject: &'a str,
    pub body: &'a str,
    /// The outbox row that owes it.
    pub event: i64,
}

/// Tells it. An event told twice makes one notification.
///
/// # Errors
/// As the engine refuses.
pub async fn tell(tx: &mut Tx, scope: Scope, new: &NewNotification<'_>) -> Result<()> {
    let now = tx.now();
    let id = NoticeId::fresh(now);
    tx.exec(
        sql!(
            "INSERT INTO notices (org_id, id, user_id, kind, session_id, subject, body, event_id, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 ON CONFLICT (org_id, event_id, user_id, kind) DO NOTHING"
        ),
        &[&scope.org(), &id, &new.person, &new.kind, &new.session, &new.subject, &new.body, &new.event, &now],
    )
    .await?;
    Ok(())
}

impl FromRow for Notification {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            session: row.get("session_id")?,
            event: row.get("event_id")?,
            subject: row.get("subject")?,
            body: row.get("body")?,
            created_at: row.get("created_at")?,
            read_at: row.get("read_at")?,
        })
    }
}

/// The person's notifications told before `before`, newest first, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn list(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Notification>> {
    tx.all(
        sql!(
            "SELECT id, session_id, event_id, subject, body, created_at, read_at FROM notices
              WHERE org_id = $1 AND user_id = $2 AND created_at < $3
              ORDER BY created_at DESC, id DESC LIMIT $4"
        ),
        &[&scope.org(), &person, &before, &limit],
    )
    .await
}

/// What a daily mail tells and its reader has not read, oldest first, each with its kind.
///
/// # Errors
/// As the engine refuses.
pub async fn of_daily_mail(
    tx: &mut Tx,
    scope: Scope,
    mail: DeliveryId,
) -> Result<Vec<(String, Notification)>> {
    let told: Vec<Told> = tx
        .all(
            sql!(
                "SELECT n.kind, n.id, n.session_id, n.event_id, n.subject, n.body, n.created_at, n.read_at
                   FROM daily_mail_lines l
                   JOIN deliveries d ON d.org_id = l.org_id AND d.id = l.delivery_id
                   JOIN notices n ON n.org_id = l.org_id AND n.event_id = l.event_id
                                 AND n.user_id = d.recipient_id AND n.kind = l.kind
                  WHERE l.org_id = $1 AND l.delivery_id = $2 AND n.read_at IS NULL
                  ORDER BY n.created_at, n.id"
            ),
            &[&scope.org(), &mail],
        )
        .await?;
    Ok(told.into_iter().map(|told| (told.kind, told.notification)).collect())
}

/// A notification with its kind.
struct Told {
    kind: String,
    notification: Notification,
}

impl FromRow for Told {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { kind: row.get("kind")?, notification: Notification::from_row(row)? })
    }
}

/// One of the person's notifications.
///
/// # Errors
/// `NotFound` when the person has none with that id.
pub async fn find(tx: &mut Tx, scope: Scope, person: UserId, id: NoticeId) -> Result<Notification> {
    tx.one(
        sql!(
            "SELECT id, session_id, event_id, subject, body, created_at, read_at FROM notices
              WHERE org_id = $1 AND user_id = $2 AND id = $3"
        ),
        &[&scope.org(), &person, &id],
    )
    .await
}

/// Marks one of the person's notifications as read. Says whether there is one.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_read(tx: &mut Tx, scope: Scope, person: UserId, id: NoticeId) -> Result<bool> {
    let now = tx.now();
    let marked = tx
        .exec(
            sql!(
                "UPDATE notices SET read_at = COALESCE(read_at, $4)
                  WHERE org_id = $1 AND user_id = $2 AND id = $3"
            ),
            &[&scope.org(), &person, &id, &now],
        )
        .await?;
    Ok(marked == 1)
}

/// Marks all of the person's notifications as read.
///
/// # Errors
/// As the engine refuses.
pub async fn mark_all_read(tx: &mut Tx, scope: Scope, person: UserId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE notices SET read_at = $3 WHERE org_id = $1 AND user_id = $2 AND read_at IS NULL"),
        &[&scope.org(), &person, &now],
    )
    .await?;
    Ok(())
}
