//! The rows of owed mails.

use db::{Engine, Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{DeliveryId, LinkId, PersonName, SessionId, ThreadId, Timestamp, UserId};

use super::delivery::{Line, State, TRIED_FOR_MINUTES};
use crate::mails::{Kind, Order};

/// How long one try may take before the mail counts as forgotten by whoever tried: more than all time limits of a
/// conversation together.
const LEASE_SECONDS: i64 = 120;

/// A mail to be owed.
#[derive(Debug, Clone, Copy)]
pub struct NewDelivery {
    pub recipient: UserId,
    pub kind: Kind,
    pub session: Option<SessionId>,
    /// The link the mail carries.
    pub link: Option<LinkId>,
    /// The outbox row that owes it.
    pub event: i64,
}

/// Owes a mail from `due` on. An event told twice owes it once. Gives the mail's id when it was not owed before.
///
/// # Errors
/// As the engine refuses.
pub async fn queue(
    tx: &mut Tx,
    scope: Scope,
    new: &NewDelivery,
    due: Timestamp,
) -> Result<Option<DeliveryId>> {
    let now = tx.now();
    let id = DeliveryId::fresh(now);
    let give_up_at = due.plus_minutes(TRIED_FOR_MINUTES);
    let owed = tx
        .exec(
            sql!(
                "INSERT INTO deliveries (org_id, id, recipient_id, kind, session_id, link_id, event_id, state,
                                         next_at, give_up_at, created_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, 'queued', $8, $9, $10)
                     ON CONFLICT (org_id, event_id, recipient_id, kind) DO NOTHING"
            ),
            &[
                &scope.org(),
                &id,
                &new.recipient,
                &new.kind.word(),
                &new.session,
                &new.link,
                &new.event,
                &due,
                &give_up_at,
                &now,
            ],
        )
        .await?;
    Ok((owed == 1).then_some(id))
}

/// Notes a mail that its recipient does not want, and why it was not sent.
///
/// # Errors
/// As the engine refuses.
pub async fn note_unwanted(tx: &mut Tx, scope: Scope, new: &NewDelivery, why: &str) -> Result<()> {
    let now = tx.now();
    let id = DeliveryId::fresh(now);
    tx.exec(
        sql!(
            "INSERT INTO deliveries (org_id, id, recipient_id, kind, session_id, link_id, event_id, state, next_at,
                                     give_up_at, created_at, finished_at, last_error)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'dropped', $8, $8, $8, $8, $9)
                 ON CONFLICT (org_id, event_id, recipient_id, kind) DO NOTHING"
        ),
        &[
            &scope.org(),
            &id,
            &new.recipient,
            &new.kind.word(),
            &new.session,
            &new.link,
            &new.event,
            &now,
            &why,
        ],
    )
    .await?;
    Ok(())
}

/// The daily mail that waits for this person, held for the rest of the transaction; nobody has tried to send it.
///
/// # Errors
/// As the engine refuses.
pub async fn hold_daily_mail(tx: &mut Tx, scope: Scope, recipient: UserId) -> Result<Option<DeliveryId>> {
    let waiting: Vec<(DeliveryId,)> = tx
        .all(
            sql!(
                "UPDATE deliveries SET attempts = attempts
                  WHERE org_id = $1 AND recipient_id = $2 AND kind = 'daily mail' AND state = 'queued'
                    AND attempts = 0
                  RETURNING id"
            ),
            &[&scope.org(), &recipient],
        )
        .await?;
    Ok(waiting.first().map(|(id,)| *id))
}

/// Has a daily mail tell the notice of this event and kind too.
///
/// # Errors
/// As the engine refuses.
pub async fn add_to_daily_mail(
    tx: &mut Tx,
    scope: Scope,
    mail: DeliveryId,
    event: i64,
    kind: Kind,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO daily_mail_lines (org_id, delivery_id, event_id, kind) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (org_id, delivery_id, event_id, kind) DO NOTHING"
        ),
        &[&scope.org(), &mail, &event, &kind.word()],
    )
    .await?;
    Ok(())
}

/// Owes a mail about the messages of a thread from `due` on. One that waits already tells of this message too.
///
/// # Errors
/// As the engine refuses.
pub async fn queue_of_thread(
    tx: &mut Tx,
    scope: Scope,
    recipient: UserId,
    thread: ThreadId,
    event: i64,
    due: Timestamp,
) -> Result<()> {
    let now = tx.now();
    let id = DeliveryId::fresh(now);
    let kind = Kind::Message.word();
    let give_up_at = due.plus_minutes(TRIED_FOR_MINUTES);
    let owed = tx
        .exec(
            sql!(
                "INSERT INTO deliveries (org_id, id, recipient_id, kind, event_id, state, next_at, give_up_at, created_at)
                 SELECT $1, $2, $3, $4, $6, 'queued', $7, $8, $9
                  WHERE NOT EXISTS (SELECT 1 FROM thread_mails t
                                      JOIN deliveries w ON w.org_id = t.org_id AND w.id = t.delivery_id
                                     WHERE t.org_id = $1 AND t.thread_id = $5 AND w.recipient_id = $3
                                       AND w.state = 'queued' AND w.attempts = 0)
                     ON CONFLICT (org_id, event_id, recipient_id, kind) DO NOTHING"
            ),
            &[&scope.org(), &id, &recipient, &kind, &thread, &event, &due, &give_up_at, &now],
        )
        .await?;
    if owed == 1 {
        tx.exec(
            sql!("INSERT INTO thread_mails (org_id, thread_id, delivery_id) VALUES ($1, $2, $3)"),
            &[&scope.org(), &thread, &id],
        )
        .await?;
    }
    Ok(())
}

/// Whether such a mail was owed to the person before.
///
/// # Errors
/// As the engine refuses.
pub async fn was_ever_owed(tx: &mut Tx, scope: Scope, recipient: UserId, kind: Kind) -> Result<bool> {
    let found: Option<(DeliveryId,)> = tx
        .opt(
            sql!("SELECT id FROM deliveries WHERE org_id = $1 AND recipient_id = $2 AND kind = $3 LIMIT 1"),
            &[&scope.org(), &recipient, &kind.word()],
        )
        .await?;
    Ok(found.is_some())
}

/// Drops the mails about a session that wait and that nobody is sending just now.
///
/// # Errors
/// As the engine refuses.
pub async fn drop_waiting(tx: &mut Tx, scope: Scope, session: SessionId, why: &str) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "UPDATE deliveries SET state = 'dropped', finished_at = $3, last_error = $4
              WHERE org_id = $1 AND session_id = $2 AND state = 'queued' AND kind <> 'session cancelled'
                AND (leased_until IS NULL OR leased_until < $3)"
        ),
        &[&scope.org(), &session, &now, &why],
    )
    .await?;
    Ok(())
}

/// A mail that is being tried.
#[derive(Debug, Clone, Copy)]
pub struct Leased {
    pub order: Order,
    /// This try's number, from 1.
    pub tries: i64,
    pub give_up_at: Timestamp,
}

impl FromRow for Leased {
    fn from_row(row: &Row) -> Result<Self> {
        let kind = Kind::from_word(&row.get::<String>("kind")?).ok_or_else(|| corrupt("deliveries.kind"))?;
        let order = Order {
            id: row.get("id")?,
            scope: Scope::trusted(row.get("org_id")?),
            recipient: row.get("recipient_id")?,
            kind,
            session: row.get("session_id")?,
            link: row.get("link_id")?,
            event: row.get("event_id")?,
        };
        Ok(Self { order, tries: row.get("attempts")?, give_up_at: row.get("give_up_at")? })
    }
}

/// The mails to try now: due, in nobody's hands, and with no earlier mail about the same session still on its way to
/// the same person. One that waits for quiet hours to end is not on its way.
macro_rules! lease {
    ($lock:literal) => {
        concat!(
            "UPDATE deliveries SET leased_until = $1, attempts = attempts + 1
              WHERE (org_id, id) IN
                    (SELECT d.org_id, d.id FROM deliveries d
                      WHERE d.state = 'queued' AND d.next_at <= $2
                        AND (d.leased_until IS NULL OR d.leased_until < $2)
                        AND NOT EXISTS (SELECT 1 FROM deliveries e
                                         WHERE e.org_id = d.org_id AND e.session_id = d.session_id
                                           AND e.recipient_id = d.recipient_id AND e.state = 'queued'
                                           AND e.event_id < d.event_id
                                           AND (e.attempts > 0 OR e.next_at <= $2))
                      ORDER BY d.next_at, d.event_id LIMIT $3 ",
            $lock,
            ")
              RETURNING org_id, id, recipient_id, kind, session_id, link_id, event_id, attempts, give_up_at"
        )
    };
}

/// Takes at most `limit` mails that are due.
///
/// # Errors
/// As the engine refuses; `Corrupt` for a mail of an unknown kind.
pub async fn lease(tx: &mut Tx, limit: i64) -> Result<Vec<Leased>> {
    let now = tx.now();
    let until = now.plus_seconds(LEASE_SECONDS);
    match tx.engine() {
        Engine::Sqlite => tx.all(sql!(lease!("")), &[&until, &now, &limit]).await,
        // only PostgreSQL has more than one writer, and only it knows these words
        Engine::Postgres => {
            tx.all(sql!(postgres: lease!("FOR UPDATE OF d SKIP LOCKED")), &[&until, &now, &limit]).await
        }
    }
}

/// Whether any mail is due.
///
/// # Errors
/// As the engine refuses.
pub async fn is_any_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    let found: Option<(DeliveryId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM deliveries
                  WHERE state = 'queued' AND next_at <= $1 AND (leased_until IS NULL OR leased_until < $1) LIMIT 1"
            ),
            &[&now],
        )
        .await?;
    Ok(found.is_some())
}

/// Notes the end of a mail's way.
///
/// # Errors
/// As the engine refuses.
pub async fn finish(tx: &mut Tx, order: &Order, state: State, why: Option<&str>) -> Result<()> {
    let now = tx.now();
    let why = why.map(str::to_owned);
    tx.exec(
        sql!(
            "UPDATE deliveries SET state = $3, finished_at = $4, leased_until = NULL, last_error = $5
              WHERE org_id = $1 AND id = $2"
        ),
        &[&order.scope.org(), &order.id, &state.word(), &now, &why],
    )
    .await?;
    Ok(())
}

/// Gives a mail back after a failure, to be tried again at `at`.
///
/// # Errors
/// As the engine refuses.
pub async fn put_off(tx: &mut Tx, order: &Order, at: Timestamp, why: &str) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE deliveries SET next_at = $3, leased_until = NULL, last_error = $4
              WHERE org_id = $1 AND id = $2 AND state = 'queued'"
        ),
        &[&order.scope.org(), &order.id, &at, &why],
    )
    .await?;
    Ok(())
}

/// Queues an undelivered mail anew, for another day of tries. Gives the link that it carries, if it carries one.
///
/// # Errors
/// `NotFound` when there is no such mail that is undelivered or waits.
pub async fn try_again(tx: &mut Tx, scope: Scope, id: DeliveryId) -> Result<Option<LinkId>> {
    let now = tx.now();
    let give_up_at = now.plus_minutes(TRIED_FOR_MINUTES);
    let (link,): (Option<LinkId>,) = tx
        .one(
            sql!(
                "UPDATE deliveries SET state = 'queued', attempts = 0, next_at = $3, give_up_at = $4,
                        leased_until = NULL, finished_at = NULL
                  WHERE org_id = $1 AND id = $2
                    AND (state = 'undelivered' OR (state = 'queued' AND (leased_until IS NULL OR leased_until < $3)))
                  RETURNING link_id"
            ),
            &[&scope.org(), &id, &now, &give_up_at],
        )
        .await?;
    Ok(link)
}

/// Takes every mail out of the hands of a program that ended. Only where no other program can be at work.
///
/// # Errors
/// As the engine refuses.
pub async fn free_all(tx: &mut Tx) -> Result<()> {
    tx.exec(
        sql!("UPDATE deliveries SET leased_until = NULL WHERE state = 'queued' AND leased_until IS NOT NULL"),
        &[],
    )
    .await?;
    Ok(())
}

impl FromRow for Line {
    fn from_row(row: &Row) -> Result<Self> {
        let (first, last): (PersonName, PersonName) = (row.get("first_name")?, row.get("last_name")?);
        Ok(Self {
            id: row.get("id")?,
            to: format!("{first} {last}"),
            kind: Kind::from_word(&row.get::<String>("kind")?).ok_or_else(|| corrupt("deliveries.kind"))?,
            state: State::from_word(&row.get::<String>("state")?)
                .ok_or_else(|| corrupt("deliveries.state"))?,
            tries: row.get("attempts")?,
            created_at: row.get("created_at")?,
            next_at: row.get("next_at")?,
            finished_at: row.get("finished_at")?,
            last_error: row.get("last_error")?,
        })
    }
}

/// The organization's mails in `state` that were tried at least `tries` times, newest first, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn list(tx: &mut Tx, scope: Scope, state: State, tries: i64, limit: i64) -> Result<Vec<Line>> {
    tx.all(
        sql!(
            "SELECT d.id, p.first_name, p.last_name, d.kind, d.state, d.attempts, d.created_at, d.next_at,
                    d.finished_at, d.last_error
               FROM deliveries d
               JOIN people p ON p.org_id = d.org_id AND p.id = d.recipient_id
              WHERE d.org_id = $1 AND d.state = $2 AND d.attempts >= $3
              ORDER BY d.created_at DESC, d.id DESC LIMIT $4"
        ),
        &[&scope.org(), &state.word(), &tries, &limit],
    )
    .await
}

/// How many mails are undelivered, and how many wait after a failed try.
///
/// # Errors
/// As the engine refuses.
pub async fn count_troubled(tx: &mut Tx, scope: Scope) -> Result<(i64, i64)> {
    let rows: Vec<(String, i64)> = tx
        .all(
            sql!(
                "SELECT state, COUNT(*) FROM deliveries
                  WHERE org_id = $1 AND state IN ('undelivered', 'queued')
                    AND (state = 'undelivered' OR last_error IS NOT NULL)
                  GROUP BY state"
            ),
            &[&scope.org()],
        )
        .await?;
    let count =
        |state: State| rows.iter().find(|(word, _)| word == state.word()).map_or(0, |(_, count)| *count);
    Ok((count(State::Undelivered), count(State::Queued)))
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}
