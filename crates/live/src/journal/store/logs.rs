//! A board as one session saw it: what lay on it before, and what was done to it.

use db::{Result, Scope, Tx, sql};
use kernel::{SessionId, Timestamp, UserId};
use room::boards::Board;

use super::edits::Desk;

/// One edit of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    pub by: UserId,
    pub at: Timestamp,
    pub update: Vec<u8>,
}

/// A board in one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Log {
    /// As it was before the first edit: the newest whole state, if one was kept, and every edit after it.
    pub before: Vec<Vec<u8>>,
    /// In order.
    pub edits: Vec<Logged>,
    /// Whether there were more edits than are played.
    pub is_cut: bool,
}

/// Edits of a board before a session that are not in a kept state; one is kept every thousand.
const MOST_BEFORE: i64 = 20_000;
/// Edits read at once: with a board's usual strokes a few hundred kilobytes.
const AT_ONCE: i64 = 500;
/// Edits of one session that are played, in bytes: as many as a board may hold.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The boards that have edits in the session, each with the time of its first.
///
/// # Errors
/// As the engine refuses.
pub async fn begun(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<(Board, Timestamp)>> {
    let rows: Vec<(String, Timestamp)> = tx
        .all(
            sql!(
                "SELECT board, MIN(at) FROM board_edits WHERE org_id = $1 AND session_id = $2
                  GROUP BY board ORDER BY board"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|(board, at)| Some((Board::of_word(&board)?, at))).collect())
}

/// A board in a session that was over at `ended`.
///
/// # Errors
/// As the engine refuses.
pub async fn log(tx: &mut Tx, desk: Desk, session: SessionId, ended: Timestamp, board: Board) -> Result<Log> {
    let first = first(tx, desk, session, ended, board).await?;
    let before = before(tx, desk, board, first).await?;
    let mut log = Log { before, ..Log::default() };
    let (mut newest, mut bytes) = (first - 1, 0);
    loop {
        let page = edits(tx, desk.scope, session, board, newest).await?;
        let Some((last, _)) = page.last() else { return Ok(log) };
        newest = *last;
        bytes += page.iter().map(|(_, edit)| edit.update.len()).sum::<usize>();
        if bytes > MOST_BYTES {
            log.is_cut = true;
            return Ok(log);
        }
        log.edits.extend(page.into_iter().map(|(_, edit)| edit));
    }
}

/// The number of the session's first edit; where it has none, the one that came next after it.
async fn first(tx: &mut Tx, desk: Desk, session: SessionId, ended: Timestamp, board: Board) -> Result<i64> {
    let (own,): (Option<i64>,) = tx
        .one(
            sql!("SELECT MIN(n) FROM board_edits WHERE org_id = $1 AND session_id = $2 AND board = $3"),
            &[&desk.scope.org(), &session, &board.word()],
        )
        .await?;
    if let Some(own) = own {
        return Ok(own);
    }
    let (earlier,): (Option<i64>,) = tx
        .one(
            sql!(
                "SELECT MAX(n) FROM board_edits
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4 AND at <= $5"
            ),
            &[&desk.scope.org(), &desk.student, &desk.program, &board.word(), &ended],
        )
        .await?;
    Ok(earlier.unwrap_or(0) + 1)
}

async fn before(tx: &mut Tx, desk: Desk, board: Board, first: i64) -> Result<Vec<Vec<u8>>> {
    let (org, Desk { student, program, .. }) = (desk.scope.org(), desk);
    let kept: Option<(i64, Vec<u8>)> = tx
        .opt(
            sql!(
                "SELECT upto, state FROM board_states
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4 AND upto < $5
                  ORDER BY upto DESC LIMIT 1"
            ),
            &[&org, &student, &program, &board.word(), &first],
        )
        .await?;
    let (upto, whole) = kept.map_or((0, None), |(upto, state)| (upto, Some(state)));
    let edits: Vec<(Vec<u8>,)> = tx
        .all(
            sql!(
                "SELECT edit FROM board_edits
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4 AND n > $5 AND n < $6
                  ORDER BY n LIMIT $7"
            ),
            &[&org, &student, &program, &board.word(), &upto, &first, &MOST_BEFORE],
        )
        .await?;
    Ok(whole.into_iter().chain(edits.into_iter().map(|(edit,)| edit)).collect())
}

async fn edits(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    board: Board,
    after: i64,
) -> Result<Vec<(i64, Logged)>> {
    let rows: Vec<(i64, UserId, Timestamp, Vec<u8>)> = tx
        .all(
            sql!(
                "SELECT n, by_id, at, edit FROM board_edits
                  WHERE org_id = $1 AND session_id = $2 AND board = $3 AND n > $4 ORDER BY n LIMIT $5"
            ),
            &[&scope.org(), &session, &board.word(), &after, &AT_ONCE],
        )
        .await?;
    Ok(rows.into_iter().map(|(n, by, at, update)| (n, Logged { by, at, update })).collect())
}
