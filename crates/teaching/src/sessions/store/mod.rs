//! The rows of sessions.

use db::{Bind, FromRow, Result, Row, Scope, Tx, sql};
use kernel::{
    GroupSessionId, PersonName, ProgramId, Role, SeriesId, SessionId, SessionMinutes, Timestamp, UserId, Zone,
};
use web::{Money, Viewer};

use super::attendance::Mark;
use super::filter::Narrowing;
use super::place::Place;
use super::session::{CLOSES_AFTER_MINUTES, Choice, Moved, Outcome, OutcomeRules, Session, Shared, Side};
use super::together;
use crate::availability::Busy;
use crate::presence::Attendance;
use crate::reminders;
use crate::series::{Every, Part, Rhythm};

/// How far back sessions are asked about.
const UNNOTED_DAYS: i64 = 90;

/// The columns of a [`Session`], with the names of its people and program.
macro_rules! select_sessions {
    (among ($($ids:tt)+), $($rest:tt)+) => {
        select_sessions!(@from [$($ids)+, " own JOIN sessions s ON s.id = own.id"] $($rest)+)
    };
    (@from [$($from:tt)+] $($rest:tt)+) => {
        concat!(
            "SELECT s.id, s.instructor_id, i.first_name AS i_first, i.last_name AS i_last,
                    s.student_id, t.first_name AS t_first, t.last_name AS t_last,
                    s.program_id, p.title AS program_title, s.origin, s.place, s.location, s.meeting_address,
                    s.subject, s.description, s.billable,
                    s.money, s.session_fee, s.instructor_fee, s.fee_per, s.currency,
                    s.starts_at, s.ends_at, s.zone, s.moved_at, s.moved_from, s.moved_from_end, s.minimum_minutes, s.no_show_minutes,
                    s.early_minutes, s.created_by,
                    s.created_at, s.group_session_id,
                    CASE WHEN s.group_session_id IS NULL THEN 0 ELSE
                         (SELECT COUNT(*) FROM sessions g WHERE g.org_id = s.org_id AND g.group_session_id = s.group_session_id
                             AND g.id <> s.id AND g.outcome IS DISTINCT FROM 'cancelled') END AS others,
                    s.opened_at, s.together_at, s.ended_at, s.ended_by, s.together_seconds,
                    s.instructor_seconds, s.student_seconds, s.cancelled_at, c.first_name AS c_first,
                    c.last_name AS c_last, s.cancel_reason, s.cancelled_for, s.credit_kept, s.outcome, s.calendar_sequence,
                    ai.status AS ai_status, ai.reason AS ai_reason, ai.counts AS ai_counts,
                    at.status AS at_status, at.reason AS at_reason, at.counts AS at_counts,
                    m.series_id, m.position, m.changed_at, r.total, r.every_weeks, r.slots
               FROM ",
            $($from)+,
            " JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
               JOIN people t ON t.org_id = s.org_id AND t.id = s.student_id
               JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id
               LEFT JOIN people c ON c.org_id = s.org_id AND c.id = s.cancelled_by
               LEFT JOIN attendance ai ON ai.org_id = s.org_id AND ai.session_id = s.id AND ai.seat = 'instructor'
               LEFT JOIN attendance at ON at.org_id = s.org_id AND at.session_id = s.id AND at.seat = 'student'
               LEFT JOIN series_sessions m ON m.org_id = s.org_id AND m.session_id = s.id
               LEFT JOIN series r ON r.org_id = m.org_id AND r.id = m.series_id ",
            $($rest)+
        )
    };
    ($($rest:tt)+) => {
        select_sessions!(@from ["sessions s"] $($rest)+)
    };
}

/// The number of the sessions that the rest finds, by the same names as [`select_sessions`]: what `$one` says is the same
/// and stands alike counts once.
macro_rules! count_sessions {
    ($one:literal, [$($from:tt)+], $($rest:tt)+) => {
        concat!(
            "SELECT COUNT(*) FROM (SELECT DISTINCT ", $one, " AS one, s.outcome, s.opened_at, s.ended_at FROM ",
            $($from)+,
            " JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
               JOIN people t ON t.org_id = s.org_id AND t.id = s.student_id
               JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id ",
            $($rest)+,
            ") shown"
        )
    };
}

/// The ids of the sessions that a viewer ($2) takes part in as instructor, student or parent and that `$when` lets in.
///
/// A statement that goes by them orders by `starts_at + 0`: else SQLite walks the organization by time, all of it, and
/// asks of each session whether its id is among these.
macro_rules! own_ids {
    ($when:literal) => {
        concat!(
            "(SELECT o.id FROM sessions o WHERE o.org_id = $1 AND o.instructor_id = $2 AND ",
            $when,
            " UNION SELECT o.id FROM sessions o WHERE o.org_id = $1 AND o.student_id = $2 AND ",
            $when,
            " UNION SELECT o.id FROM sessions o WHERE o.org_id = $1 AND o.student_id IN
                           (SELECT k.student_id FROM parents k WHERE k.org_id = $1 AND k.parent_id = $2) AND ",
            $when,
            ")"
        )
    };
}

/// What narrows a list: a [`Narrowing`]'s status, any program, program, instructor, student and words, in the places
/// given. Names are compared in the key that is lower-cased in Rust, without the address that stands behind them there:
/// nobody finds out an address by asking for its letters.
macro_rules! narrowed {
    ($status:literal, $any:literal, $program:literal, $instructor:literal, $student:literal, $words:literal) => {
        concat!(narrowed!(states $status, $any, $program), narrowed!(names $instructor, $student, $words))
    };
    (states $status:literal, $any:literal, $program:literal) => {
        concat!(
            " AND (", $status, " = '' OR s.outcome = ", $status,
            " OR (", $status, " = 'missed' AND s.outcome IN ('missed by student', 'missed by instructor'))",
            " OR (", $status, " = 'scheduled' AND s.outcome IS NULL AND s.opened_at IS NULL)",
            " OR (", $status, " = 'live' AND s.opened_at IS NOT NULL AND s.ended_at IS NULL))",
            " AND (", $any, " OR s.program_id = ", $program, ")"
        )
    };
    (names $instructor:literal, $student:literal, $words:literal) => {
        concat!(
            " AND (", $instructor, " = '' OR ", narrowed!(name "i"), " LIKE ", $instructor, " ESCAPE '!')",
            " AND (", $student, " = '' OR ", narrowed!(name "t"), " LIKE ", $student, " ESCAPE '!')",
            " AND (", $words, " = '' OR LOWER(s.subject) LIKE ", $words, " ESCAPE '!' OR LOWER(p.title) LIKE ", $words,
            " ESCAPE '!' OR ", narrowed!(name "i"), " LIKE ", $words, " ESCAPE '!' OR ", narrowed!(name "t"), " LIKE ",
            $words, " ESCAPE '!')"
        )
    };
    (name $who:literal) => {
        concat!("SUBSTR(", $who, ".search_key, 1, LENGTH(", $who, ".first_name) + LENGTH(", $who, ".last_name) + 1)")
    };
}

// after the macros, which it shares
mod spans;

pub use spans::{Half, between, half, of_person};

impl FromRow for Session {
    fn from_row(row: &Row) -> Result<Self> {
        let name = |first: &str, last: &str| -> Result<String> {
            Ok(format!("{} {}", row.get::<PersonName>(first)?, row.get::<PersonName>(last)?))
        };
        let corrupt = |column: &str| db::Error::Corrupt { column: column.to_owned() };
        let outcome = row
            .get::<Option<String>>("outcome")?
            .map(|word| Outcome::from_word(&word).ok_or_else(|| corrupt("outcome")))
            .transpose()?;
        let mark = |status: &str, reason: &str, counts: &str| -> Result<Option<Mark>> {
            let Some(word) = row.get::<Option<String>>(status)? else { return Ok(None) };
            let counts = row.get::<Option<bool>>(counts)?.unwrap_or(true);
            Mark::from_columns(&word, row.get(reason)?, counts).map(Some).ok_or_else(|| corrupt(status))
        };
        let canceller: Option<String> = row.get("c_first")?;
        let (place, location, address) =
            (row.get::<String>("place")?, row.get("location")?, row.get("meeting_address")?);
        Ok(Self {
            id: row.get("id")?,
            instructor: row.get("instructor_id")?,
            instructor_name: name("i_first", "i_last")?,
            instructor_first_name: row.get("i_first")?,
            student: row.get("student_id")?,
            student_name: name("t_first", "t_last")?,
            student_first_name: row.get("t_first")?,
            program: row.get("program_id")?,
            program_title: row.get("program_title")?,
            instant: row.get::<String>("origin")? == "instant",
            place: Place::from_columns(&place, location, address).ok_or_else(|| corrupt("place"))?,
            subject: row.get("subject")?,
            description: row.get("description")?,
            billable: row.get("billable")?,
            money: Money::from_word(&row.get::<String>("money")?).ok_or_else(|| corrupt("money"))?,
            session_fee: row.get("session_fee")?,
            instructor_fee: row.get("instructor_fee")?,
            fee_per: row.get("fee_per")?,
            currency: row.get("currency")?,
            starts_at: row.get("starts_at")?,
            ends_at: row.get("ends_at")?,
            zone: row.get("zone")?,
            moved: moved(row)?,
            rules: OutcomeRules {
                minimum_minutes: row.get("minimum_minutes")?,
                no_show_minutes: row.get("no_show_minutes")?,
            },
            early_minutes: row.get("early_minutes")?,
            created_by: row.get("created_by")?,
            created_at: row.get("created_at")?,
            opened_at: row.get("opened_at")?,
            together_at: row.get("together_at")?,
            ended_at: row.get("ended_at")?,
            ended_by_server: row.get::<Option<String>>("ended_by")?.as_deref() == Some("server"),
            together_seconds: row.get("together_seconds")?,
            instructor_seconds: row.get("instructor_seconds")?,
            student_seconds: row.get("student_seconds")?,
            cancelled_at: row.get("cancelled_at")?,
            cancelled_by_name: canceller.map(|_| name("c_first", "c_last")).transpose()?,
            cancel_reason: row.get("cancel_reason")?,
            cancelled_for: row
                .get::<Option<String>>("cancelled_for")?
                .map(|word| Side::from_word(&word).ok_or_else(|| corrupt("cancelled_for")))
                .transpose()?,
            credit_kept: row.get("credit_kept")?,
            outcome,
            calendar_sequence: row.get("calendar_sequence")?,
            instructor_mark: mark("ai_status", "ai_reason", "ai_counts")?,
            student_mark: mark("at_status", "at_reason", "at_counts")?,
            series: part(row)?,
            shared: shared(row)?,
        })
    }
}

fn moved(row: &Row) -> Result<Option<Moved>> {
    let (at, from, to): (Option<Timestamp>, Option<Timestamp>, Option<Timestamp>) =
        (row.get("moved_at")?, row.get("moved_from")?, row.get("moved_from_end")?);
    Ok(at.zip(from).zip(to).map(|((at, starts_at), ends_at)| Moved { starts_at, ends_at, at }))
}

fn shared(row: &Row) -> Result<Option<Shared>> {
    let Some(id) = row.get::<Option<GroupSessionId>>("group_session_id")? else { return Ok(None) };
    Ok(Some(Shared { id, others: row.get("others")?, folded: Vec::new() }))
}

fn part(row: &Row) -> Result<Option<Part>> {
    let Some(series) = row.get::<Option<SeriesId>>("series_id")? else { return Ok(None) };
    let rhythm = Every::from_weeks(row.get("every_weeks")?)
        .and_then(|every| Rhythm::from_text(every, &row.get::<String>("slots").ok()?))
        .ok_or_else(|| db::Error::Corrupt { column: "slots".to_owned() })?;
    Ok(Some(Part {
        series,
        position: row.get("position")?,
        total: row.get("total")?,
        rhythm,
        is_changed: row.get::<Option<Timestamp>>("changed_at")?.is_some(),
    }))
}

/// The session, for jobs and verbs that have already found out who asks.
///
/// # Errors
/// `NotFound` when the organization has none with that id.
pub async fn find(tx: &mut Tx, scope: Scope, id: SessionId) -> Result<Session> {
    tx.one(sql!(select_sessions!("WHERE s.org_id = $1 AND s.id = $2")), &[&scope.org(), &id]).await
}

/// The session, if `viewer` takes part in it as instructor, student or parent, or is an admin. Anyone else gets
/// `NotFound`, as for an id that was never given out.
///
/// # Errors
/// `NotFound` as said.
pub async fn find_visible(tx: &mut Tx, viewer: &Viewer, id: SessionId) -> Result<Session> {
    let is_admin = viewer.is(Role::Admin);
    tx.one(
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.id = $2
               AND ($3 OR s.instructor_id = $4 OR s.student_id = $4 OR EXISTS
                    (SELECT 1 FROM parents k
                      WHERE k.org_id = s.org_id AND k.parent_id = $4 AND k.student_id = s.student_id))"
        )),
        &[&viewer.org, &id, &is_admin, &viewer.user],
    )
    .await
}

/// How far back a session without an outcome can have begun: the longest session and its closing time fit twice.
const LOOK_BACK_MINUTES: i64 = 12 * 60;

/// Rows read for each session of a card.
const ROWS_OF_ONE: i64 = 8;

/// The next sessions this viewer has a part in, all live ones before any that is planned, at most `limit`. An admin
/// who does not teach sees the organization's.
///
/// # Errors
/// As the engine refuses.
pub async fn upcoming(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Session>> {
    let shown = usize::try_from(limit).unwrap_or(0);
    // each student of a session has a row, and staff are shown all of them as one
    let is_staff = viewer.is(Role::Instructor) || viewer.is(Role::Admin);
    let limit = if is_staff { limit * ROWS_OF_ONE } else { limit };
    let mut found = live(tx, viewer, limit).await?;
    let live = i64::try_from(found.len()).unwrap_or(limit);
    if live < limit {
        found.extend(planned(tx, viewer, limit - live).await?);
    }
    let mut found = together::fold(viewer, found);
    found.truncate(shown);
    Ok(found)
}

/// Whether a viewer's dashboard is about the whole organization.
fn oversees(viewer: &Viewer) -> bool {
    viewer.is(Role::Admin) && !viewer.is(Role::Instructor)
}

/// What is live, oldest first.
async fn live(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Session>> {
    if oversees(viewer) {
        let from = tx.now().plus_minutes(-LOOK_BACK_MINUTES);
        let sql = sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.starts_at >= $2 AND s.opened_at IS NOT NULL AND s.ended_at IS NULL
              ORDER BY s.starts_at, s.id LIMIT $3"
        ));
        return tx.all(sql, &[&viewer.org, &from, &limit]).await;
    }
    let sql = sql!(select_sessions!(
        among(own_ids!("o.opened_at IS NOT NULL AND o.ended_at IS NULL")),
        "WHERE s.org_id = $1",
        " ORDER BY s.starts_at + 0, s.id LIMIT $3"
    ));
    tx.all(sql, &[&viewer.org, &viewer.user, &limit]).await
}

/// What is planned and can still be joined, the next first.
async fn planned(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Session>> {
    let now = tx.now();
    let from = now.plus_minutes(-LOOK_BACK_MINUTES);
    let open = now.plus_minutes(-CLOSES_AFTER_MINUTES);
    let (org, me) = (viewer.org, viewer.user);
    if oversees(viewer) {
        let sql = sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.starts_at >= $2 AND s.ends_at > $3 AND s.opened_at IS NULL
               AND s.outcome IS NULL ORDER BY s.starts_at, s.id LIMIT $4"
        ));
        return tx.all(sql, &[&org, &from, &open, &limit]).await;
    }
    let mut found: Vec<Session> = Vec::new();
    if viewer.is(Role::Instructor) {
        let sql = sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.instructor_id = $2 AND s.starts_at >= $3 AND s.ends_at > $4
               AND s.opened_at IS NULL AND s.outcome IS NULL ORDER BY s.starts_at, s.id LIMIT $5"
        ));
        found.extend(tx.all::<Session>(sql, &[&org, &me, &from, &open, &limit]).await?);
    }
    if viewer.is(Role::Student) {
        let sql = sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.student_id = $2 AND s.starts_at >= $3 AND s.ends_at > $4
               AND s.opened_at IS NULL AND s.outcome IS NULL ORDER BY s.starts_at, s.id LIMIT $5"
        ));
        found.extend(tx.all::<Session>(sql, &[&org, &me, &from, &open, &limit]).await?);
    }
    if viewer.is(Role::Parent) {
        let sql = sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.student_id IN
                   (SELECT k.student_id FROM parents k WHERE k.org_id = $1 AND k.parent_id = $2)
               AND s.starts_at >= $3 AND s.ends_at > $4 AND s.opened_at IS NULL AND s.outcome IS NULL
              ORDER BY s.starts_at + 0, s.id LIMIT $5"
        ));
        found.extend(tx.all::<Session>(sql, &[&org, &me, &from, &open, &limit]).await?);
    }
    // somebody with several roles may be in one session twice: they teach their own child
    found.sort_by_key(|session| (session.starts_at, session.id));
    found.dedup_by_key(|session| session.id);
    found.truncate(usize::try_from(limit).unwrap_or(0));
    Ok(found)
}

/// How many sessions a calendar shows of those that start in `from..to`, as narrowed: to who reads all parts of a session
/// of several students, those that stand alike are one.
///
/// # Errors
/// As the engine refuses.
pub async fn count_between(
    tx: &mut Tx,
    viewer: &Viewer,
    narrowing: &Narrowing,
    (from, to): (Timestamp, Timestamp),
) -> Result<i64> {
    let n = narrowing;
    let (count,): (i64,) = if viewer.is(Role::Admin) {
        let sql = sql!(count_sessions!(
            "COALESCE(s.group_session_id, s.id)",
            ["sessions s"],
            "WHERE s.org_id = $1 AND s.starts_at >= $2 AND s.starts_at < $3",
            narrowed!("$4", "$5", "$6", "$7", "$8", "$9")
        ));
        let values: [&dyn Bind; 9] = [
            &viewer.org,
            &from,
            &to,
            &n.status,
            &n.any_program,
            &n.program,
            &n.instructor,
            &n.student,
            &n.words,
        ];
        tx.one(sql, &values).await?
    } else {
        let sql = sql!(count_sessions!(
            "CASE WHEN s.instructor_id = $2 THEN COALESCE(s.group_session_id, s.id) ELSE s.id END",
            [own_ids!("o.starts_at >= $3 AND o.starts_at < $4"), " own JOIN sessions s ON s.id = own.id"],
            "WHERE s.org_id = $1",
            narrowed!("$5", "$6", "$7", "$8", "$9", "$10")
        ));
        let values: [&dyn Bind; 10] = [
            &viewer.org,
            &viewer.user,
            &from,
            &to,
            &n.status,
            &n.any_program,
            &n.program,
            &n.instructor,
            &n.student,
            &n.words,
        ];
        tx.one(sql, &values).await?
    };
    Ok(count)
}

/// The sessions to come that a person teaches or learns in, and that are still planned, the first first.
///
/// # Errors
/// As the engine refuses.
pub async fn planned_of(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Vec<Session>> {
    let now = tx.now();
    let sql = sql!(select_sessions!(
        "WHERE s.org_id = $1 AND s.opened_at IS NULL AND s.outcome IS NULL AND s.id IN
               (SELECT o.id FROM sessions o WHERE o.org_id = $1 AND o.instructor_id = $2 AND o.starts_at > $3
                 UNION SELECT o.id FROM sessions o WHERE o.org_id = $1 AND o.student_id = $2 AND o.starts_at > $3)
          ORDER BY s.starts_at + 0, s.id LIMIT 5000"
    ));
    tx.all(sql, &[&scope.org(), &person, &now]).await
}

/// The programs a viewer can narrow their sessions by: all of them for staff, else those of the sessions they may see.
///
/// # Errors
/// As the engine refuses.
pub async fn programs_of(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<(ProgramId, String)>> {
    if viewer.is(Role::Admin) || viewer.is(Role::Instructor) {
        let sql = sql!("SELECT id, title FROM programs WHERE org_id = $1 ORDER BY title, id LIMIT 500");
        return tx.all(sql, &[&viewer.org]).await;
    }
    tx.all(
        sql!(
            "SELECT p.id, p.title FROM programs p
              WHERE p.org_id = $1 AND p.id IN
                    (SELECT o.program_id FROM sessions o WHERE o.org_id = $1 AND o.student_id = $2
                      UNION SELECT o.program_id FROM sessions o WHERE o.org_id = $1 AND o.student_id IN
                            (SELECT k.student_id FROM parents k WHERE k.org_id = $1 AND k.parent_id = $2))
              ORDER BY p.title, p.id LIMIT 500"
        ),
        &[&viewer.org, &viewer.user],
    )
    .await
}

/// Has somebody else teach a session that was never opened. Says whether it was still scheduled. Both instructors'
/// guard rows must be held.
///
/// # Errors
/// Refused by `instructor_is_busy` when that time of theirs is taken.
pub async fn set_instructor(tx: &mut Tx, scope: Scope, id: SessionId, instructor: UserId) -> Result<bool> {
    let set = tx
        .exec(
            sql!(
                "UPDATE sessions SET instructor_id = $3, calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND opened_at IS NULL AND outcome IS NULL"
            ),
            &[&scope.org(), &id, &instructor],
        )
        .await?;
    Ok(set == 1)
}

/// What a new row holds.
pub struct NewSession<'a> {
    pub id: SessionId,
    pub instructor: UserId,
    pub student: UserId,
    pub program: ProgramId,
    pub origin: &'static str,
    pub place: &'a Place,
    pub subject: &'a str,
    pub description: &'a str,
    pub billable: bool,
    pub money: Money,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub zone: &'a Zone,
    pub rules: OutcomeRules,
    pub early_minutes: i64,
    pub created_by: UserId,
    pub opened_at: Option<Timestamp>,
    /// What it shares with the rows of other students.
    pub group_session: Option<GroupSessionId>,
}

/// Writes the row, its fees copied from the program, unless either person has a live session and this one opens
/// now; and its reminders with it. Says whether it did. Both people's guard rows must be held.
///
/// # Errors
/// As the engine refuses.
pub async fn insert(tx: &mut Tx, scope: Scope, new: &NewSession<'_>) -> Result<bool> {
    let now = tx.now();
    let money = new.money.word();
    let place = new.place.word();
    let (location, address) =
        (new.place.location().map(str::to_owned), new.place.address().map(str::to_owned));
    let written = tx
        .exec(
            sql!(
                "INSERT INTO sessions (org_id, id, instructor_id, student_id, program_id, origin, subject, description,
                        billable, money, session_fee, instructor_fee, fee_per, currency, starts_at, ends_at, zone,
                        minimum_minutes, no_show_minutes, created_by, created_at, opened_at, place, location,
                        meeting_address, group_session_id, early_minutes)
                 SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, p.session_fee, p.instructor_fee, p.fee_per,
                        p.currency, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23
                   FROM programs p
                  WHERE p.org_id = $1 AND p.id = $5 AND (CAST($18 AS BIGINT) IS NULL OR (
                        NOT EXISTS (SELECT 1 FROM sessions l WHERE l.org_id = $1 AND l.instructor_id = $3
                                       AND l.opened_at IS NOT NULL AND l.ended_at IS NULL)
                        AND NOT EXISTS (SELECT 1 FROM sessions l WHERE l.org_id = $1 AND l.student_id = $4
                                           AND l.opened_at IS NOT NULL AND l.ended_at IS NULL)))"
            ),
            &[
                &scope.org(),
                &new.id,
                &new.instructor,
                &new.student,
                &new.program,
                &new.origin,
                &new.subject,
                &new.description,
                &new.billable,
                &money,
                &new.starts_at,
                &new.ends_at,
                new.zone,
                &new.rules.minimum_minutes,
                &new.rules.no_show_minutes,
                &new.created_by,
                &now,
                &new.opened_at,
                &place,
                &location,
                &address,
                &new.group_session,
                &new.early_minutes,
            ],
        )
        .await?;
    if written == 1 {
        note_subject(tx, scope, new.subject).await?;
        reminders::plan(tx, scope, new.id, new.starts_at, new.place.is_classroom()).await?;
    }
    Ok(written == 1)
}

/// Moves a session that was never opened, and keeps the time it had. Says whether it was still scheduled. The
/// instructor's guard row must be held.
///
/// # Errors
/// Refused by `instructor_is_busy` when that time is taken.
pub async fn set_times(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    (starts_at, ends_at): (Timestamp, Timestamp),
) -> Result<bool> {
    let now = tx.now();
    let moved = tx
        .exec(
            sql!(
                "UPDATE sessions SET moved_at = $5, moved_from = starts_at, moved_from_end = ends_at,
                        starts_at = $3, ends_at = $4, calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND opened_at IS NULL AND outcome IS NULL"
            ),
            &[&scope.org(), &id, &starts_at, &ends_at, &now],
        )
        .await?;
    Ok(moved == 1)
}

/// Makes the part of one student a session of its own; `other`, which stays, tells calendars that the rest is one fewer.
///
/// # Errors
/// As the engine refuses.
pub async fn leave_group_session(tx: &mut Tx, scope: Scope, id: SessionId, other: SessionId) -> Result<()> {
    // the entry that is for all of them carries the sum of the parts' numbers, which must not fall
    tx.exec(
        sql!(
            "UPDATE sessions SET calendar_sequence = calendar_sequence + 1 +
                    (SELECT l.calendar_sequence FROM sessions l WHERE l.org_id = $1 AND l.id = $2)
              WHERE org_id = $1 AND id = $3"
        ),
        &[&scope.org(), &id, &other],
    )
    .await?;
    tx.exec(
        sql!("UPDATE sessions SET group_session_id = NULL WHERE org_id = $1 AND id = $2"),
        &[&scope.org(), &id],
    )
    .await?;
    Ok(())
}

/// Opens the classroom of a scheduled session, unless either person has another live one. Says whether it did.
///
/// # Errors
/// As the engine refuses.
pub async fn set_opened(tx: &mut Tx, scope: Scope, session: &Session) -> Result<bool> {
    let now = tx.now();
    let opened = tx
        .exec(
            sql!(
                "UPDATE sessions SET opened_at = $3
                  WHERE org_id = $1 AND id = $2 AND opened_at IS NULL AND outcome IS NULL
                    AND NOT EXISTS (SELECT 1 FROM sessions l WHERE l.org_id = $1 AND l.instructor_id = $4
                                       AND l.opened_at IS NOT NULL AND l.ended_at IS NULL)
                    AND NOT EXISTS (SELECT 1 FROM sessions l WHERE l.org_id = $1 AND l.student_id = $5
                                       AND l.opened_at IS NOT NULL AND l.ended_at IS NULL)"
            ),
            &[&scope.org(), &session.id, &now, &session.instructor, &session.student],
        )
        .await?;
    Ok(opened == 1)
}

/// Holds the guard rows of these people until the transaction ends: starts of one person queue up here, on either
/// engine. Always the instructor first, and several students in the order of their ids.
///
/// # Errors
/// As the engine refuses.
pub async fn guard(tx: &mut Tx, scope: Scope, people: impl IntoIterator<Item = UserId>) -> Result<()> {
    for person in people {
        tx.exec(
            sql!("UPDATE people SET calendar_rev = calendar_rev + 1 WHERE org_id = $1 AND id = $2"),
            &[&scope.org(), &person],
        )
        .await?;
    }
    Ok(())
}

/// The instructor's live session.
///
/// # Errors
/// As the engine refuses.
pub async fn find_live_of_instructor(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Option<SessionId>> {
    let found: Option<(SessionId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM sessions WHERE org_id = $1 AND instructor_id = $2
                    AND opened_at IS NOT NULL AND ended_at IS NULL"
            ),
            &[&scope.org(), &person],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The student's live session.
///
/// # Errors
/// As the engine refuses.
pub async fn find_live_of_student(tx: &mut Tx, scope: Scope, person: UserId) -> Result<Option<SessionId>> {
    let found: Option<(SessionId,)> = tx
        .opt(
            sql!(
                "SELECT id FROM sessions WHERE org_id = $1 AND student_id = $2
                    AND opened_at IS NOT NULL AND ended_at IS NULL"
            ),
            &[&scope.org(), &person],
        )
        .await?;
    Ok(found.map(|(id,)| id))
}

/// Booked sessions of either person that overlap `from..to`: the form warns of them.
///
/// # Errors
/// As the engine refuses.
pub async fn overlapping(
    tx: &mut Tx,
    scope: Scope,
    people: [UserId; 2],
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Session>> {
    let earliest = from.plus_minutes(-LOOK_BACK_MINUTES);
    tx.all(
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND (s.instructor_id = $2 OR s.student_id = $3) AND s.starts_at >= $6
               AND s.starts_at < $5 AND s.ends_at > $4 AND s.outcome IS NULL ORDER BY s.starts_at LIMIT 5"
        )),
        &[&scope.org(), &people[0], &people[1], &from, &to, &earliest],
    )
    .await
}

/// Sessions of either person that a booking of `from..to` would run into: whatever was not cancelled. An instant session
/// takes its instructor's time until it ended, a booked one for as long as it was booked.
///
/// # Errors
/// As the engine refuses.
pub async fn in_the_way(
    tx: &mut Tx,
    scope: Scope,
    people: [UserId; 2],
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Session>> {
    let earliest = from.plus_minutes(-LOOK_BACK_MINUTES);
    tx.all(
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND (s.instructor_id = $2 OR s.student_id = $3) AND s.starts_at >= $6
               AND s.starts_at < $5 AND s.outcome IS DISTINCT FROM 'cancelled'
               AND CASE WHEN s.origin = 'instant' THEN COALESCE(s.ended_at, s.ends_at) ELSE s.ends_at END > $4
              ORDER BY s.starts_at, s.id LIMIT 20"
        )),
        &[&scope.org(), &people[0], &people[1], &from, &to, &earliest],
    )
    .await
}

/// Sessions read at once of one instructor; no calendar of a month holds more.
const MOST_BUSY: i64 = 5_000;

impl FromRow for Busy {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(Self { from: row.get("starts_at")?, to: row.get("until")? })
    }
}

/// When sessions that were not cancelled take the instructor's time in `from..to`, the first first. One of several students
/// counts once.
///
/// # Errors
/// As the engine refuses.
pub async fn busy(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    (from, to): (Timestamp, Timestamp),
) -> Result<Vec<Busy>> {
    let earliest = from.plus_minutes(-LOOK_BACK_MINUTES);
    tx.all(
        sql!(
            "SELECT DISTINCT s.starts_at,
                    CASE WHEN s.origin = 'instant' THEN COALESCE(s.ended_at, s.ends_at) ELSE s.ends_at END AS until
               FROM sessions s
              WHERE s.org_id = $1 AND s.instructor_id = $2 AND s.starts_at >= $3 AND s.starts_at < $4
                AND s.outcome IS DISTINCT FROM 'cancelled'
              ORDER BY s.starts_at, until LIMIT $5"
        ),
        &[&scope.org(), &instructor, &earliest, &to, &MOST_BUSY],
    )
    .await
}

/// Every row of a group session, by the students' names; those that were cancelled too.
///
/// # Errors
/// As the engine refuses.
pub async fn of_group_session(tx: &mut Tx, scope: Scope, id: GroupSessionId) -> Result<Vec<Session>> {
    tx.all(
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND s.group_session_id = $2 ORDER BY t.search_key, s.id LIMIT 100"
        )),
        &[&scope.org(), &id],
    )
    .await
}

/// The sessions of a series that `viewer` takes part in as instructor, student or parent, or for an admin all; in order.
///
/// # Errors
/// As the engine refuses.
pub async fn of_series(tx: &mut Tx, viewer: &Viewer, series: SeriesId) -> Result<Vec<Session>> {
    let is_admin = viewer.is(Role::Admin);
    tx.all(
        sql!(select_sessions!(
            "WHERE s.org_id = $1
               AND s.id IN (SELECT x.session_id FROM series_sessions x WHERE x.org_id = $1 AND x.series_id = $2)
               AND ($3 OR s.instructor_id = $4 OR s.student_id = $4 OR EXISTS
                    (SELECT 1 FROM parents k
                      WHERE k.org_id = s.org_id AND k.parent_id = $4 AND k.student_id = s.student_id))
              ORDER BY m.position LIMIT 200"
        )),
        &[&viewer.org, &series, &is_admin, &viewer.user],
    )
    .await
}

/// Plans a scheduled session anew, and keeps the time it had when that is another one. Says whether it was still scheduled.
///
/// # Errors
/// As the engine refuses; `instructor_is_busy` when another session is in the way.
pub async fn set_planned(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    (starts_at, ends_at): (Timestamp, Timestamp),
    (subject, description): (&str, &str),
) -> Result<bool> {
    let now = tx.now();
    let set = tx
        .exec(
            sql!(
                "UPDATE sessions SET moved_at = CASE WHEN starts_at = $3 THEN moved_at ELSE $7 END,
                        moved_from = CASE WHEN starts_at = $3 THEN moved_from ELSE starts_at END,
                        moved_from_end = CASE WHEN starts_at = $3 THEN moved_from_end ELSE ends_at END,
                        starts_at = $3, ends_at = $4, subject = $5, description = $6,
                        calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND opened_at IS NULL AND outcome IS NULL"
            ),
            &[&scope.org(), &id, &starts_at, &ends_at, &subject, &description, &now],
        )
        .await?;
    note_subject(tx, scope, subject).await?;
    Ok(set == 1)
}

/// Keeps a subject among those that lists are searched by: whoever writes one into a session calls this.
async fn note_subject(tx: &mut Tx, scope: Scope, subject: &str) -> Result<()> {
    if !subject.is_empty() {
        tx.exec(
            sql!("INSERT INTO subjects (org_id, subject) VALUES ($1, $2) ON CONFLICT DO NOTHING"),
            &[&scope.org(), &subject],
        )
        .await?;
    }
    Ok(())
}

/// Remembers when the two were in together for the first time.
///
/// # Errors
/// As the engine refuses.
pub async fn set_together(tx: &mut Tx, scope: Scope, id: SessionId, at: Timestamp) -> Result<bool> {
    let set = tx
        .exec(
            sql!(
                "UPDATE sessions SET together_at = $3
                  WHERE org_id = $1 AND id = $2 AND together_at IS NULL AND opened_at IS NOT NULL AND ended_at IS NULL"
            ),
            &[&scope.org(), &id, &at],
        )
        .await?;
    Ok(set == 1)
}

/// Moves the planned end of an open session. Says whether it was open.
///
/// # Errors
/// As the engine refuses.
pub async fn set_ends(tx: &mut Tx, scope: Scope, id: SessionId, ends: Timestamp) -> Result<bool> {
    let set = tx
        .exec(
            sql!(
                "UPDATE sessions SET ends_at = $3, calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND opened_at IS NOT NULL AND ended_at IS NULL"
            ),
            &[&scope.org(), &id, &ends],
        )
        .await?;
    Ok(set == 1)
}

/// How a session ended.
pub struct Ending<'a> {
    pub outcome: Outcome,
    pub by: &'static str,
    pub choice: Option<Choice>,
    pub attendance: &'a Attendance,
    /// Who cancelled it and why, when the outcome is that it was cancelled.
    pub cancelled: Option<(Option<UserId>, &'a str)>,
}

/// Writes the end of a session, open or never opened. Says whether it had none yet.
///
/// # Errors
/// As the engine refuses.
pub async fn set_ended(tx: &mut Tx, scope: Scope, id: SessionId, ending: &Ending<'_>) -> Result<bool> {
    let now = tx.now();
    let sums = ending.attendance;
    let cancelled_at = ending.cancelled.map(|_| now);
    let cancelled_by = ending.cancelled.and_then(|(by, _)| by);
    let reason = ending.cancelled.map(|(_, why)| why.to_owned());
    let choice = ending.choice.map(|choice| choice.word().to_owned());
    let outcome = ending.outcome.word();
    let ended = tx
        .exec(
            sql!(
                "UPDATE sessions SET ended_at = $3, ended_by = $4, end_choice = $5, outcome = $6,
                        together_seconds = $7, instructor_seconds = $8, student_seconds = $9,
                        together_at = COALESCE(together_at, $10),
                        cancelled_at = $11, cancelled_by = $12, cancel_reason = $13,
                        calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND outcome IS NULL"
            ),
            &[
                &scope.org(),
                &id,
                &now,
                &ending.by,
                &choice,
                &outcome,
                &sums.together_seconds,
                &sums.instructor_seconds,
                &sums.student_seconds,
                &sums.together_at,
                &cancelled_at,
                &cancelled_by,
                &reason,
            ],
        )
        .await?;
    Ok(ended == 1)
}

/// Writes the cancellation of a session that never opened. Says whether it was still scheduled.
///
/// # Errors
/// As the engine refuses.
pub async fn set_cancelled(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    by: Option<UserId>,
    reason: &str,
) -> Result<bool> {
    let now = tx.now();
    let cancelled = tx
        .exec(
            sql!(
                "UPDATE sessions SET cancelled_at = $3, cancelled_by = $4, cancel_reason = $5, outcome = 'cancelled',
                        calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND opened_at IS NULL AND outcome IS NULL"
            ),
            &[&scope.org(), &id, &now, &by, &reason],
        )
        .await?;
    Ok(cancelled == 1)
}

/// Writes for whom a session was just cancelled, the reason chosen from the list, and whether its credit was kept.
///
/// # Errors
/// As the engine refuses.
pub async fn set_cancelled_for(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    side: Side,
    cause: Option<&str>,
    credit_kept: bool,
) -> Result<()> {
    let (side, cause) = (side.word(), cause.map(str::to_owned));
    tx.exec(
        sql!(
            "UPDATE sessions SET cancelled_for = $3, cancel_cause = $4, credit_kept = $5
              WHERE org_id = $1 AND id = $2"
        ),
        &[&scope.org(), &id, &side, &cause, &credit_kept],
    )
    .await?;
    Ok(())
}

/// Notes that the credit of a late cancellation goes back. Says whether it had been kept.
///
/// # Errors
/// As the engine refuses.
pub async fn give_credit_back(tx: &mut Tx, scope: Scope, id: SessionId) -> Result<bool> {
    let given = tx
        .exec(
            sql!("UPDATE sessions SET credit_kept = FALSE WHERE org_id = $1 AND id = $2 AND credit_kept"),
            &[&scope.org(), &id],
        )
        .await?;
    Ok(given == 1)
}

/// Ends a session elsewhere as somebody says it went. Says whether it had not ended yet.
///
/// # Errors
/// As the engine refuses.
pub(super) async fn set_told(tx: &mut Tx, scope: Scope, id: SessionId, outcome: Outcome) -> Result<bool> {
    let now = tx.now();
    let outcome = outcome.word();
    let ended = tx
        .exec(
            sql!(
                "UPDATE sessions SET opened_at = starts_at, ended_at = CASE WHEN ends_at < $3 THEN ends_at ELSE $3 END,
                        ended_by = 'instructor', outcome = $4, outcome_from = 'word',
                        calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND outcome IS NULL AND place <> 'classroom'"
            ),
            &[&scope.org(), &id, &now, &outcome],
        )
        .await?;
    Ok(ended == 1)
}

/// Corrects what a session that is over was, which is somebody's word from now on. Says whether it was `before` until now.
///
/// # Errors
/// As the engine refuses.
pub(super) async fn set_corrected(
    tx: &mut Tx,
    scope: Scope,
    id: SessionId,
    before: Outcome,
    after: Outcome,
) -> Result<bool> {
    let (before, after) = (before.word(), after.word());
    let corrected = tx
        .exec(
            sql!(
                "UPDATE sessions SET outcome = $4, outcome_from = 'word', opened_at = COALESCE(opened_at, starts_at),
                        calendar_sequence = calendar_sequence + 1
                  WHERE org_id = $1 AND id = $2 AND outcome = $3 AND ended_at IS NOT NULL"
            ),
            &[&scope.org(), &id, &before, &after],
        )
        .await?;
    Ok(corrected == 1)
}

/// Sessions of which this viewer has to say something: those elsewhere that have begun, and absences without a reason. The
/// oldest first, at most `limit`, from the last 90 days.
///
/// # Errors
/// As the engine refuses.
pub async fn unnoted(tx: &mut Tx, viewer: &Viewer, limit: i64) -> Result<Vec<Session>> {
    let now = tx.now();
    let since = now.plus_minutes(-UNNOTED_DAYS * 24 * 60);
    let all = viewer.is(Role::Admin);
    tx.all(
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND ($3 OR s.instructor_id = $2) AND s.id IN
                   (SELECT u.id FROM sessions u WHERE u.org_id = $1 AND u.outcome IS NULL AND u.place <> 'classroom'
                       AND u.starts_at <= $4 AND u.ends_at >= $5
                    UNION
                    SELECT a.session_id FROM attendance a
                     WHERE a.org_id = $1 AND a.status = 'missed' AND a.reason IS NULL)
               AND s.starts_at >= $5
             ORDER BY s.starts_at + 0, s.id LIMIT $6"
        )),
        &[&viewer.org, &viewer.user, &all, &now, &since, &limit],
    )
    .await
}

/// Sessions that are over and whose attendance, person by person, does not say what their outcome says.
///
/// # Errors
/// As the engine refuses.
pub async fn misnoted(tx: &mut Tx, scope: Scope) -> Result<Vec<SessionId>> {
    let rows: Vec<(SessionId,)> = tx
        .all(
            sql!(
                "SELECT s.id FROM sessions s
                   LEFT JOIN attendance i ON i.org_id = s.org_id AND i.session_id = s.id AND i.seat = 'instructor'
                   LEFT JOIN attendance t ON t.org_id = s.org_id AND t.session_id = s.id AND t.seat = 'student'
                  WHERE s.org_id = $1 AND s.ended_at IS NOT NULL AND s.outcome <> 'cancelled'
                    AND (i.status IS NULL OR t.status IS NULL OR s.outcome <>
                         CASE WHEN i.status = 'missed' THEN 'missed by instructor'
                              WHEN t.status = 'missed' THEN 'missed by student' ELSE 'completed' END)"
            ),
            &[&scope.org()],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Planned parts of a session of several students that are not at the time or with the instructor of another part.
///
/// # Errors
/// As the engine refuses.
pub async fn apart(tx: &mut Tx, scope: Scope) -> Result<Vec<SessionId>> {
    let rows: Vec<(SessionId,)> = tx
        .all(
            sql!(
                "SELECT DISTINCT s.id FROM sessions s
                   JOIN sessions o ON o.org_id = s.org_id AND o.group_session_id = s.group_session_id AND o.id < s.id
                  WHERE s.org_id = $1 AND s.group_session_id IS NOT NULL AND s.outcome IS NULL AND o.outcome IS NULL
                    AND (s.instructor_id <> o.instructor_id OR s.starts_at <> o.starts_at OR s.ends_at <> o.ends_at
                         OR s.place <> o.place)"
            ),
            &[&scope.org()],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Marks a session billable or not; what that does to credits is the caller's business. Says whether it was marked
/// otherwise before.
///
/// # Errors
/// As the engine refuses.
pub async fn set_billable(tx: &mut Tx, scope: Scope, id: SessionId, billable: bool) -> Result<bool> {
    let changed = tx
        .exec(
            sql!("UPDATE sessions SET billable = $3 WHERE org_id = $1 AND id = $2 AND billable <> $3"),
            &[&scope.org(), &id, &billable],
        )
        .await?;
    Ok(changed == 1)
}

/// Sessions that were planned to end in the classroom by `ended_before` and are not over, whether they were ever opened or
/// not. Over all organizations: a job of the server.
///
/// # Errors
/// As the engine refuses.
pub async fn overdue(tx: &mut Tx, ended_before: Timestamp) -> Result<Vec<(Scope, SessionId)>> {
    let rows: Vec<(kernel::OrgId, SessionId)> = tx
        .all(
            sql!(
                "SELECT s.org_id, s.id FROM sessions s
                  WHERE s.outcome IS NULL AND s.ends_at <= $1 AND s.place = 'classroom'
                  ORDER BY s.ends_at LIMIT 200"
            ),
            &[&ended_before],
        )
        .await?;
    Ok(rows.into_iter().map(|(org, id)| (Scope::trusted(org), id)).collect())
}

/// Open sessions with nobody present since before `since`, the one opened first before the others. Over all organizations:
/// a job of the server.
///
/// # Errors
/// As the engine refuses.
pub async fn deserted(tx: &mut Tx, since: Timestamp) -> Result<Vec<(Scope, SessionId)>> {
    let rows: Vec<(kernel::OrgId, SessionId)> = tx
        .all(
            sql!(
                "SELECT s.org_id, s.id FROM sessions s
                  WHERE s.opened_at IS NOT NULL AND s.ended_at IS NULL AND s.opened_at <= $1
                    AND NOT EXISTS
                        (SELECT 1 FROM presences p WHERE p.org_id = s.org_id AND p.session_id = s.id
                            AND (p.left_at IS NULL OR p.left_at > $1))
                  ORDER BY s.opened_at LIMIT 200"
            ),
            &[&since],
        )
        .await?;
    Ok(rows.into_iter().map(|(org, id)| (Scope::trusted(org), id)).collect())
}

/// Ended sessions whose presence was never closed: `nacre check` wants none.
///
/// # Errors
/// As the engine refuses.
pub async fn stale_presence(tx: &mut Tx) -> Result<i64> {
    let (count,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM presences p JOIN sessions s ON s.org_id = p.org_id AND s.id = p.session_id
                  WHERE p.left_at IS NULL AND s.ended_at IS NOT NULL"
            ),
            &[],
        )
        .await?;
    Ok(count)
}

db::row! {
    /// What a pair used last: the form starts from it.
    #[derive(Debug, Clone)]
    pub struct LastUsed {
        pub program_id: ProgramId,
        pub billable: bool,
        pub starts_at: Timestamp,
        pub ends_at: Timestamp,
    }
}

impl LastUsed {
    pub fn minutes(&self) -> Option<SessionMinutes> {
        SessionMinutes::new((self.ends_at.micros() - self.starts_at.micros()) / 60_000_000).ok()
    }
}

/// What this pair used in their newest session.
///
/// # Errors
/// As the engine refuses.
pub async fn last_used_by_pair(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    student: UserId,
) -> Result<Option<LastUsed>> {
    tx.opt(
        sql!(
            "SELECT program_id, billable, starts_at, ends_at FROM sessions
              WHERE org_id = $1 AND instructor_id = $2 AND student_id = $3 ORDER BY created_at DESC LIMIT 1"
        ),
        &[&scope.org(), &instructor, &student],
    )
    .await
}

db::row! {
    /// What the end of a session was decided by, and what was stored of it.
    pub struct Ended {
        pub id: SessionId,
        pub instructor_id: UserId,
        pub ended_by: String,
        pub end_choice: Option<String>,
        pub outcome: String,
        pub together_seconds: i64,
        pub minimum_minutes: i64,
        pub no_show_minutes: i64,
        pub cancel_reason: Option<String>,
    }
}

/// Every session that ended in the classroom, to be judged again.
///
/// # Errors
/// As the engine refuses.
pub async fn ended(tx: &mut Tx, scope: Scope) -> Result<Vec<Ended>> {
    tx.all(
        sql!(
            "SELECT id, instructor_id, ended_by, end_choice, outcome, together_seconds, minimum_minutes,
                    no_show_minutes, cancel_reason
               FROM sessions
              WHERE org_id = $1 AND ended_at IS NOT NULL AND outcome_from = 'presence' ORDER BY starts_at"
        ),
        &[&scope.org()],
    )
    .await
}
