//! The two halves of the list of sessions, searched without looking at every session there is.

use db::{Bind, Result, Tx, sql};
use kernel::{OrgId, ProgramId, Role, Timestamp, UserId};
use web::Viewer;

use super::LOOK_BACK_MINUTES;
use crate::sessions::filter::Narrowing;
use crate::sessions::session::{Outcome, Session};

/// The two halves of the list of sessions: each session stands in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    /// Live, planned, or called off before its time came; the next first.
    Upcoming,
    /// Over, the last one first; of sessions elsewhere also those of which nobody said how they went.
    Past,
}

/// When the sessions of a half start.
#[derive(Debug, Clone, Copy)]
struct Span {
    half: Half,
    from: Timestamp,
    to: Timestamp,
    /// Upcoming: what is settled stands there when it starts after this. Past: what is not settled stands there when
    /// it started before this.
    settled: Timestamp,
}

impl Span {
    fn of(half: Half, narrowing: &Narrowing, now: Timestamp) -> Self {
        // sessions elsewhere of which nobody said how they went are over by then
        let unsaid = now.plus_minutes(-LOOK_BACK_MINUTES);
        match half {
            Half::Upcoming => Self { half, from: narrowing.from.max(unsaid), to: narrowing.to, settled: now },
            Half::Past => {
                let to = narrowing.to.min(Timestamp::from_micros(now.micros() + 1));
                Self { half, from: narrowing.from, to, settled: unsaid }
            }
        }
    }

    /// The part that is not behind a session that starts then.
    fn until(self, starts_at: Timestamp) -> Self {
        match self.half {
            Half::Upcoming => Self { to: Timestamp::from_micros(starts_at.micros() + 1), ..self },
            Half::Past => Self { from: starts_at, ..self },
        }
    }
}

/// What finds sessions by an index, in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    Student(UserId),
    Instructor(UserId),
    Program(ProgramId),
    Subject(String),
    Outcome(&'static str),
    /// None yet.
    Unsettled,
    /// All there is.
    Time,
}

/// The most people, programs or subjects that are gone by one after the other. What more of them match is common, and
/// walking through time comes to a page of it soon.
const MOST_WAYS: usize = 24;

/// One half of the sessions this viewer may see, as narrowed, at most `limit` after `skip`.
///
/// # Errors
/// As the engine refuses.
pub async fn half(
    tx: &mut Tx,
    viewer: &Viewer,
    half: Half,
    narrowing: &Narrowing,
    (skip, limit): (i64, i64),
) -> Result<Vec<Session>> {
    let span = Span::of(half, narrowing, tx.now());
    if !viewer.is(Role::Admin) {
        return own(tx, viewer, span, narrowing, (skip, limit)).await;
    }
    match ways(tx, viewer.org, narrowing).await? {
        Some(ways) => gather(tx, viewer.org, span, narrowing, &ways, (skip, limit)).await,
        None => go(tx, viewer.org, span, narrowing, &Way::Time, (skip, limit)).await,
    }
}

/// What leads to every session that is let through, in few steps; none when nothing narrows, or what narrows is common.
async fn ways(tx: &mut Tx, org: OrgId, n: &Narrowing) -> Result<Option<Vec<Way>>> {
    let mut few: Vec<Vec<Way>> = Vec::new();
    if !n.student.is_empty() {
        few.push(people_named(tx, org, &n.student).await?.into_iter().map(Way::Student).collect());
    }
    if !n.instructor.is_empty() {
        few.push(people_named(tx, org, &n.instructor).await?.into_iter().map(Way::Instructor).collect());
    }
    if !n.words.is_empty() {
        few.push(ways_of_words(tx, org, &n.words).await?);
    }
    if let Some(fewest) = few.into_iter().min_by_key(Vec::len)
        && fewest.len() <= MOST_WAYS
    {
        return Ok(Some(fewest));
    }
    let outcome = |outcome: Outcome| Way::Outcome(outcome.word());
    Ok(match n.status.as_str() {
        "completed" => Some(vec![outcome(Outcome::Completed)]),
        "missed" => Some(vec![outcome(Outcome::MissedByStudent), outcome(Outcome::MissedByInstructor)]),
        "cancelled" => Some(vec![outcome(Outcome::Cancelled)]),
        "scheduled" | "live" => Some(vec![Way::Unsettled]),
        _ if !n.any_program => Some(vec![Way::Program(n.program)]),
        _ => None,
    })
}

/// Some more than [`MOST_WAYS`] at most: then they are not all.
async fn ways_of_words(tx: &mut Tx, org: OrgId, words: &String) -> Result<Vec<Way>> {
    let limit = i64::try_from(MOST_WAYS + 1).unwrap_or(i64::MAX);
    let mut ways: Vec<Way> = Vec::new();
    for person in people_named(tx, org, words).await? {
        ways.extend([Way::Student(person), Way::Instructor(person)]);
    }
    let programs: Vec<(ProgramId,)> = tx
        .all(
            sql!(
                "SELECT p.id FROM programs p WHERE p.org_id = $1 AND LOWER(p.title) LIKE $2 ESCAPE '!' LIMIT $3"
            ),
            &[&org, words, &limit],
        )
        .await?;
    ways.extend(programs.into_iter().map(|(id,)| Way::Program(id)));
    let subjects: Vec<(String,)> = tx
        .all(
            sql!("SELECT s.subject FROM subjects s WHERE s.org_id = $1 AND LOWER(s.subject) LIKE $2 ESCAPE '!' LIMIT $3"),
            &[&org, words, &limit],
        )
        .await?;
    ways.extend(subjects.into_iter().map(|(subject,)| Way::Subject(subject)));
    Ok(ways)
}

async fn people_named(tx: &mut Tx, org: OrgId, pattern: &String) -> Result<Vec<UserId>> {
    let limit = i64::try_from(MOST_WAYS + 1).unwrap_or(i64::MAX);
    let found: Vec<(UserId,)> = tx
        .all(
            sql!(concat!(
                "SELECT u.id FROM people u WHERE u.org_id = $1 AND ",
                narrowed!(name "u"),
                " LIKE $2 ESCAPE '!' LIMIT $3"
            )),
            &[&org, pattern, &limit],
        )
        .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Goes each way as far as a page needs: once a page is full, no further than its last session.
async fn gather(
    tx: &mut Tx,
    org: OrgId,
    mut span: Span,
    narrowing: &Narrowing,
    ways: &[Way],
    (skip, limit): (i64, i64),
) -> Result<Vec<Session>> {
    let wanted = usize::try_from(skip + limit).unwrap_or(usize::MAX);
    let mut found: Vec<Session> = Vec::new();
    for way in ways {
        found.extend(go(tx, org, span, narrowing, way, (0, skip + limit)).await?);
        match span.half {
            Half::Upcoming => found.sort_by_key(|session| (session.starts_at, session.id)),
            Half::Past => found.sort_by_key(|session| std::cmp::Reverse((session.starts_at, session.id))),
        }
        found.dedup_by_key(|session| session.id);
        found.truncate(wanted);
        if let Some(last) = found.last().filter(|_| found.len() == wanted) {
            span = span.until(last.starts_at);
        }
    }
    Ok(found.split_off(found.len().min(usize::try_from(skip).unwrap_or(usize::MAX))))
}

/// The sessions of a span that `$by` ($2) finds, as narrowed.
macro_rules! sought {
    (upcoming $by:literal) => {
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND ", $by,
            " AND s.starts_at >= $3 AND s.starts_at < $4 AND (s.outcome IS NULL OR s.starts_at > $5)",
            narrowed!("$6", "$7", "$8", "$9", "$10", "$11"),
            " ORDER BY s.starts_at, s.id LIMIT $12 OFFSET $13"
        ))
    };
    (past $by:literal) => {
        sql!(select_sessions!(
            "WHERE s.org_id = $1 AND ", $by,
            " AND s.starts_at >= $3 AND s.starts_at < $4 AND (s.outcome IS NOT NULL OR s.starts_at < $5)",
            narrowed!("$6", "$7", "$8", "$9", "$10", "$11"),
            " ORDER BY s.starts_at DESC, s.id DESC LIMIT $12 OFFSET $13"
        ))
    };
    ($half:expr, $by:literal) => {
        match $half {
            Half::Upcoming => sought!(upcoming $by),
            Half::Past => sought!(past $by),
        }
    };
}

async fn go(
    tx: &mut Tx,
    org: OrgId,
    span: Span,
    n: &Narrowing,
    way: &Way,
    (skip, limit): (i64, i64),
) -> Result<Vec<Session>> {
    let half = span.half;
    let (sql, by): (&str, &dyn Bind) = match way {
        Way::Student(id) => (sought!(half, "s.student_id = $2"), id),
        Way::Instructor(id) => (sought!(half, "s.instructor_id = $2"), id),
        Way::Program(id) => (sought!(half, "s.program_id = $2"), id),
        Way::Subject(subject) => (sought!(half, "s.subject = $2 AND s.subject <> ''"), subject),
        Way::Outcome(word) => (sought!(half, "s.outcome = $2"), word),
        Way::Unsettled => (sought!(half, "s.outcome IS NULL AND $2 <> ''"), &"none yet"),
        Way::Time => (sought!(half, "$2 <> ''"), &"any"),
    };
    let values: [&dyn Bind; 13] = [
        &org,
        by,
        &span.from,
        &span.to,
        &span.settled,
        &n.status,
        &n.any_program,
        &n.program,
        &n.instructor,
        &n.student,
        &n.words,
        &limit,
        &skip,
    ];
    tx.all(sql, &values).await
}

/// Those that the viewer takes part in as instructor, student or parent.
async fn own(
    tx: &mut Tx,
    viewer: &Viewer,
    span: Span,
    n: &Narrowing,
    (skip, limit): (i64, i64),
) -> Result<Vec<Session>> {
    let sql = match span.half {
        Half::Upcoming => sql!(select_sessions!(
            among(own_ids!(
                "o.starts_at >= $3 AND o.starts_at < $4 AND (o.outcome IS NULL OR o.starts_at > $5)"
            )),
            "WHERE s.org_id = $1",
            narrowed!("$6", "$7", "$8", "$9", "$10", "$11"),
            " ORDER BY s.starts_at + 0, s.id LIMIT $12 OFFSET $13"
        )),
        Half::Past => sql!(select_sessions!(
            among(own_ids!(
                "o.starts_at >= $3 AND o.starts_at < $4 AND (o.outcome IS NOT NULL OR o.starts_at < $5)"
            )),
            "WHERE s.org_id = $1",
            narrowed!("$6", "$7", "$8", "$9", "$10", "$11"),
            " ORDER BY s.starts_at + 0 DESC, s.id DESC LIMIT $12 OFFSET $13"
        )),
    };
    let values: [&dyn Bind; 13] = [
        &viewer.org,
        &viewer.user,
        &span.from,
        &span.to,
        &span.settled,
        &n.status,
        &n.any_program,
        &n.program,
        &n.instructor,
        &n.student,
        &n.words,
        &limit,
        &skip,
    ];
    tx.all(sql, &values).await
}
