//! The rows of threads and messages.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{DeliveryId, MessageId, PersonName, Role, ThreadId, Timestamp, UserId};
use web::Viewer;

use super::thread::{Correspondent, Message, Thread};

/// Whom a person ($2; $3: an admin) may write to, and be written to by: admins everybody; instructors their students and
/// these students' parents; students and parents their instructors; everybody admins. Never student to student.
macro_rules! reachable {
    ($($rest:tt)+) => {
        concat!(
            "SELECT p.id, p.first_name, p.last_name, p.roles FROM people p
              WHERE p.org_id = $1 AND p.id <> $2 AND p.standing <> 'archived'
                AND ($3 OR (p.roles & 1) <> 0
                     OR p.id IN (SELECT a.student_id FROM assignments a WHERE a.org_id = $1 AND a.instructor_id = $2)
                     OR p.id IN (SELECT k.parent_id FROM assignments a
                                   JOIN parents k ON k.org_id = a.org_id AND k.student_id = a.student_id
                                  WHERE a.org_id = $1 AND a.instructor_id = $2)
                     OR p.id IN (SELECT a.instructor_id FROM assignments a WHERE a.org_id = $1 AND a.student_id = $2)
                     OR p.id IN (SELECT a.instructor_id FROM assignments a
                                   JOIN parents k ON k.org_id = a.org_id AND k.student_id = a.student_id
                                  WHERE a.org_id = $1 AND k.parent_id = $2)) ",
            $($rest)+
        )
    };
}

/// A reader's ($2) threads, with the newest message of each.
macro_rules! select_threads {
    ($($rest:tt)+) => {
        concat!(
            "SELECT h.id, h.one_id, o.first_name AS o_first, o.last_name AS o_last, h.other_id,
                    r.first_name AS r_first, r.last_name AS r_last, h.student_id, h.last_at,
                    (SELECT m.body FROM messages m WHERE m.org_id = h.org_id AND m.thread_id = h.id
                      ORDER BY m.sent_at DESC, m.id DESC LIMIT 1) AS last_body,
                    COALESCE(t.unread, 0) AS unread
               FROM threads h
               JOIN people o ON o.org_id = h.org_id AND o.id = h.one_id
               JOIN people r ON r.org_id = h.org_id AND r.id = h.other_id
               LEFT JOIN thread_members t ON t.org_id = h.org_id AND t.person_id = $2 AND t.thread_id = h.id ",
            $($rest)+
        )
    };
}

impl FromRow for Correspondent {
    fn from_row(row: &Row) -> Result<Self> {
        let (first, last): (PersonName, PersonName) = (row.get("first_name")?, row.get("last_name")?);
        Ok(Self { id: row.get("id")?, name: format!("{first} {last}"), roles: row.get("roles")? })
    }
}

impl FromRow for Thread {
    fn from_row(row: &Row) -> Result<Self> {
        let name = |first: &str, last: &str| -> Result<String> {
            Ok(format!("{} {}", row.get::<PersonName>(first)?, row.get::<PersonName>(last)?))
        };
        Ok(Self {
            id: row.get("id")?,
            one: row.get("one_id")?,
            one_name: name("o_first", "o_last")?,
            other: row.get("other_id")?,
            other_name: name("r_first", "r_last")?,
            student: row.get("student_id")?,
            last_at: row.get("last_at")?,
            last_body: row.get::<Option<String>>("last_body")?.unwrap_or_default(),
            unread: row.get("unread")?,
        })
    }
}

/// Everyone the viewer may write to, by name, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn correspondents(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Correspondent>> {
    let admin = viewer.is(Role::Admin);
    let sql = sql!(reachable!("ORDER BY p.last_name, p.first_name, p.id LIMIT $4"));
    tx.all(sql, &[&viewer.org, &viewer.user, &admin, &limit]).await
}

/// The person, if the viewer may write to them.
///
/// # Errors
/// As the engine refuses.
pub async fn correspondent(tx: &mut Tx, viewer: &Viewer, id: UserId) -> Result<Option<Correspondent>> {
    let admin = viewer.is(Role::Admin);
    tx.opt(sql!(reachable!("AND p.id = $4")), &[&viewer.org, &viewer.user, &admin, &id]).await
}

/// The viewer's own threads, the newest first, at most `limit` after `skip`.
///
/// # Errors
/// As the engine refuses.
pub async fn own(tx: &mut Tx, viewer: &Viewer, (skip, limit): (i64, i64)) -> Result<Vec<Thread>> {
    let sql = sql!(select_threads!(
        "WHERE h.org_id = $1 AND t.person_id = $2 ORDER BY t.last_at DESC, h.id DESC LIMIT $3 OFFSET $4"
    ));
    tx.all(sql, &[&viewer.org, &viewer.user, &limit, &skip]).await
}

/// Threads the viewer reads along: a parent those of their students, an admin those of all students.
///
/// # Errors
/// As the engine refuses.
pub async fn read_along(tx: &mut Tx, viewer: &Viewer, (skip, limit): (i64, i64)) -> Result<Vec<Thread>> {
    let admin = viewer.is(Role::Admin);
    let sql = sql!(select_threads!(
        "WHERE h.org_id = $1 AND t.person_id IS NULL AND h.student_id IS NOT NULL
            AND ($3 OR h.student_id IN (SELECT k.student_id FROM parents k WHERE k.org_id = $1 AND k.parent_id = $2))
          ORDER BY h.last_at DESC, h.id DESC LIMIT $4 OFFSET $5"
    ));
    tx.all(sql, &[&viewer.org, &viewer.user, &admin, &limit, &skip]).await
}

/// A thread the viewer may read.
///
/// # Errors
/// `NotFound` for everyone but its two, parents of its student, and admins where there is a student.
pub async fn find_visible(tx: &mut Tx, viewer: &Viewer, id: ThreadId) -> Result<Thread> {
    let admin = viewer.is(Role::Admin);
    let sql = sql!(select_threads!(
        "WHERE h.org_id = $1 AND h.id = $4
            AND (t.person_id IS NOT NULL OR (h.student_id IS NOT NULL AND ($3 OR h.student_id IN
                 (SELECT k.student_id FROM parents k WHERE k.org_id = $1 AND k.parent_id = $2))))"
    ));
    tx.one(sql, &[&viewer.org, &viewer.user, &admin, &id]).await
}

/// Messages of a thread sent before `before`, the newest first, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn messages(
    tx: &mut Tx,
    scope: Scope,
    thread: ThreadId,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<Message>> {
    tx.all(
        sql!(
            "SELECT m.id, m.author_id, p.first_name, m.body, m.sent_at FROM messages m
               JOIN people p ON p.org_id = m.org_id AND p.id = m.author_id
              WHERE m.org_id = $1 AND m.thread_id = $2 AND m.sent_at < $3
              ORDER BY m.sent_at DESC, m.id DESC LIMIT $4"
        ),
        &[&scope.org(), &thread, &before, &limit],
    )
    .await
}

/// What `reader` has not read of a thread, the oldest first, at most the newest ten.
///
/// # Errors
/// As the engine refuses.
pub async fn unread_of(tx: &mut Tx, scope: Scope, thread: ThreadId, reader: UserId) -> Result<Vec<Message>> {
    let member: Option<(i64,)> = tx
        .opt(
            sql!("SELECT unread FROM thread_members WHERE org_id = $1 AND person_id = $2 AND thread_id = $3"),
            &[&scope.org(), &reader, &thread],
        )
        .await?;
    let limit = member.map_or(0, |(unread,)| unread).min(10);
    let mut unread: Vec<Message> = tx
        .all(
            sql!(
                "SELECT m.id, m.author_id, p.first_name, m.body, m.sent_at FROM messages m
                   JOIN people p ON p.org_id = m.org_id AND p.id = m.author_id
                  WHERE m.org_id = $1 AND m.thread_id = $2 AND m.author_id <> $3
                  ORDER BY m.sent_at DESC, m.id DESC LIMIT $4"
            ),
            &[&scope.org(), &thread, &reader, &limit],
        )
        .await?;
    unread.reverse();
    Ok(unread)
}

/// How many messages a person has sent since `since`.
///
/// # Errors
/// As the engine refuses.
pub async fn sent_since(tx: &mut Tx, scope: Scope, author: UserId, since: Timestamp) -> Result<i64> {
    let (count,): (i64,) = tx
        .one(
            sql!("SELECT COUNT(*) FROM messages WHERE org_id = $1 AND author_id = $2 AND sent_at >= $3"),
            &[&scope.org(), &author, &since],
        )
        .await?;
    Ok(count)
}

/// The thread of two people, made when there is none yet.
///
/// # Errors
/// As the engine refuses.
pub async fn of_pair(
    tx: &mut Tx,
    scope: Scope,
    (one, other): (UserId, UserId),
    student: Option<UserId>,
) -> Result<ThreadId> {
    let now = tx.now();
    let (one, other) = if one.uuid() < other.uuid() { (one, other) } else { (other, one) };
    let id = ThreadId::fresh(now);
    tx.exec(
        sql!(
            "INSERT INTO threads (org_id, id, one_id, other_id, student_id, created_at, last_at)
             VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (org_id, one_id, other_id) DO NOTHING"
        ),
        &[&scope.org(), &id, &one, &other, &student, &now],
    )
    .await?;
    let (id,): (ThreadId,) = tx
        .one(
            sql!("SELECT id FROM threads WHERE org_id = $1 AND one_id = $2 AND other_id = $3"),
            &[&scope.org(), &one, &other],
        )
        .await?;
    Ok(id)
}

/// Writes a message down: it is unread by everyone but its author, who has read what was before.
///
/// # Errors
/// As the engine refuses.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: MessageId,
    (thread, author, reader): (ThreadId, UserId, UserId),
    body: &str,
) -> Result<()> {
    let now = tx.now();
    let body = body.to_owned();
    tx.exec(
        sql!(
            "INSERT INTO messages (org_id, id, thread_id, author_id, body, sent_at) VALUES ($1, $2, $3, $4, $5, $6)"
        ),
        &[&scope.org(), &id, &thread, &author, &body, &now],
    )
    .await?;
    tx.exec(
        sql!("UPDATE threads SET last_at = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &thread, &now],
    )
    .await?;
    for (person, unread) in [(author, 0_i64), (reader, 1)] {
        tx.exec(
            sql!(
                "INSERT INTO thread_members (org_id, person_id, thread_id, last_at, unread) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (org_id, person_id, thread_id) DO UPDATE
                    SET last_at = excluded.last_at,
                        unread = CASE WHEN excluded.unread = 0 THEN 0 ELSE thread_members.unread + 1 END"
            ),
            &[&scope.org(), &person, &thread, &now, &unread],
        )
        .await?;
    }
    Ok(())
}

/// The thread of a message and its two people.
///
/// # Errors
/// `NotFound` when there is no such message.
pub async fn members(
    tx: &mut Tx,
    scope: Scope,
    message: MessageId,
) -> Result<(ThreadId, UserId, [UserId; 2])> {
    let (thread, author, one, other): (ThreadId, UserId, UserId, UserId) = tx
        .one(
            sql!(
                "SELECT m.thread_id, m.author_id, h.one_id, h.other_id FROM messages m
                   JOIN threads h ON h.org_id = m.org_id AND h.id = m.thread_id
                  WHERE m.org_id = $1 AND m.id = $2"
            ),
            &[&scope.org(), &message],
        )
        .await?;
    Ok((thread, author, [one, other]))
}

/// The thread that an owed mail tells of.
///
/// # Errors
/// `NotFound` when it tells of none.
pub async fn thread_of_mail(tx: &mut Tx, scope: Scope, mail: DeliveryId) -> Result<ThreadId> {
    let (thread,): (ThreadId,) = tx
        .one(
            sql!("SELECT thread_id FROM thread_mails WHERE org_id = $1 AND delivery_id = $2"),
            &[&scope.org(), &mail],
        )
        .await?;
    Ok(thread)
}

/// The viewer has read all of a thread of theirs. Says whether there was anything unread.
///
/// # Errors
/// As the engine refuses.
pub async fn set_read(tx: &mut Tx, scope: Scope, thread: ThreadId, person: UserId) -> Result<bool> {
    let read = tx
        .exec(
            sql!(
                "UPDATE thread_members SET unread = 0
                  WHERE org_id = $1 AND person_id = $2 AND thread_id = $3 AND unread > 0"
            ),
            &[&scope.org(), &person, &thread],
        )
        .await?;
    Ok(read == 1)
}
