//! The rows of a session's record.

use db::{FromRow, Result, Row, Scope, Tx, sql};
use kernel::{Seat, SessionId};
use room::protocol::{Happening, Locks, Mode, What};

/// A line to be written.
#[derive(Debug)]
pub struct Line {
    pub scope: Scope,
    pub session: SessionId,
    pub happening: Happening,
}

/// What a room that is made again has to know of what happened.
#[derive(Debug, Default)]
pub struct Standing {
    /// The newest lines, in order.
    pub lines: Vec<Happening>,
    pub mode: Mode,
    pub locked: Locks,
    /// Whether it was being recorded.
    pub recorded: bool,
}

/// Lines that are told again to a page that comes back.
const NEWEST: i64 = 200;

/// Lines of a whole session; a room writes no more (`docs/protocol.md`, "Bounds").
const MOST_LINES: i64 = 5_000;

struct Stored(Happening);

impl FromRow for Stored {
    fn from_row(row: &Row) -> Result<Self> {
        let what = row.get::<String>("what")?;
        let what = serde_json::from_str(&what)
            .map_err(|_| db::Error::Corrupt { column: "happenings.what".to_owned() })?;
        let seq = row.get::<i64>("seq")?.cast_unsigned();
        Ok(Self(Happening { seq, at: row.get("at")?, by: row.get::<Option<Seat>>("seat")?, what }))
    }
}

/// How the stage stands, and what was said last.
///
/// # Errors
/// As the engine refuses.
pub async fn standing(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Standing> {
    let mut lines: Vec<Stored> = tx
        .all(
            sql!(
                "SELECT seq, at, seat, what FROM happenings WHERE org_id = $1 AND session_id = $2
                  ORDER BY seq DESC LIMIT $3"
            ),
            &[&scope.org(), &session, &NEWEST],
        )
        .await?;
    lines.reverse();
    let mut standing =
        Standing { lines: lines.into_iter().map(|Stored(line)| line).collect(), ..Standing::default() };
    let switches: Vec<Stored> = tx
        .all(
            sql!(
                "SELECT seq, at, seat, what FROM happenings WHERE org_id = $1 AND session_id = $2
                    AND kind IN ('mode', 'lock', 'record') ORDER BY seq DESC LIMIT 5000"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    for Stored(line) in switches.into_iter().rev() {
        match line.what {
            What::Mode { mode } => standing.mode = mode,
            What::Lock { board: room::boards::Board::Draw, on } => standing.locked.draw = on,
            What::Lock { board: room::boards::Board::Write, on } => standing.locked.write = on,
            What::Record { on } => standing.recorded = on,
            What::Chat { .. } | What::File { .. } | What::Share { .. } | What::Extended { .. } => {}
        }
    }
    Ok(standing)
}

/// The whole record of a session, in order.
///
/// # Errors
/// As the engine refuses.
pub async fn lines(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Happening>> {
    let lines: Vec<Stored> = tx
        .all(
            sql!(
                "SELECT seq, at, seat, what FROM happenings WHERE org_id = $1 AND session_id = $2
                  ORDER BY seq LIMIT $3"
            ),
            &[&scope.org(), &session, &MOST_LINES],
        )
        .await?;
    Ok(lines.into_iter().map(|Stored(line)| line).collect())
}

pub(in crate::journal) async fn insert(tx: &mut Tx, line: &Line) -> Result<()> {
    let Line { scope, session, happening } = line;
    let what = serde_json::to_string(&happening.what)
        .map_err(|_| db::Error::Corrupt { column: "happenings.what".to_owned() })?;
    tx.exec(
        sql!(
            "INSERT INTO happenings (org_id, session_id, seq, at, seat, kind, what)
             VALUES ($1, $2, $3, $4, $5, $6, $7)"
        ),
        &[
            &scope.org(),
            session,
            &happening.seq.cast_signed(),
            &happening.at,
            &happening.by,
            &happening.what.kind(),
            &what,
        ],
    )
    .await?;
    Ok(())
}
