//! The rows of recordings, their parts, consents and views.

use db::{Error, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{ConsentId, OrgId, PartId, PersonName, RecordingId, Seat, SessionId, Timestamp, UserId};
use people::organizations::RecordingMode;

use super::consenting::Asked;
use super::deciding::Decision;
use super::listing::Kept;
use super::proof::{Given, Look};
use super::recording::{Answer, Answers, Held, Part, Recording, WhyStopped};

/// Microseconds of a day.
const DAY_MICROS: i64 = 24 * 60 * 60 * 1_000_000;

/// What decides whether a session may be recorded.
pub struct Terms {
    pub mode: RecordingMode,
    pub student_refuses: bool,
    pub answers: Answers,
}

/// # Errors
/// `NotFound` when the organization has no such session.
pub async fn terms_of(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Terms> {
    let (mode, student_refuses): (String, bool) = tx
        .one(
            sql!(
                "SELECT o.recording_mode, p.recording_refused
                   FROM sessions s
                   JOIN organizations o ON o.id = s.org_id
                   JOIN people p ON p.org_id = s.org_id AND p.id = s.student_id
                  WHERE s.org_id = $1 AND s.id = $2"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    let mode = RecordingMode::from_word(&mode).ok_or_else(|| corrupt("recording_mode"))?;
    Ok(Terms { mode, student_refuses, answers: answers_of(tx, scope, session).await? })
}

async fn answers_of(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Answers> {
    // the last answer counts, and of two in one instant a no
    let rows: Vec<(Seat, String)> = tx
        .all(
            sql!(
                "SELECT c.seat, c.answer FROM consents c
                  WHERE c.org_id = $1 AND c.session_id = $2 AND NOT EXISTS
                        (SELECT 1 FROM consents n WHERE n.org_id = c.org_id AND n.session_id = c.session_id
                            AND n.seat = c.seat
                            AND (n.answered_at > c.answered_at OR n.answered_at = c.answered_at AND
                                 (n.answer < c.answer OR n.answer = c.answer AND n.id > c.id)))"
            ),
            &[&scope.org(), &session],
        )
        .await?;
    let mut answers = Answers::default();
    for (seat, word) in rows {
        answers.set(seat, Answer::from_word(&word).ok_or_else(|| corrupt("answer"))?);
    }
    Ok(answers)
}

/// What the organization decided about recordings.
pub async fn decided(tx: &mut Tx, scope: Scope) -> Result<Decision> {
    let (mode, days): (String, i64) = tx
        .one(sql!("SELECT recording_mode, recording_days FROM organizations WHERE id = $1"), &[&scope.org()])
        .await?;
    let mode = RecordingMode::from_word(&mode).ok_or_else(|| corrupt("recording_mode"))?;
    Ok(Decision { mode, days })
}

pub async fn insert_consent(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    person: UserId,
    asked: Asked,
    answer: Answer,
) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO consents (org_id, id, session_id, user_id, seat, answer, text_version, asked_at, answered_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
        ),
        &[
            &scope.org(),
            &ConsentId::fresh(now),
            &session,
            &person,
            &asked.seat,
            &answer.word(),
            &asked.text_version,
            &asked.at,
            &now,
        ],
    )
    .await?;
    Ok(())
}

pub async fn insert_recording(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    by: Option<UserId>,
) -> Result<RecordingId> {
    let now = tx.now();
    let id = RecordingId::fresh(now);
    tx.exec(
        sql!(
            "INSERT INTO recordings (org_id, id, session_id, started_at, started_by) VALUES ($1, $2, $3, $4, $5)"
        ),
        &[&scope.org(), &id, &session, &now, &by],
    )
    .await?;
    Ok(id)
}

pub async fn set_stopped(tx: &mut Tx, scope: Scope, id: RecordingId, why: WhyStopped) -> Result<bool> {
    let now = tx.now();
    let stopped = tx
        .exec(
            sql!(
                "UPDATE recordings SET stopped_at = $3, stopped_why = $4
                  WHERE org_id = $1 AND id = $2 AND stopped_at IS NULL"
            ),
            &[&scope.org(), &id, &now, &why.word()],
        )
        .await?;
    Ok(stopped == 1)
}

/// A file that is about to be made.
pub struct NewPart {
    pub seat: Seat,
    pub source: &'static str,
    pub generation: i64,
    pub number: i64,
    pub started_at: Timestamp,
    pub has_sound: bool,
    pub has_picture: bool,
}

pub async fn insert_part(
    tx: &mut Tx,
    scope: Scope,
    recording: RecordingId,
    part: &NewPart,
) -> Result<PartId> {
    let id = PartId::fresh(tx.now());
    tx.exec(
        sql!(
            "INSERT INTO recording_parts (org_id, id, recording_id, seat, source, generation, number, started_at,
                    has_sound, has_picture)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        &[
            &scope.org(),
            &id,
            &recording,
            &part.seat,
            &part.source,
            &part.generation,
            &part.number,
            &part.started_at,
            &part.has_sound,
            &part.has_picture,
        ],
    )
    .await?;
    Ok(id)
}

/// Notes the end of a file, and what is known of its size and length.
pub async fn end_part(
    tx: &mut Tx,
    scope: Scope,
    id: PartId,
    (bytes, lasts_ms): (i64, Option<i64>),
    at: Timestamp,
    failure: Option<&'static str>,
) -> Result<()> {
    tx.exec(
        sql!(
            "UPDATE recording_parts SET bytes = $3, lasts_ms = $4, ended_at = $5, failure = $6
              WHERE org_id = $1 AND id = $2 AND ended_at IS NULL"
        ),
        &[&scope.org(), &id, &bytes, &lasts_ms, &at, &failure],
    )
    .await?;
    Ok(())
}

/// A file that nobody ended.
pub struct Orphan {
    pub scope: Scope,
    pub session: SessionId,
    pub part: PartId,
}

/// Parts of all organizations that have not ended.
pub async fn open_parts(tx: &mut Tx) -> Result<Vec<Orphan>> {
    let rows: Vec<(OrgId, SessionId, PartId)> = tx
        .all(
            sql!(
                "SELECT p.org_id, r.session_id, p.id FROM recording_parts p
                   JOIN recordings r ON r.org_id = p.org_id AND r.id = p.recording_id
                  WHERE p.ended_at IS NULL"
            ),
            &[],
        )
        .await?;
    let orphans = rows.into_iter();
    Ok(orphans.map(|(org, session, part)| Orphan { scope: Scope::trusted(org), session, part }).collect())
}

/// Every recording of every organization stops.
pub async fn stop_all(tx: &mut Tx, why: WhyStopped) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE recordings SET stopped_at = $1, stopped_why = $2 WHERE stopped_at IS NULL"),
        &[&now, &why.word()],
    )
    .await?;
    Ok(())
}

macro_rules! select_recordings {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.session_id, r.started_at, r.started_by, r.stopped_at, r.stopped_why, r.held_at, r.held_why,
                    r.erased_at
               FROM recordings r ",
            $rest
        )
    };
}

macro_rules! select_parts {
    ($rest:literal) => {
        concat!(
            "SELECT p.id, p.recording_id, p.seat, p.source, p.started_at, p.has_sound, p.has_picture, p.bytes, p.lasts_ms,
                    p.ended_at
               FROM recording_parts p
               JOIN recordings r ON r.org_id = p.org_id AND r.id = p.recording_id ",
            $rest
        )
    };
}

impl FromRow for Recording {
    fn from_row(row: &Row) -> Result<Self> {
        let why = row
            .get::<Option<String>>("stopped_why")?
            .map(|word| WhyStopped::from_word(&word).ok_or_else(|| corrupt("stopped_why")))
            .transpose()?;
        Ok(Self {
            id: row.get("id")?,
            session: row.get("session_id")?,
            started_at: row.get("started_at")?,
            started_by: row.get("started_by")?,
            stopped: row.get::<Option<Timestamp>>("stopped_at")?.zip(why),
            held: row
                .get::<Option<Timestamp>>("held_at")?
                .map(|at| {
                    Ok::<_, Error>(Held {
                        at,
                        why: row.get::<Option<String>>("held_why")?.unwrap_or_default(),
                    })
                })
                .transpose()?,
            erased_at: row.get("erased_at")?,
            parts: Vec::new(),
        })
    }
}

/// The recording, held until the transaction ends; without its parts.
pub async fn lock(tx: &mut Tx, scope: Scope, id: RecordingId) -> Result<Recording> {
    tx.exec(
        sql!("UPDATE recordings SET started_at = started_at WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id],
    )
    .await?;
    tx.one(sql!(select_recordings!("WHERE r.org_id = $1 AND r.id = $2")), &[&scope.org(), &id]).await
}

/// All recordings of a session, oldest first, each with the parts that have ended.
pub async fn recordings_of(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Recording>> {
    let sql =
        sql!(select_recordings!("WHERE r.org_id = $1 AND r.session_id = $2 ORDER BY r.started_at, r.id"));
    let mut recordings: Vec<Recording> = tx.all(sql, &[&scope.org(), &session]).await?;
    let parts: Vec<Part> = tx
        .all(
            sql!(select_parts!(
                "WHERE r.org_id = $1 AND r.session_id = $2 AND p.ended_at IS NOT NULL AND r.erased_at IS NULL
                 ORDER BY p.started_at, p.id"
            )),
            &[&scope.org(), &session],
        )
        .await?;
    for part in parts {
        if let Some(recording) = recordings.iter_mut().find(|recording| recording.id == part.recording) {
            recording.parts.push(part);
        }
    }
    Ok(recordings)
}

impl FromRow for Kept {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            recording: Recording::from_row(row)?,
            title: row.get("title")?,
            instructor: row.get("instructor")?,
            student: row.get("student")?,
            bytes: row.get("bytes")?,
        })
    }
}

/// The organization's recordings, newest first.
pub async fn listing(tx: &mut Tx, scope: Scope, skip: i64, limit: i64) -> Result<Vec<Kept>> {
    tx.all(
        sql!(
            "SELECT r.id, r.session_id, r.started_at, r.started_by, r.stopped_at, r.stopped_why, r.held_at, r.held_why,
                    r.erased_at, CASE WHEN s.subject = '' THEN g.title ELSE s.subject END AS title,
                    i.first_name || ' ' || i.last_name AS instructor, t.first_name || ' ' || t.last_name AS student,
                    (SELECT CAST(COALESCE(SUM(p.bytes), 0) AS BIGINT) FROM recording_parts p
                      WHERE p.org_id = r.org_id AND p.recording_id = r.id) AS bytes
               FROM (SELECT org_id, id, session_id, started_at, started_by, stopped_at, stopped_why, held_at, held_why,
                            erased_at
                       FROM recordings WHERE org_id = $1
                      ORDER BY started_at DESC, id DESC LIMIT $2 OFFSET $3) r
               JOIN sessions s ON s.org_id = r.org_id AND s.id = r.session_id
               JOIN programs g ON g.org_id = s.org_id AND g.id = s.program_id
               JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
               JOIN people t ON t.org_id = s.org_id AND t.id = s.student_id
              ORDER BY r.started_at DESC, r.id DESC"
        ),
        &[&scope.org(), &limit, &skip],
    )
    .await
}

impl FromRow for Part {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            recording: row.get("recording_id")?,
            seat: row.get("seat")?,
            is_screen: row.get::<String>("source")? == "screen",
            started_at: row.get("started_at")?,
            has_sound: row.get("has_sound")?,
            has_picture: row.get("has_picture")?,
            bytes: row.get("bytes")?,
            lasts_ms: row.get("lasts_ms")?,
            ended_at: row.get("ended_at")?,
        })
    }
}

/// A part of that session that has ended.
///
/// # Errors
/// `NotFound` when there is none, or none any more.
pub async fn part(tx: &mut Tx, scope: Scope, session: SessionId, id: PartId) -> Result<Part> {
    tx.one(
        sql!(select_parts!(
            "WHERE p.org_id = $1 AND p.id = $2 AND r.session_id = $3 AND p.ended_at IS NOT NULL
               AND r.erased_at IS NULL"
        )),
        &[&scope.org(), &id, &session],
    )
    .await
}

pub async fn part_ids(tx: &mut Tx, scope: Scope, recording: RecordingId) -> Result<Vec<PartId>> {
    let rows: Vec<(PartId,)> = tx
        .all(
            sql!("SELECT id FROM recording_parts WHERE org_id = $1 AND recording_id = $2"),
            &[&scope.org(), &recording],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

pub async fn set_erased(tx: &mut Tx, scope: Scope, id: RecordingId) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!("UPDATE recordings SET erased_at = $3 WHERE org_id = $1 AND id = $2 AND erased_at IS NULL"),
        &[&scope.org(), &id, &now],
    )
    .await?;
    Ok(())
}

pub async fn delete_parts(tx: &mut Tx, scope: Scope, recording: RecordingId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM recording_parts WHERE org_id = $1 AND recording_id = $2"),
        &[&scope.org(), &recording],
    )
    .await?;
    Ok(())
}

/// Sets the hold, unless one is set, on a recording that is not erased. Says whether there is such a recording.
pub async fn set_held(tx: &mut Tx, scope: Scope, id: RecordingId, by: UserId, why: &str) -> Result<bool> {
    let now = tx.now();
    let held = tx
        .exec(
            sql!(
                "UPDATE recordings SET held_at = COALESCE(held_at, $3), held_by = COALESCE(held_by, $4),
                        held_why = COALESCE(held_why, $5)
                  WHERE org_id = $1 AND id = $2 AND erased_at IS NULL"
            ),
            &[&scope.org(), &id, &now, &by, &why],
        )
        .await?;
    Ok(held == 1)
}

pub async fn set_released(tx: &mut Tx, scope: Scope, id: RecordingId) -> Result<bool> {
    let released = tx
        .exec(
            sql!("UPDATE recordings SET held_at = NULL, held_by = NULL, held_why = NULL WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &id],
        )
        .await?;
    Ok(released == 1)
}

pub async fn due_for_erasure(tx: &mut Tx, limit: i64) -> Result<Vec<(Scope, RecordingId)>> {
    let (now, day) = (tx.now(), DAY_MICROS);
    let rows: Vec<(OrgId, RecordingId)> = tx
        .all(
            sql!(
                "SELECT r.org_id, r.id FROM recordings r JOIN organizations o ON o.id = r.org_id
                  WHERE (r.erased_at IS NULL AND r.held_at IS NULL
                         AND r.stopped_at <= $1 - o.recording_days * $2)
                     OR (r.erased_at IS NOT NULL AND EXISTS
                         (SELECT 1 FROM recording_parts p WHERE p.org_id = r.org_id AND p.recording_id = r.id))
                  ORDER BY r.stopped_at LIMIT $3"
            ),
            &[&now, &day, &limit],
        )
        .await?;
    Ok(rows.into_iter().map(|(org, id)| (Scope::trusted(org), id)).collect())
}

pub async fn was_viewed_since(
    tx: &mut Tx,
    scope: Scope,
    part: PartId,
    person: UserId,
    since: Timestamp,
) -> Result<bool> {
    let found: Option<(Timestamp,)> = tx
        .opt(
            sql!(
                "SELECT viewed_at FROM recording_views
                  WHERE org_id = $1 AND part_id = $2 AND user_id = $3 AND viewed_at > $4 LIMIT 1"
            ),
            &[&scope.org(), &part, &person, &since],
        )
        .await?;
    Ok(found.is_some())
}

pub async fn insert_view(
    tx: &mut Tx,
    scope: Scope,
    session: SessionId,
    part: PartId,
    person: UserId,
) -> Result<()> {
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO recording_views (org_id, session_id, part_id, user_id, viewed_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING"
        ),
        &[&scope.org(), &session, &part, &person, &now],
    )
    .await?;
    Ok(())
}

impl FromRow for Given {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self {
            name: name(row)?,
            for_child: row.get::<Option<UserId>>("parent")?.is_some(),
            answer: Answer::from_word(&row.get::<String>("answer")?).ok_or_else(|| corrupt("answer"))?,
            text_version: row.get("text_version")?,
            at: row.get("answered_at")?,
        })
    }
}

impl FromRow for Look {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { name: name(row)?, at: row.get("viewed_at")? })
    }
}

fn name(row: &Row) -> Result<String> {
    Ok(format!("{} {}", row.get::<PersonName>("first_name")?, row.get::<PersonName>("last_name")?))
}

/// What was answered in a session, oldest first.
pub async fn answers_given(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Given>> {
    tx.all(
        sql!(
            "SELECT p.first_name, p.last_name, c.answer, c.text_version, c.answered_at,
                    CASE WHEN c.user_id IN (s.instructor_id, s.student_id) THEN NULL ELSE c.user_id END AS parent
               FROM consents c JOIN people p ON p.org_id = c.org_id AND p.id = c.user_id
               JOIN sessions s ON s.org_id = c.org_id AND s.id = c.session_id
              WHERE c.org_id = $1 AND c.session_id = $2 ORDER BY c.answered_at, c.id LIMIT 100"
        ),
        &[&scope.org(), &session],
    )
    .await
}

/// Who watched recordings of a session, newest first.
pub async fn looks(tx: &mut Tx, scope: Scope, session: SessionId) -> Result<Vec<Look>> {
    tx.all(
        sql!(
            "SELECT p.first_name, p.last_name, v.viewed_at
               FROM recording_views v JOIN people p ON p.org_id = v.org_id AND p.id = v.user_id
              WHERE v.org_id = $1 AND v.session_id = $2
              GROUP BY p.first_name, p.last_name, v.viewed_at, v.user_id
              ORDER BY v.viewed_at DESC, v.user_id LIMIT 100"
        ),
        &[&scope.org(), &session],
    )
    .await
}

fn corrupt(column: &str) -> Error {
    Error::Corrupt { column: column.to_owned() }
}
