//! The rows of boards.

use db::{Bind, Db, Result, Scope, Tx, sql};
use kernel::{OrgId, ProgramId, UserId};
use room::boards::{Board, Row, Stored};

/// Whose boards: those of a student in a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Desk {
    pub scope: Scope,
    pub student: UserId,
    pub program: ProgramId,
}

impl Desk {
    /// What tells it from every other.
    pub fn to_bytes(self) -> [u8; 48] {
        let ids = [self.scope.org().uuid(), self.student.uuid(), self.program.uuid()];
        let mut bytes = [0; 48];
        for (bytes, id) in bytes.chunks_exact_mut(16).zip(ids) {
            bytes.copy_from_slice(id.as_bytes());
        }
        bytes
    }
}

/// An edit to be written.
#[derive(Debug)]
pub struct Edit {
    pub desk: Desk,
    pub row: Row,
}

/// The whole of a board as of an edit, to be kept.
#[derive(Debug)]
pub struct State {
    pub desk: Desk,
    pub board: Board,
    pub upto: u64,
    pub state: Vec<u8>,
}

/// Edits read from the store at once.
const MOST_EDITS: i64 = 200_000;

/// A board as it is stored, and the number of its newest edit.
///
/// # Errors
/// As the engine refuses.
pub async fn load(tx: &mut Tx, desk: Desk, board: Board) -> Result<(Stored, u64)> {
    let (org, Desk { student, program, .. }) = (desk.scope.org(), desk);
    let kept: Option<(i64, Vec<u8>)> = tx
        .opt(
            sql!(
                "SELECT upto, state FROM board_states
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4
                  ORDER BY upto DESC LIMIT 1"
            ),
            &[&org, &student, &program, &board.word()],
        )
        .await?;
    let (upto, whole) = kept.map_or((0, None), |(upto, state)| (upto, Some(state)));
    let edits: Vec<(i64, Vec<u8>)> = tx
        .all(
            sql!(
                "SELECT n, edit FROM board_edits
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4 AND n > $5
                  ORDER BY n LIMIT $6"
            ),
            &[&org, &student, &program, &board.word(), &upto, &MOST_EDITS],
        )
        .await?;
    let owners: Vec<(i64, UserId)> = tx
        .all(
            sql!(
                "SELECT client, user_id FROM board_clients
                  WHERE org_id = $1 AND student_id = $2 AND program_id = $3 AND board = $4
                  ORDER BY client LIMIT 50000"
            ),
            &[&org, &student, &program, &board.word()],
        )
        .await?;
    let newest = edits.last().map_or(upto, |(n, _)| *n);
    let updates = whole.into_iter().chain(edits.into_iter().map(|(_, edit)| edit)).collect();
    let owners = owners.into_iter().map(|(client, who)| (client.cast_unsigned(), who)).collect();
    Ok((Stored { updates, owners }, newest.cast_unsigned()))
}

/// Values of a row of edits.
const WIDTH: usize = 9;

const INSERT: &str = sql!(
    "INSERT INTO board_edits (org_id, student_id, program_id, board, n, session_id, by_id, at, edit)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
);

/// What of an edit has another shape in its row.
struct Plain {
    org: OrgId,
    board: &'static str,
    n: i64,
}

impl Plain {
    fn all_of(edits: &[&Edit]) -> Vec<Self> {
        let plain = |edit: &&Edit| Self {
            org: edit.desk.scope.org(),
            board: edit.row.board.word(),
            n: edit.row.n.cast_signed(),
        };
        edits.iter().map(plain).collect()
    }

    fn beside<'a>(&'a self, edit: &'a Edit) -> [&'a dyn Bind; WIDTH] {
        let Edit { desk: Desk { student, program, .. }, row } = edit;
        [&self.org, student, program, &self.board, &self.n, &row.session, &row.by, &row.at, &row.update]
    }
}

fn values<'a>(plain: &'a [Plain], edits: &[&'a Edit]) -> Vec<&'a dyn Bind> {
    plain.iter().zip(edits).flat_map(|(plain, edit)| plain.beside(edit)).collect()
}

/// Writes edits of clients that are bound already, as a transaction of their own.
pub(in crate::journal) async fn append(db: &Db, edits: &[&Edit]) -> Result<()> {
    let plain = Plain::all_of(edits);
    db.insert(INSERT, WIDTH, &values(&plain, edits)).await
}

pub(in crate::journal) async fn insert(tx: &mut Tx, edits: &[&Edit]) -> Result<()> {
    let plain = Plain::all_of(edits);
    tx.insert(INSERT, WIDTH, &values(&plain, edits)).await?;
    for (plain, Edit { desk: Desk { student, program, .. }, row }) in plain.iter().zip(edits) {
        for client in &row.bound {
            tx.exec(
                sql!(
                    "INSERT INTO board_clients (org_id, student_id, program_id, board, client, user_id)
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
                ),
                &[&plain.org, student, program, &plain.board, &client.cast_signed(), &row.by],
            )
            .await?;
        }
    }
    Ok(())
}

pub(in crate::journal) async fn keep(tx: &mut Tx, kept: &State) -> Result<()> {
    let State { desk: Desk { scope, student, program }, board, upto, state } = kept;
    tx.exec(
        sql!(
            "INSERT INTO board_states (org_id, student_id, program_id, board, upto, state)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING"
        ),
        &[&scope.org(), student, program, &board.word(), &upto.cast_signed(), state],
    )
    .await?;
    Ok(())
}
