//! The rows of files, of what was shared, and of objects on their way in and out.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{FileId, MessageId, OrgId, PersonName, Role, SessionId, ThreadId, Timestamp, UserId};
use web::Viewer;

use super::attaching::Attached;
use super::file::{Allowance, File, FileName, How, Kind, Shared, Size, Taken};

/// The columns of a [`File`].
macro_rules! select_files {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.owner_id, f.name, f.kind, f.bytes, f.sha256, f.width, f.height, f.object, f.created_at
               FROM files f ",
            $rest
        )
    };
}

/// The columns of a [`Shared`].
macro_rules! select_shared {
    ($rest:literal) => {
        concat!(
            "SELECT f.id, f.owner_id, f.name, f.kind, f.bytes, f.sha256, f.width, f.height, f.object, f.created_at,
                    s.shared_by, p.first_name, p.last_name, s.shared_at, s.how
               FROM session_files s
               JOIN files f ON f.org_id = s.org_id AND f.id = s.file_id
               JOIN people p ON p.org_id = s.org_id AND p.id = s.shared_by ",
            $rest
        )
    };
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}

impl FromRow for File {
    fn from_row(row: &Row) -> Result<Self> {
        let pixels = |column: &str| -> Result<Option<u32>> {
            let stored: Option<i64> = row.get(column)?;
            stored.map(u32::try_from).transpose().map_err(|_| corrupt(column))
        };
        let size = pixels("width")?.zip(pixels("height")?).map(|(width, height)| Size { width, height });
        Ok(Self {
            id: row.get("id")?,
            owner: row.get("owner_id")?,
            name: FileName::stored(row.get("name")?),
            kind: Kind::from_word(&row.get::<String>("kind")?).ok_or_else(|| corrupt("kind"))?,
            bytes: row.get("bytes")?,
            sha256: row.get("sha256")?,
            size,
            object: row.get("object")?,
            created_at: row.get("created_at")?,
        })
    }
}

impl FromRow for Shared {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            file: File::from_row(row)?,
            by: row.get("shared_by")?,
            by_name: (row.get("first_name")?, row.get("last_name")?),
            at: row.get("shared_at")?,
            how: How::from_word(&row.get::<String>("how")?).ok_or_else(|| corrupt("how"))?,
        })
    }
}

impl FromRow for Attached {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { message: row.get("message_id")?, file: File::from_row(row)? })
    }
}

/// What the organization grants.
pub async fn allowance(tx: &mut Tx, scope: Scope) -> Result<Allowance> {
    let found: Option<(i64, i64)> = tx
        .opt(
            sql!("SELECT person_mb, organization_mb FROM file_allowances WHERE org_id = $1"),
            &[&scope.org()],
        )
        .await?;
    Ok(found
        .map_or(Allowance::USUAL, |(person_mb, organization_mb)| Allowance { person_mb, organization_mb }))
}

/// The same, held until the transaction ends: whoever else takes space in the organization waits.
pub async fn allowance_to_use(tx: &mut Tx, scope: Scope) -> Result<Allowance> {
    let (person_mb, organization_mb) = tx
        .one(
            sql!(
                "INSERT INTO file_allowances (org_id) VALUES ($1)
                 ON CONFLICT (org_id) DO UPDATE SET person_mb = file_allowances.person_mb
                 RETURNING person_mb, organization_mb"
            ),
            &[&scope.org()],
        )
        .await?;
    Ok(Allowance { person_mb, organization_mb })
}

pub async fn set_allowance(tx: &mut Tx, scope: Scope, allowance: Allowance) -> Result<()> {
    tx.exec(
        sql!("UPDATE file_allowances SET person_mb = $2, organization_mb = $3 WHERE org_id = $1"),
        &[&scope.org(), &allowance.person_mb, &allowance.organization_mb],
    )
    .await?;
    Ok(())
}

/// What is taken: also by files that left a portfolio and stay with a session.
pub async fn taken(tx: &mut Tx, scope: Scope, owner: UserId) -> Result<Taken> {
    let (person, organization) = tx
        .one(
            sql!(
                "SELECT CAST(COALESCE(SUM(CASE WHEN owner_id = $2 THEN bytes ELSE 0 END), 0) AS BIGINT),
                        CAST(COALESCE(SUM(bytes), 0) AS BIGINT)
                   FROM files WHERE org_id = $1"
            ),
            &[&scope.org(), &owner],
        )
        .await?;
    Ok(Taken { person, organization })
}

/// How many files the person has kept.
pub async fn count(tx: &mut Tx, scope: Scope, owner: UserId) -> Result<i64> {
    let (count,) = tx
        .one(sql!("SELECT COUNT(*) FROM files WHERE org_id = $1 AND owner_id = $2"), &[&scope.org(), &owner])
        .await?;
    Ok(count)
}

pub async fn insert(tx: &mut Tx, scope: Scope, file: &File) -> Result<()> {
    let (width, height) = file.size.map(|size| (i64::from(size.width), i64::from(size.height))).unzip();
    tx.exec(
        sql!(
            "INSERT INTO files (org_id, id, owner_id, name, kind, bytes, sha256, width, height, object, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
        ),
        &[
            &scope.org(),
            &file.id,
            &file.owner,
            &file.name.as_str(),
            &file.kind.word(),
            &file.bytes,
            &file.sha256,
            &width,
            &height,
            &file.object,
            &file.created_at,
        ],
    )
    .await?;
    Ok(())
}

/// The person's own file, while it is in their portfolio.
pub async fn own(tx: &mut Tx, scope: Scope, owner: UserId, id: FileId) -> Result<File> {
    tx.one(
        sql!(select_files!("WHERE f.org_id = $1 AND f.owner_id = $2 AND f.id = $3 AND f.removed_at IS NULL")),
        &[&scope.org(), &owner, &id],
    )
    .await
}

/// A file in a portfolio that `viewer` may see: their own, their child's, or as an admin any. For everyone else there is
/// none.
///
/// # Errors
/// `NotFound` as said.
pub async fn visible(tx: &mut Tx, viewer: &Viewer, id: FileId) -> Result<File> {
    let is_admin = viewer.is(Role::Admin);
    tx.one(
        sql!(select_files!(
            "WHERE f.org_id = $1 AND f.id = $2 AND f.removed_at IS NULL
               AND ($3 OR f.owner_id = $4 OR EXISTS
                    (SELECT 1 FROM parents k
                      WHERE k.org_id = f.org_id AND k.parent_id = $4 AND k.student_id = f.owner_id))"
        )),
        &[&viewer.org, &id, &is_admin, &viewer.user],
    )
    .await
}

/// First and last name of a person whose portfolio `viewer` may see.
///
/// # Errors
/// `NotFound` for every other person.
pub async fn visible_owner(tx: &mut Tx, viewer: &Viewer, id: UserId) -> Result<(PersonName, PersonName)> {
    let is_admin = viewer.is(Role::Admin);
    tx.one(
        sql!(
            "SELECT p.first_name, p.last_name FROM people p
              WHERE p.org_id = $1 AND p.id = $2
                AND ($3 OR p.id = $4 OR EXISTS
                     (SELECT 1 FROM parents k
                       WHERE k.org_id = p.org_id AND k.parent_id = $4 AND k.student_id = p.id))"
        ),
        &[&viewer.org, &id, &is_admin, &viewer.user],
    )
    .await
}

/// The newest files of a portfolio, at most `limit` after the first `skip`.
pub async fn of_owner(tx: &mut Tx, scope: Scope, owner: UserId, skip: i64, limit: i64) -> Result<Vec<File>> {
    tx.all(
        sql!(select_files!(
            "WHERE f.org_id = $1 AND f.owner_id = $2 AND f.removed_at IS NULL
             ORDER BY f.created_at DESC, f.id DESC LIMIT $4 OFFSET $3"
        )),
        &[&scope.org(), &owner, &skip, &limit],
    )
    .await
}

/// What was shared in a session, oldest first, at most `limit`.
pub async fn of_session(tx: &mut Tx, scope: Scope, session: SessionId, limit: i64) -> Result<Vec<Shared>> {
    tx.all(
        sql!(select_shared!(
            "WHERE s.org_id = $1 AND s.session_id = $2 ORDER BY s.shared_at, s.file_id LIMIT $3"
        )),
        &[&scope.org(), &session, &limit],
    )
    .await
}

/// A file that was shared in the session, or in another one for its boards, which go on from session to session.
///
/// # Errors
/// `NotFound` when it was not.
pub async fn shared(tx: &mut Tx, scope: Scope, session: SessionId, id: FileId) -> Result<Shared> {
    tx.one(
        sql!(select_shared!(
            "WHERE s.org_id = $1 AND s.file_id = $3
               AND (s.session_id = $2 OR (s.how IN ('board', 'prepared') AND EXISTS
                    (SELECT 1 FROM sessions here JOIN sessions there
                        ON there.org_id = here.org_id AND there.student_id = here.student_id
                           AND there.program_id = here.program_id
                      WHERE here.org_id = s.org_id AND here.id = $2 AND there.id = s.session_id)))
              ORDER BY CASE WHEN s.session_id = $2 THEN 0 ELSE 1 END, s.shared_at LIMIT 1"
        )),
        &[&scope.org(), &session, &id],
    )
    .await
}

/// Shares a file. Doing it twice is doing it once, but from the chat a file comes to a board: those go on in later
/// sessions, and what lies on them with them.
pub async fn share(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    file: FileId,
    by: UserId,
    how: How,
) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO session_files (org_id, session_id, file_id, shared_by, shared_at, how)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (org_id, session_id, file_id)
             DO UPDATE SET how = excluded.how WHERE session_files.how = 'chat' AND excluded.how = 'board'"
        ),
        &[&scope.org(), &session, &file, &by, &now, &how.word()],
    )
    .await?;
    Ok(())
}

/// Has a file go with a message. Twice is once.
pub async fn attach(
    tx: &mut Tx,
    scope: Scope,
    (thread, message): (ThreadId, MessageId),
    file: FileId,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO message_files (org_id, thread_id, message_id, file_id) VALUES ($1, $2, $3, $4)
             ON CONFLICT DO NOTHING"
        ),
        &[&scope.org(), &thread, &message, &file],
    )
    .await?;
    Ok(())
}

/// What came with messages `first` to `last` of a thread: the ids of messages are in order of time.
pub async fn attached_between(
    tx: &mut Tx,
    scope: Scope,
    thread: ThreadId,
    (first, last): (MessageId, MessageId),
) -> Result<Vec<Attached>> {
    tx.all(
        sql!(
            "SELECT a.message_id, f.id, f.owner_id, f.name, f.kind, f.bytes, f.sha256, f.width, f.height, f.object,
                    f.created_at
               FROM message_files a JOIN files f ON f.org_id = a.org_id AND f.id = a.file_id
              WHERE a.org_id = $1 AND a.thread_id = $2 AND a.message_id >= $3 AND a.message_id <= $4
              ORDER BY a.message_id, f.name, f.id"
        ),
        &[&scope.org(), &thread, &first, &last],
    )
    .await
}

/// A file that came with a message of the thread.
///
/// # Errors
/// `NotFound` when none did.
pub async fn attached(tx: &mut Tx, scope: Scope, thread: ThreadId, id: FileId) -> Result<File> {
    tx.one(
        sql!(select_files!(
            "WHERE f.org_id = $1 AND f.id = $3 AND EXISTS
                (SELECT 1 FROM message_files a WHERE a.org_id = f.org_id AND a.file_id = f.id AND a.thread_id = $2)"
        )),
        &[&scope.org(), &thread, &id],
    )
    .await
}

/// Takes a file out of its portfolio. Says whether it stays, since a session or a message has it.
pub async fn remove(tx: &mut Tx, scope: Scope, file: FileId) -> Result<bool> {
    let now = tx.now();
    let deleted = tx
        .exec(
            sql!(
                "DELETE FROM files WHERE org_id = $1 AND id = $2 AND NOT EXISTS
                    (SELECT 1 FROM session_files s WHERE s.org_id = files.org_id AND s.file_id = files.id)
                 AND NOT EXISTS
                    (SELECT 1 FROM message_files m WHERE m.org_id = files.org_id AND m.file_id = files.id)"
            ),
            &[&scope.org(), &file],
        )
        .await?;
    if deleted == 1 {
        return Ok(false);
    }
    tx.exec(
        sql!("UPDATE files SET removed_at = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &file, &now],
    )
    .await?;
    Ok(true)
}

/// Notes an object that no file names: before its bytes are stored, or (`doomed`) when they are to be deleted.
pub async fn insert_loose(tx: &mut Tx, scope: Scope, object: &str, doomed: bool) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("INSERT INTO loose_objects (org_id, object, since, doomed) VALUES ($1, $2, $3, $4)"),
        &[&scope.org(), &object, &now, &doomed],
    )
    .await?;
    Ok(())
}

/// A file names the object from now on. Not when the sweep has given it up: then it is as good as deleted.
///
/// # Errors
/// `NotFound` in that case.
pub async fn claim_loose(tx: &mut Tx, scope: Scope, object: &str) -> Result<()> {
    let claimed = tx
        .exec(
            sql!("DELETE FROM loose_objects WHERE org_id = $1 AND object = $2 AND NOT doomed"),
            &[&scope.org(), &object],
        )
        .await?;
    if claimed == 1 { Ok(()) } else { Err(Error::NotFound) }
}

/// Gives up objects that have been on their way in since before `since`.
pub async fn doom_loose(tx: &mut Tx, since: Timestamp) -> Result<()> {
    tx.exec(sql!("UPDATE loose_objects SET doomed = TRUE WHERE since < $1 AND NOT doomed"), &[&since])
        .await?;
    Ok(())
}

/// Objects to be deleted, oldest first, at most `limit`.
pub async fn doomed(tx: &mut Tx, limit: i64) -> Result<Vec<(OrgId, String)>> {
    tx.all(
        sql!("SELECT org_id, object FROM loose_objects WHERE doomed ORDER BY since, object LIMIT $1"),
        &[&limit],
    )
    .await
}

/// An object is deleted.
pub async fn forget_loose(tx: &mut Tx, org: OrgId, object: &str) -> Result<()> {
    tx.exec(sql!("DELETE FROM loose_objects WHERE org_id = $1 AND object = $2 AND doomed"), &[&org, &object])
        .await?;
    Ok(())
}
