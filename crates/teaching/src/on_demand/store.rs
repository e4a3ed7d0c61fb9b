//! The rows of offers and waits.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{PersonName, ProgramId, SessionId, Timestamp, UserId, WaitId};
use web::Viewer;

use super::wait::{GIVES_UP_SECONDS, Wait};

/// The columns of a [`Wait`], with its student's name and its program.
macro_rules! select_waits {
    ($($rest:tt)+) => {
        concat!(
            "SELECT w.id, w.student_id, s.first_name AS s_first, s.last_name AS s_last, w.program_id,
                    p.title AS program_title, w.asked_by, w.asked_at, w.seen_at, w.left_at, w.session_id
               FROM on_demand_waits w
               JOIN people s ON s.org_id = w.org_id AND s.id = w.student_id
               JOIN programs p ON p.org_id = w.org_id AND p.id = w.program_id ",
            $($rest)+
        )
    };
}

impl FromRow for Wait {
    fn from_row(row: &Row) -> Result<Self> {
        let (first, last): (PersonName, PersonName) = (row.get("s_first")?, row.get("s_last")?);
        Ok(Self {
            id: row.get("id")?,
            student: row.get("student_id")?,
            student_name: format!("{first} {last}"),
            program: row.get("program_id")?,
            program_title: row.get("program_title")?,
            asked_by: row.get("asked_by")?,
            asked_at: row.get("asked_at")?,
            seen_at: row.get("seen_at")?,
            left_at: row.get("left_at")?,
            session: row.get("session_id")?,
        })
    }
}

/// Says that an instructor is there for a program until then.
///
/// # Errors
/// As the engine refuses.
pub async fn set_offer(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    program: ProgramId,
    until: Timestamp,
) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO on_demand_offers (org_id, instructor_id, program_id, until_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org_id, instructor_id, program_id) DO UPDATE SET until_at = excluded.until_at"
        ),
        &[&scope.org(), &instructor, &program, &until],
    )
    .await?;
    Ok(())
}

/// Says that an instructor is not there for a program any more.
///
/// # Errors
/// As the engine refuses.
pub async fn delete_offer(tx: &mut Tx, scope: Scope, instructor: UserId, program: ProgramId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM on_demand_offers WHERE org_id = $1 AND instructor_id = $2 AND program_id = $3"),
        &[&scope.org(), &instructor, &program],
    )
    .await?;
    Ok(())
}

/// What an instructor is there for now, and until when.
///
/// # Errors
/// As the engine refuses.
pub async fn offers_of(tx: &mut Tx, scope: Scope, instructor: UserId) -> Result<Vec<(ProgramId, Timestamp)>> {
    let now = tx.now();
    tx.all(
        sql!(
            "SELECT program_id, until_at FROM on_demand_offers
              WHERE org_id = $1 AND instructor_id = $2 AND until_at > $3 LIMIT 500"
        ),
        &[&scope.org(), &instructor, &now],
    )
    .await
}

/// The programs for which somebody who may teach the student is there now, by title: who is in a live session is not.
///
/// # Errors
/// As the engine refuses.
pub async fn subjects_for(tx: &mut Tx, scope: Scope, student: UserId) -> Result<Vec<(ProgramId, String)>> {
    let now = tx.now();
    tx.all(
        sql!(
            "SELECT p.id, p.title FROM programs p
              WHERE p.org_id = $1 AND p.archived_at IS NULL AND EXISTS
                    (SELECT 1 FROM on_demand_offers o
                       JOIN people i ON i.org_id = o.org_id AND i.id = o.instructor_id
                       JOIN organizations g ON g.id = o.org_id
                      WHERE o.org_id = p.org_id AND o.program_id = p.id AND o.until_at > $3 AND o.instructor_id <> $2
                        AND (g.on_demand_with_anybody OR EXISTS
                            (SELECT 1 FROM assignments a WHERE a.org_id = o.org_id AND a.instructor_id = o.instructor_id
                                AND a.student_id = $2))
                        AND (i.roles & 2) <> 0 AND i.standing = 'active' AND NOT EXISTS
                            (SELECT 1 FROM sessions l WHERE l.org_id = o.org_id AND l.instructor_id = o.instructor_id
                                AND l.opened_at IS NOT NULL AND l.ended_at IS NULL))
              ORDER BY p.title LIMIT 100"
        ),
        &[&scope.org(), &student, &now],
    )
    .await
}

/// Those who wait for what an instructor is there for, and whom they may teach: who came first stands first.
///
/// # Errors
/// As the engine refuses.
pub async fn queue_for(tx: &mut Tx, scope: Scope, instructor: UserId) -> Result<Vec<Wait>> {
    let now = tx.now();
    let alive = now.plus_seconds(-GIVES_UP_SECONDS);
    tx.all(
        sql!(select_waits!(
            "JOIN on_demand_offers o ON o.org_id = w.org_id AND o.program_id = w.program_id AND o.instructor_id = $2
             JOIN organizations g ON g.id = w.org_id
            WHERE w.org_id = $1 AND w.student_id <> $2
              AND (g.on_demand_with_anybody OR EXISTS
                  (SELECT 1 FROM assignments a WHERE a.org_id = w.org_id AND a.instructor_id = $2
                      AND a.student_id = w.student_id)) AND w.left_at IS NULL AND w.session_id IS NULL AND w.seen_at > $3
              AND o.until_at > $4 AND s.standing <> 'archived'
            ORDER BY w.asked_at, w.id LIMIT 200"
        )),
        &[&scope.org(), &instructor, &alive, &now],
    )
    .await
}

/// Who is there for a program now, and so may meet who waits for it.
///
/// # Errors
/// As the engine refuses.
pub async fn instructors_there(tx: &mut Tx, scope: Scope, program: ProgramId) -> Result<Vec<UserId>> {
    let now = tx.now();
    let rows: Vec<(UserId,)> = tx
        .all(
            sql!(
                "SELECT instructor_id FROM on_demand_offers
                  WHERE org_id = $1 AND program_id = $2 AND until_at > $3 LIMIT 500"
            ),
            &[&scope.org(), &program, &now],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many wait for the same program and came before.
///
/// # Errors
/// As the engine refuses.
pub async fn count_before(tx: &mut Tx, scope: Scope, wait: &Wait) -> Result<i64> {
    let alive = tx.now().plus_seconds(-GIVES_UP_SECONDS);
    let (count,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM on_demand_waits
                  WHERE org_id = $1 AND program_id = $2 AND left_at IS NULL AND session_id IS NULL AND seen_at > $3
                    AND (asked_at < $4 OR (asked_at = $4 AND id < $5))"
            ),
            &[&scope.org(), &wait.program, &alive, &wait.asked_at, &wait.id],
        )
        .await?;
    Ok(count)
}

/// The place, for verbs and jobs that have already found out who asks.
///
/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn find(tx: &mut Tx, scope: Scope, id: WaitId) -> Result<Wait> {
    tx.one(sql!(select_waits!("WHERE w.org_id = $1 AND w.id = $2")), &[&scope.org(), &id]).await
}

/// The place, for its student and their parents. Anyone else gets `NotFound`.
///
/// # Errors
/// `NotFound` as said.
pub async fn find_own(tx: &mut Tx, viewer: &Viewer, id: WaitId) -> Result<Wait> {
    tx.one(
        sql!(select_waits!(
            "WHERE w.org_id = $1 AND w.id = $2
               AND (w.student_id = $3 OR EXISTS
                    (SELECT 1 FROM parents c
                      WHERE c.org_id = w.org_id AND c.parent_id = $3 AND c.student_id = w.student_id))"
        )),
        &[&viewer.org, &id, &viewer.user],
    )
    .await
}

/// The place a student has now, if any.
///
/// # Errors
/// As the engine refuses.
pub async fn open_of(tx: &mut Tx, scope: Scope, student: UserId) -> Result<Option<Wait>> {
    let alive = tx.now().plus_seconds(-GIVES_UP_SECONDS);
    tx.opt(
        sql!(select_waits!(
            "WHERE w.org_id = $1 AND w.student_id = $2 AND w.left_at IS NULL AND w.session_id IS NULL AND w.seen_at > $3"
        )),
        &[&scope.org(), &student, &alive],
    )
    .await
}

/// Notes that a student's place without a sign of life is given up.
///
/// # Errors
/// As the engine refuses.
pub async fn give_up(tx: &mut Tx, scope: Scope, student: UserId) -> Result<()> {
    let now = tx.now();
    let alive = now.plus_seconds(-GIVES_UP_SECONDS);
    tx.exec(
        sql!(
            "UPDATE on_demand_waits SET left_at = $3
              WHERE org_id = $1 AND student_id = $2 AND left_at IS NULL AND session_id IS NULL AND seen_at <= $4"
        ),
        &[&scope.org(), &student, &now, &alive],
    )
    .await?;
    Ok(())
}

/// Takes a place. Says whether it did: a student has one at a time.
///
/// # Errors
/// As the engine refuses.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: WaitId,
    (student, program): (UserId, ProgramId),
    by: UserId,
) -> Result<bool> {
    let now = tx.now();
    let written = tx
        .exec(
            sql!(
                "INSERT INTO on_demand_waits (org_id, id, student_id, program_id, asked_by, asked_at, seen_at)
                 VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT DO NOTHING"
            ),
            &[&scope.org(), &id, &student, &program, &by, &now],
        )
        .await?;
    Ok(written == 1)
}

/// A sign of life. Says whether the place was still held.
///
/// # Errors
/// As the engine refuses.
pub async fn set_seen(tx: &mut Tx, scope: Scope, id: WaitId) -> Result<bool> {
    let now = tx.now();
    let alive = now.plus_seconds(-GIVES_UP_SECONDS);
    let set = tx
        .exec(
            sql!(
                "UPDATE on_demand_waits SET seen_at = $3
                  WHERE org_id = $1 AND id = $2 AND left_at IS NULL AND session_id IS NULL AND seen_at > $4"
            ),
            &[&scope.org(), &id, &now, &alive],
        )
        .await?;
    Ok(set == 1)
}

/// Gives a place up. Says whether it was still held.
///
/// # Errors
/// As the engine refuses.
pub async fn set_left(tx: &mut Tx, scope: Scope, id: WaitId) -> Result<bool> {
    let now = tx.now();
    let set = tx
        .exec(
            sql!(
                "UPDATE on_demand_waits SET left_at = $3
                  WHERE org_id = $1 AND id = $2 AND left_at IS NULL AND session_id IS NULL"
            ),
            &[&scope.org(), &id, &now],
        )
        .await?;
    Ok(set == 1)
}

/// Holds a place that waits until the transaction ends, so that of two who come one gets it. Says whether it still waits.
///
/// # Errors
/// As the engine refuses.
pub async fn hold(tx: &mut Tx, scope: Scope, id: WaitId) -> Result<bool> {
    let alive = tx.now().plus_seconds(-GIVES_UP_SECONDS);
    let held = tx
        .exec(
            sql!(
                "UPDATE on_demand_waits SET seen_at = seen_at
                  WHERE org_id = $1 AND id = $2 AND left_at IS NULL AND session_id IS NULL AND seen_at > $3"
            ),
            &[&scope.org(), &id, &alive],
        )
        .await?;
    Ok(held == 1)
}

/// Notes the session that a held place led to.
///
/// # Errors
/// As the engine refuses.
pub async fn set_met(tx: &mut Tx, scope: Scope, id: WaitId, session: SessionId) -> Result<()> {
    tx.exec(
        sql!("UPDATE on_demand_waits SET session_id = $3 WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id, &session],
    )
    .await?;
    Ok(())
}
