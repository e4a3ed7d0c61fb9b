//! The SQL of credit accounts and their entries.

use std::collections::BTreeMap;

use db::{Scope, Tx, sql};
use kernel::{EntryId, SessionId, UserId};

use crate::Credits;
use crate::entry::{Balance, Entry, Movement, Place};

/// What is about to be written.
pub(crate) struct Posting<'a> {
    pub movement: Movement,
    pub credits: Credits,
    pub session: Option<SessionId>,
    pub reason: &'a str,
    pub by: Option<UserId>,
}

/// Opens an account at zero, with the floor its organization wants, unless the student has one.
pub(crate) async fn open(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO credit_accounts (org_id, student_id, floor)
               SELECT $1, $2, CASE below_zero WHEN 'block' THEN 0 END FROM organizations WHERE id = $1
               ON CONFLICT (org_id, student_id) DO NOTHING"
        ),
        &[&scope.org(), &student],
    )
    .await?;
    Ok(())
}

/// Locks the account, opening it when this is its first entry, moves the credits and writes the entry; gives the
/// balance after it. None when the account's floor forbids it, and then nothing is written.
///
/// # Errors
/// `Conflict` for a second hold or settlement of a session.
pub(crate) async fn post(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    posting: &Posting<'_>,
) -> db::Result<Option<Balance>> {
    let mut moved = move_credits(tx, scope, student, posting).await?;
    if moved.is_none() {
        // No account, or its floor forbids it: which of the two may change while one looks, so both are tried again.
        open(tx, scope, student).await?;
        moved = move_credits(tx, scope, student, posting).await?;
    }
    let Some((seq, after)) = moved else { return Ok(None) };
    write_entry(tx, scope, student, seq, posting, after).await?;
    Ok(Some(after))
}

/// The number for the entry and the balance after it; none when there is no account or its floor forbids it.
async fn move_credits(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    posting: &Posting<'_>,
) -> db::Result<Option<(i64, Balance)>> {
    let available = posting.movement.gain(Place::Available, posting.credits);
    let held = posting.movement.gain(Place::Held, posting.credits);
    let moved: Option<(i64, i64, i64)> =
        tx.opt(sql!(MOVE), &[&scope.org(), &student, &available, &held]).await?;
    Ok(moved.map(|(seq, available, held)| (seq, Balance { available, held })))
}

/// A floor below zero rises with the balance: debt that was paid back cannot be made again.
const MOVE: &str = "UPDATE credit_accounts
    SET available = available + $3, held = held + $4, seq = seq + 1,
        floor = CASE WHEN floor < available + $3
                     THEN CASE WHEN available + $3 < 0 THEN available + $3 ELSE 0 END
                     ELSE floor END
    WHERE org_id = $1 AND student_id = $2 AND (floor IS NULL OR $3 >= 0 OR available + $3 >= floor)
    RETURNING seq, available, held";

async fn write_entry(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    seq: i64,
    posting: &Posting<'_>,
    after: Balance,
) -> db::Result<()> {
    let now = tx.now();
    let movement = posting.movement;
    tx.exec(
        sql!(
            "INSERT INTO credit_entries (org_id, student_id, seq, id, kind, from_place, to_place, amount,
                                          available_after, held_after, session_id, reason, by_id, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        ),
        &[
            &scope.org(),
            &student,
            &seq,
            &EntryId::fresh(now),
            &movement.kind(),
            &movement.from().word(),
            &movement.to().word(),
            &posting.credits.get(),
            &after.available,
            &after.held,
            &posting.session,
            &posting.reason,
            &posting.by,
            &now,
        ],
    )
    .await?;
    Ok(())
}

/// Locks the account that `session` has entries in, until this transaction ends; none when it has no entries.
pub(crate) async fn lock_of_session(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
) -> db::Result<Option<UserId>> {
    let locked: Option<(UserId,)> = tx
        .opt(
            sql!(
                "UPDATE credit_accounts SET seq = seq
                    WHERE org_id = $1 AND student_id =
                        (SELECT student_id FROM credit_entries WHERE org_id = $1 AND session_id = $2 LIMIT 1)
                    RETURNING student_id"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    Ok(locked.map(|(student,)| student))
}

/// Locks the student's account until this transaction ends, opening it when there is none.
pub(crate) async fn lock(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<()> {
    open(tx, scope, student).await?;
    tx.exec(
        sql!("UPDATE credit_accounts SET seq = seq WHERE org_id = $1 AND student_id = $2"),
        &[&scope.org(), &student],
    )
    .await?;
    Ok(())
}

/// No limit from now on.
pub(crate) async fn lift_floors(tx: &mut Tx, scope: Scope) -> db::Result<()> {
    tx.exec(sql!("UPDATE credit_accounts SET floor = NULL WHERE org_id = $1"), &[&scope.org()]).await?;
    Ok(())
}

/// Nobody goes below zero from now on; who is below already goes no lower.
pub(crate) async fn lay_floors(tx: &mut Tx, scope: Scope) -> db::Result<()> {
    tx.exec(
        sql!(
            "UPDATE credit_accounts SET floor = CASE WHEN available < 0 THEN available ELSE 0 END
                WHERE org_id = $1"
        ),
        &[&scope.org()],
    )
    .await?;
    Ok(())
}

pub(crate) async fn account(tx: &mut Tx, scope: Scope, student: UserId) -> db::Result<Option<Balance>> {
    let found: Option<(i64, i64)> = tx
        .opt(
            sql!("SELECT available, held FROM credit_accounts WHERE org_id = $1 AND student_id = $2"),
            &[&scope.org(), &student],
        )
        .await?;
    Ok(found.map(|(available, held)| Balance { available, held }))
}

/// The accounts of those among `students` who have one.
pub(crate) async fn accounts(
    tx: &mut Tx,
    scope: Scope,
    students: &[UserId],
) -> db::Result<BTreeMap<UserId, Balance>> {
    let org = scope.org();
    let mut values: Vec<&dyn db::Bind> = vec![&org];
    values.extend(students.iter().map(|student| student as &dyn db::Bind));
    let found: Vec<(UserId, i64, i64)> = tx
        .all_listed(
            sql!(
                "SELECT student_id, available, held FROM credit_accounts
                    WHERE org_id = $1 AND student_id IN ($list)"
            ),
            1,
            &values,
        )
        .await?;
    Ok(found.into_iter().map(|(student, available, held)| (student, Balance { available, held })).collect())
}

/// Accounts in the order of their students, after `after`, with the number of their newest entry.
pub(crate) async fn accounts_after(
    tx: &mut Tx,
    scope: Scope,
    after: Option<UserId>,
    limit: i64,
) -> db::Result<Vec<(UserId, Balance, i64)>> {
    let rows: Vec<(UserId, i64, i64, i64)> = match after {
        None => {
            tx.all(
                sql!(
                    "SELECT student_id, available, held, seq FROM credit_accounts WHERE org_id = $1
                        ORDER BY student_id LIMIT $2"
                ),
                &[&scope.org(), &limit],
            )
            .await?
        }
        Some(after) => {
            tx.all(
                sql!(
                    "SELECT student_id, available, held, seq FROM credit_accounts
                        WHERE org_id = $1 AND student_id > $2 ORDER BY student_id LIMIT $3"
                ),
                &[&scope.org(), &after, &limit],
            )
            .await?
        }
    };
    Ok(rows
        .into_iter()
        .map(|(student, available, held, seq)| (student, Balance { available, held }, seq))
        .collect())
}

db::row! {
    struct EntryRow {
        seq: i64,
        kind: String,
        from_place: String,
        to_place: String,
        amount: i64,
        available_after: i64,
        held_after: i64,
        session_id: Option<SessionId>,
        reason: String,
        by_id: Option<UserId>,
        at: kernel::Timestamp,
    }
}

impl EntryRow {
    fn read(self) -> db::Result<Entry> {
        let corrupt = |column: &str| db::Error::Corrupt { column: column.to_owned() };
        Ok(Entry {
            seq: self.seq,
            movement: Movement::stored(&self.kind, &self.from_place, &self.to_place)
                .ok_or_else(|| corrupt("credit_entries.kind"))?,
            credits: Credits::new(self.amount).map_err(|_| corrupt("credit_entries.amount"))?,
            after: Balance { available: self.available_after, held: self.held_after },
            session: self.session_id,
            reason: self.reason,
            by: self.by_id,
            at: self.at,
        })
    }
}

/// A session's entries, oldest first: a hold, its settlement, and what changes of billable added.
pub(crate) async fn entries_of_session(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
) -> db::Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = tx
        .all(
            sql!(
                "SELECT seq, kind, from_place, to_place, amount, available_after, held_after, session_id,
                         reason, by_id, at
                    FROM credit_entries WHERE org_id = $1 AND session_id = $2 ORDER BY seq"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    rows.into_iter().map(EntryRow::read).collect()
}

/// A student's entries before the line `before`, newest first.
pub(crate) async fn entries_before(
    tx: &mut Tx,
    scope: Scope,
    student: UserId,
    before: i64,
    limit: i64,
) -> db::Result<Vec<Entry>> {
    let rows: Vec<EntryRow> = tx
        .all(
            sql!(
                "SELECT seq, kind, from_place, to_place, amount, available_after, held_after, session_id,
                         reason, by_id, at
                    FROM credit_entries WHERE org_id = $1 AND student_id = $2 AND seq < $3
                    ORDER BY seq DESC LIMIT $4"
            ),
            &[&scope.org(), &student, &before, &limit],
        )
        .await?;
    rows.into_iter().map(EntryRow::read).collect()
}

/// Students and sessions where credits are still held although the session is over.
pub(crate) async fn holds_of_ended_sessions(
    tx: &mut Tx,
    scope: Scope,
    limit: i64,
) -> db::Result<Vec<(UserId, SessionId)>> {
    tx.all(
        sql!("SELECT hold.student_id, hold.session_id
                FROM credit_entries hold
                JOIN sessions ON sessions.org_id = hold.org_id AND sessions.id = hold.session_id
                WHERE hold.org_id = $1 AND hold.kind = 'hold' AND sessions.outcome IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM credit_entries settled
                                    WHERE settled.org_id = hold.org_id AND settled.session_id = hold.session_id
                                      AND settled.kind IN ('consume', 'release'))
                ORDER BY hold.session_id LIMIT $2"),
        &[&scope.org(), &limit],
    )
    .await
}
