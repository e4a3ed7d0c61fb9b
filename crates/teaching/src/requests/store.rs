//! The rows of requests.

use db::{Engine, Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{GroupSessionId, OrgId, PersonName, RequestId, Role, SessionId, Timestamp, UserId};
use web::Viewer;

use super::planning::Wish;
use super::request::{Answer, Moves, Proposal, Request};
use crate::sessions::Place;

/// The columns of a [`Request`], with the names of its people and program.
macro_rules! select_requests {
    ($($rest:tt)+) => {
        concat!(
            "SELECT q.id, q.moves_id, m.starts_at AS m_starts, m.ends_at AS m_ends, m.opened_at AS m_opened, m.group_session_id AS m_group,
                    m.outcome AS m_outcome, q.instructor_id, i.first_name AS i_first, i.last_name AS i_last,
                    q.student_id, t.first_name AS t_first, t.last_name AS t_last, q.program_id,
                    p.title AS program_title, q.place, q.location, q.subject, q.description, q.minutes, q.zone, q.first_start,
                    q.second_start, q.third_start, q.asked_by, k.first_name AS k_first, k.last_name AS k_last,
                    q.asked_at, q.proposed_start, q.proposed_by, q.proposed_at, q.proposed_words, q.expires_at,
                    q.answer, q.answered_at, q.answered_by, a.first_name AS a_first, a.last_name AS a_last,
                    q.reason, q.session_id
               FROM requests q
               JOIN people i ON i.org_id = q.org_id AND i.id = q.instructor_id
               JOIN people t ON t.org_id = q.org_id AND t.id = q.student_id
               JOIN people k ON k.org_id = q.org_id AND k.id = q.asked_by
               JOIN programs p ON p.org_id = q.org_id AND p.id = q.program_id
               LEFT JOIN people a ON a.org_id = q.org_id AND a.id = q.answered_by
               LEFT JOIN sessions m ON m.org_id = q.org_id AND m.id = q.moves_id ",
            $($rest)+
        )
    };
}

/// The ids of the requests that a viewer ($2) answers, asked, or sees as the student or a parent, and that `$when` lets in.
macro_rules! own_ids {
    ($when:literal) => {
        concat!(
            "(SELECT o.id FROM requests o WHERE o.org_id = $1 AND o.instructor_id = $2 AND ",
            $when,
            " UNION SELECT o.id FROM requests o WHERE o.org_id = $1 AND o.asked_by = $2 AND ",
            $when,
            " UNION SELECT o.id FROM requests o WHERE o.org_id = $1 AND o.student_id = $2 AND ",
            $when,
            " UNION SELECT o.id FROM requests o WHERE o.org_id = $1 AND o.student_id IN
                           (SELECT c.student_id FROM parents c WHERE c.org_id = $1 AND c.parent_id = $2) AND ",
            $when,
            ")"
        )
    };
}

/// Nobody has answered, it has not run out by `$now`, and the session that it is to move is still to come.
macro_rules! is_open {
    ($now:literal) => {
        concat!(
            "q.answer IS NULL AND q.expires_at > ",
            $now,
            " AND m.opened_at IS NULL AND m.outcome IS NULL"
        )
    };
}

impl FromRow for Request {
    fn from_row(row: &Row) -> Result<Self> {
        let corrupt = |column: &str| Error::Corrupt { column: column.to_owned() };
        let name = |first: &str, last: &str| -> Result<String> {
            Ok(format!("{} {}", row.get::<PersonName>(first)?, row.get::<PersonName>(last)?))
        };
        let starts: [Option<Timestamp>; 3] =
            [Some(row.get("first_start")?), row.get("second_start")?, row.get("third_start")?];
        let answer = row
            .get::<Option<String>>("answer")?
            .map(|word| Answer::from_word(&word).ok_or_else(|| corrupt("answer")))
            .transpose()?;
        let answered_by: Option<UserId> = row.get("answered_by")?;
        Ok(Self {
            id: row.get("id")?,
            moves: moves(row)?,
            instructor: row.get("instructor_id")?,
            instructor_name: name("i_first", "i_last")?,
            instructor_first_name: row.get("i_first")?,
            student: row.get("student_id")?,
            student_name: name("t_first", "t_last")?,
            student_first_name: row.get("t_first")?,
            program: row.get("program_id")?,
            program_title: row.get("program_title")?,
            place: Place::from_columns(&row.get::<String>("place")?, row.get("location")?, None)
                .ok_or_else(|| corrupt("place"))?,
            subject: row.get("subject")?,
            description: row.get("description")?,
            minutes: row.get("minutes")?,
            zone: row.get("zone")?,
            starts: starts.into_iter().flatten().collect(),
            asked_by: row.get("asked_by")?,
            asked_by_name: name("k_first", "k_last")?,
            asked_at: row.get("asked_at")?,
            proposal: proposal(row)?,
            expires_at: row.get("expires_at")?,
            answer,
            answered_at: row.get("answered_at")?,
            answered_by,
            answered_by_name: answered_by.map(|_| name("a_first", "a_last")).transpose()?,
            reason: row.get("reason")?,
            session: row.get("session_id")?,
        })
    }
}

fn moves(row: &Row) -> Result<Option<Moves>> {
    let Some(session) = row.get::<Option<SessionId>>("moves_id")? else { return Ok(None) };
    let is_settled = row.get::<Option<Timestamp>>("m_opened")?.is_some()
        || row.get::<Option<String>>("m_outcome")?.is_some();
    let is_shared = row.get::<Option<GroupSessionId>>("m_group")?.is_some();
    Ok(Some(Moves {
        session,
        starts_at: row.get("m_starts")?,
        ends_at: row.get("m_ends")?,
        is_settled,
        is_shared,
    }))
}

fn proposal(row: &Row) -> Result<Option<Proposal>> {
    let (start, by, at): (Option<Timestamp>, Option<UserId>, Option<Timestamp>) =
        (row.get("proposed_start")?, row.get("proposed_by")?, row.get("proposed_at")?);
    let words = row.get::<Option<String>>("proposed_words")?.unwrap_or_default();
    Ok(start.zip(by).zip(at).map(|((starts_at, by), at)| Proposal { starts_at, by, at, words }))
}

/// The request, for jobs and verbs that have already found out who asks.
///
/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn find(tx: &mut Tx, scope: Scope, id: RequestId) -> Result<Request> {
    tx.one(sql!(select_requests!("WHERE q.org_id = $1 AND q.id = $2")), &[&scope.org(), &id]).await
}

/// The request, if `viewer` answers it, asked for it, or is its student or a parent of theirs; admins see all. Anyone else
/// gets `NotFound`, as for an id that was never given out.
///
/// # Errors
/// `NotFound` as said.
pub async fn find_visible(tx: &mut Tx, viewer: &Viewer, id: RequestId) -> Result<Request> {
    let is_admin = viewer.is(Role::Admin);
    tx.one(
        sql!(select_requests!(
            "WHERE q.org_id = $1 AND q.id = $2
               AND ($3 OR q.instructor_id = $4 OR q.asked_by = $4 OR q.student_id = $4 OR EXISTS
                    (SELECT 1 FROM parents c
                      WHERE c.org_id = q.org_id AND c.parent_id = $4 AND c.student_id = q.student_id))"
        )),
        &[&viewer.org, &id, &is_admin, &viewer.user],
    )
    .await
}

/// The open requests that `viewer` may see, the one that runs out first first; at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn open(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Request>> {
    let now = tx.now();
    if viewer.is(Role::Admin) {
        let sql = sql!(select_requests!(
            "WHERE q.org_id = $1 AND ",
            is_open!("$2"),
            " ORDER BY q.expires_at, q.id LIMIT $3"
        ));
        tx.all(sql, &[&viewer.org, &now, &limit]).await
    } else {
        let sql = sql!(select_requests!(
            "WHERE q.org_id = $1 AND q.id IN ",
            own_ids!("o.answer IS NULL"),
            " AND ",
            is_open!("$3"),
            " ORDER BY q.expires_at, q.id LIMIT $4"
        ));
        tx.all(sql, &[&viewer.org, &viewer.user, &now, &limit]).await
    }
}

/// The requests that `viewer` may see and that were asked for before `before`, open or not, the newest first; at most
/// `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn asked(tx: &mut Tx, viewer: &Viewer, before: Timestamp, limit: i64) -> Result<Vec<Request>> {
    if viewer.is(Role::Admin) {
        let sql = sql!(select_requests!(
            "WHERE q.org_id = $1 AND q.asked_at < $2 ORDER BY q.asked_at DESC, q.id DESC LIMIT $3"
        ));
        tx.all(sql, &[&viewer.org, &before, &limit]).await
    } else {
        let sql = sql!(select_requests!(
            "WHERE q.org_id = $1 AND q.id IN ",
            own_ids!("o.asked_at < $3"),
            " AND q.asked_at < $3 ORDER BY q.asked_at DESC, q.id DESC LIMIT $4"
        ));
        tx.all(sql, &[&viewer.org, &viewer.user, &before, &limit]).await
    }
}

/// Open requests read at once of one instructor.
const MOST_RIVALS: i64 = 500;

/// The open requests to an instructor.
///
/// # Errors
/// As the engine refuses.
pub async fn open_of_instructor(tx: &mut Tx, scope: Scope, instructor: UserId) -> Result<Vec<Request>> {
    let now = tx.now();
    let sql = sql!(select_requests!(
        "WHERE q.org_id = $1 AND q.instructor_id = $2 AND ",
        is_open!("$3"),
        " ORDER BY q.asked_at, q.id LIMIT $4"
    ));
    tx.all(sql, &[&scope.org(), &instructor, &now, &MOST_RIVALS]).await
}

/// How many requests of one person wait for an answer.
///
/// # Errors
/// As the engine refuses.
pub async fn count_open_of(tx: &mut Tx, scope: Scope, asker: UserId) -> Result<i64> {
    let now = tx.now();
    let (count,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM requests
                  WHERE org_id = $1 AND asked_by = $2 AND answer IS NULL AND expires_at > $3"
            ),
            &[&scope.org(), &asker, &now],
        )
        .await?;
    Ok(count)
}

/// Writes a request.
///
/// # Errors
/// As the engine refuses.
pub async fn insert(
    tx: &mut Tx,
    scope: Scope,
    id: RequestId,
    wish: &Wish,
    expires_at: Timestamp,
) -> Result<()> {
    let now = tx.now();
    let start = |number: usize| wish.starts.get(number).copied();
    tx.exec(
        sql!(
            "INSERT INTO requests (org_id, id, moves_id, instructor_id, student_id, program_id, subject, description,
                                   minutes, zone, first_start, second_start, third_start, asked_by, asked_at, expires_at, place,
                                   location)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"
        ),
        &[
            &scope.org(),
            &id,
            &wish.moves,
            &wish.instructor,
            &wish.student,
            &wish.program,
            &wish.subject,
            &wish.description,
            &wish.minutes.get(),
            &wish.zone,
            &start(0),
            &start(1),
            &start(2),
            &wish.by,
            &now,
            &expires_at,
            &wish.place.word(),
            &wish.place.location().map(str::to_owned),
        ],
    )
    .await?;
    Ok(())
}

/// How a request ends.
#[derive(Debug, Clone, Copy)]
pub struct Ending<'a> {
    pub answer: Answer,
    /// None: the server.
    pub by: Option<UserId>,
    pub reason: Option<&'a str>,
    pub session: Option<SessionId>,
}

/// Answers a request for good. Says whether it was still open.
///
/// # Errors
/// As the engine refuses.
pub async fn set_answer(tx: &mut Tx, scope: Scope, id: RequestId, ending: &Ending<'_>) -> Result<bool> {
    let now = tx.now();
    let set = tx
        .exec(
            sql!(
                "UPDATE requests SET answer = $3, answered_at = $4, answered_by = $5, reason = $6, session_id = $7
                  WHERE org_id = $1 AND id = $2 AND answer IS NULL AND expires_at > $4"
            ),
            &[&scope.org(), &id, &ending.answer.word(), &now, &ending.by, &ending.reason, &ending.session],
        )
        .await?;
    Ok(set == 1)
}

/// Puts another time into an open request. Says whether it was still open.
///
/// # Errors
/// As the engine refuses.
pub async fn set_proposal(
    tx: &mut Tx,
    scope: Scope,
    id: RequestId,
    proposal: &Proposal,
    expires_at: Timestamp,
) -> Result<bool> {
    let now = tx.now();
    let set = tx
        .exec(
            sql!(
                "UPDATE requests SET proposed_start = $3, proposed_by = $4, proposed_at = $5, proposed_words = $6,
                        expires_at = $7
                  WHERE org_id = $1 AND id = $2 AND answer IS NULL AND expires_at > $5"
            ),
            &[
                &scope.org(),
                &id,
                &proposal.starts_at,
                &proposal.by,
                &now,
                &proposal.words,
                &expires_at,
            ],
        )
        .await?;
    Ok(set == 1)
}

/// Whether any open request has run out, of any organization.
///
/// # Errors
/// As the engine refuses.
pub async fn is_any_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    let found: Option<(OrgId,)> = tx
        .opt(sql!("SELECT org_id FROM requests WHERE answer IS NULL AND expires_at <= $1 LIMIT 1"), &[&now])
        .await?;
    Ok(found.is_some())
}

/// The requests to end now: run out, and in no other worker's hands.
macro_rules! expire {
    ($lock:literal) => {
        concat!(
            "UPDATE requests SET answer = 'expired', answered_at = $1
              WHERE (org_id, id) IN
                    (SELECT q.org_id, q.id FROM requests q
                      WHERE q.answer IS NULL AND q.expires_at <= $1 ORDER BY q.expires_at LIMIT $2 ",
            $lock,
            ")
              RETURNING org_id, id"
        )
    };
}

/// Ends at most `limit` requests that have run out, each once.
///
/// # Errors
/// As the engine refuses.
pub async fn expire_due(tx: &mut Tx, limit: i64) -> Result<Vec<(Scope, RequestId)>> {
    let now = tx.now();
    let rows: Vec<(OrgId, RequestId)> = match tx.engine() {
        Engine::Sqlite => tx.all(sql!(expire!("")), &[&now, &limit]).await?,
        // only PostgreSQL has more than one writer, and only it knows these words
        Engine::Postgres => {
            tx.all(sql!(postgres: expire!("FOR UPDATE SKIP LOCKED")), &[&now, &limit]).await?
        }
    };
    Ok(rows.into_iter().map(|(org, request)| (Scope::trusted(org), request)).collect())
}

/// Remembers which event tells of a request.
///
/// # Errors
/// As the engine refuses.
pub async fn set_told_by(tx: &mut Tx, scope: Scope, request: RequestId, event: i64) -> Result<()> {
    tx.exec(
        sql!(
            "INSERT INTO request_tellings (org_id, event_id, request_id) VALUES ($1, $2, $3)
             ON CONFLICT (org_id, event_id) DO NOTHING"
        ),
        &[&scope.org(), &event, &request],
    )
    .await?;
    Ok(())
}

/// The request that an event told of, if it told of one.
///
/// # Errors
/// As the engine refuses.
pub async fn of_event(tx: &mut Tx, scope: Scope, event: i64) -> Result<Option<RequestId>> {
    let found: Option<(RequestId,)> = tx
        .opt(
            sql!("SELECT request_id FROM request_tellings WHERE org_id = $1 AND event_id = $2"),
            &[&scope.org(), &event],
        )
        .await?;
    Ok(found.map(|(request,)| request))
}
