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

/// A session's time at its boards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub session: SessionId,
    /// When its classroom opened: what was prepared for it before is no part of it.
    pub from: Timestamp,
    pub to: Timestamp,
}

/// Edits of a board before a session that are not in a kept state; one is kept every thousand.
const MOST_BEFORE: i64 = 20_000;
/// Edits read at once: with a board's usual strokes a few hundred kilobytes.
const AT_ONCE: i64 = 500;
/// Edits of one session that are played, in bytes: as many as a board may hold.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The boards that were worked on in the session, each with the time of its first edit.
///
/// # Errors
/// As the engine refuses.
pub async fn begun(tx: &mut Tx, scope: Scope, span: Span) -> Result<Vec<(Board, Timestamp)>> {
    let rows: Vec<(String, Timestamp)> = tx
        .all(
            sql!(
                "SELECT board, MIN(at) FROM board_edits WHERE org_id = $1 AND session_id = $2 AND at >= $3
                  GROUP BY board ORDER BY board"
            ),
            &[&scope.org(), &span.session, &span.from],
        )
        .await?;
    Ok(rows.into_iter().filter_map(|(board, at)| Some((Board::of_word(&board)?, at))).collect())
}

/// A board in a session that is over.
///
/// # Errors
/// As the engine refuses.
pub async fn log(tx: &mut Tx, desk: Desk, span: Span, board: Board) -> Result<Log> {
    let Some((first, last)) = ends(tx, desk, span, board).await? else {
        return Ok(Log { before: as_of(tx, desk, board, span.to).await?, ..Log::default() });
    };
    let before = before(tx, desk, board, first).await?;
    let mut log = Log { before, ..Log::default() };
    let (mut newest, mut bytes) = (first - 1, 0);
    loop {
        let page = edits(tx, desk, board, (newest, last)).await?;
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

/// A board as it was at a time: the newest whole state before, if one was kept, and the edits after it.
///
/// # Errors
/// As the engine refuses.
pub async fn as_of(tx: &mut Tx, desk: Desk, board: Board, at: Timestamp) -> Result<Vec<Vec<u8>>> {
    let (newest,): (Option<i64>,) = tx
        .one(
            sql!(
                "SELECT MAX(n) FROM board_edits
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4 AND at <= $5"
            ),
            &[&desk.scope.org(), &desk.student, &desk.program, &board.word(), &at],
        )
        .await?;
    before(tx, desk, board, newest.unwrap_or(0) + 1).await
}

/// The numbers of the session's first and last edit.
async fn ends(tx: &mut Tx, desk: Desk, span: Span, board: Board) -> Result<Option<(i64, i64)>> {
    let (first, last): (Option<i64>, Option<i64>) = tx
        .one(
            sql!(
                "SELECT MIN(n), MAX(n) FROM board_edits
                  WHERE org_id = $1 AND session_id = $2 AND board = $3 AND at >= $4"
            ),
            &[&desk.scope.org(), &span.session, &board.word(), &span.from],
        )
        .await?;
    Ok(first.zip(last))
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

/// Every edit of the board in between, whomever it was made with: the later ones build on it.
async fn edits(
    tx: &mut Tx,
    desk: Desk,
    board: Board,
    (after, last): (i64, i64),
) -> Result<Vec<(i64, Logged)>> {
    let (org, Desk { student, program, .. }) = (desk.scope.org(), desk);
    let rows: Vec<(i64, UserId, Timestamp, Vec<u8>)> = tx
        .all(
            sql!(
                "SELECT n, by_id, at, edit FROM board_edits
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4 AND n > $5 AND n <= $6
                  ORDER BY n LIMIT $7"
            ),
            &[&org, &student, &program, &board.word(), &after, &last, &AT_ONCE],
        )
        .await?;
    Ok(rows.into_iter().map(|(n, by, at, update)| (n, Logged { by, at, update })).collect())
}
