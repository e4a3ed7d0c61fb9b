//! The sessions of a span of time, searched without looking at every session there is. First which, then what of each:
//! however many lie on the way, no more are read whole than are given.

use std::collections::HashMap;

use db::{Bind, Result, Scope, Tx, sql};
use kernel::{OrgId, ProgramId, Role, SessionId, Timestamp, UserId};
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

/// When sessions start, and in which order they are wanted.
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

    /// All that start in `from..to`, the first first.
    fn whole(from: Timestamp, to: Timestamp) -> Self {
        Self { half: Half::Upcoming, from, to, settled: Timestamp::from_micros(i64::MIN) }
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
    Outcome(Outcome),
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
    let ways = ways_of(tx, viewer, narrowing).await?;
    gather(tx, viewer.org, span, narrowing, &ways, (skip, limit)).await
}

/// The sessions this viewer may see that start in `from..to`, as narrowed; the first first, at most `limit`.
///
/// # Errors
/// As the engine refuses.
pub async fn between(
    tx: &mut Tx,
    viewer: &Viewer,
    narrowing: &Narrowing,
    (from, to): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<Session>> {
    let ways = ways_of(tx, viewer, narrowing).await?;
    gather(tx, viewer.org, Span::whole(from, to), narrowing, &ways, (0, limit)).await
}

/// The sessions that a person takes part in as instructor, student or parent and that start in `from..to`, the first
/// first, at most `limit`: what their calendar feed holds, whatever else they may see.
///
/// # Errors
/// As the engine refuses.
pub async fn of_person(
    tx: &mut Tx,
    scope: Scope,
    person: UserId,
    (from, to): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<Session>> {
    let ways = own_ways(tx, scope.org(), person).await?;
    gather(tx, scope.org(), Span::whole(from, to), &Narrowing::none(), &ways, (0, limit)).await
}

/// What leads to every session that the viewer may see and that is let through.
async fn ways_of(tx: &mut Tx, viewer: &Viewer, narrowing: &Narrowing) -> Result<Vec<Way>> {
    match viewer.is(Role::Admin) {
        true => Ok(ways(tx, viewer.org, narrowing).await?.unwrap_or(vec![Way::Time])),
        false => own_ways(tx, viewer.org, viewer.user).await,
    }
}

/// What leads to the sessions that a person takes part in as instructor, student or parent.
async fn own_ways(tx: &mut Tx, org: OrgId, person: UserId) -> Result<Vec<Way>> {
    let children: Vec<(UserId,)> = tx
        .all(
            sql!("SELECT k.student_id FROM parents k WHERE k.org_id = $1 AND k.parent_id = $2"),
            &[&org, &person],
        )
        .await?;
    let mut ways = vec![Way::Instructor(person), Way::Student(person)];
    ways.extend(children.into_iter().map(|(child,)| Way::Student(child)));
    Ok(ways)
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
    Ok(match n.status.as_str() {
        "completed" => Some(vec![Way::Outcome(Outcome::Completed)]),
        "missed" => {
            Some(vec![Way::Outcome(Outcome::MissedByStudent), Way::Outcome(Outcome::MissedByInstructor)])
        }
        "cancelled" => Some(vec![Way::Outcome(Outcome::Cancelled)]),
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
    let mut found: Vec<(Timestamp, SessionId)> = Vec::new();
    for way in ways {
        found.extend(go(tx, org, span, narrowing, way, skip + limit).await?);
        match span.half {
            Half::Upcoming => found.sort_unstable(),
            Half::Past => found.sort_unstable_by_key(|place| std::cmp::Reverse(*place)),
        }
        found.dedup();
        found.truncate(wanted);
        if let Some((starts_at, _)) = found.last().filter(|_| found.len() == wanted) {
            span = span.until(*starts_at);
        }
    }
    let skipped = usize::try_from(skip).unwrap_or(usize::MAX);
    let page: Vec<SessionId> = found.into_iter().skip(skipped).map(|(_, id)| id).collect();
    read(tx, org, &page).await
}

/// Two statements for where the sessions of a span stand that `$by` ($2) finds, as narrowed: the first for when no names
/// or words are sought, and people and programs need not be looked at.
macro_rules! sought {
    ($half:expr, $by:literal) => {
        match $half {
            Half::Upcoming => sought!(
                $by,
                " AND (s.outcome IS NULL OR s.starts_at > $5)",
                " ORDER BY s.starts_at, s.id LIMIT $9"
            ),
            Half::Past => sought!(
                $by,
                " AND (s.outcome IS NOT NULL OR s.starts_at < $5)",
                " ORDER BY s.starts_at DESC, s.id DESC LIMIT $9"
            ),
        }
    };
    ($by:literal, $settled:literal, $order:literal) => {
        [
            sql!(concat!(
                "SELECT s.starts_at, s.id FROM sessions s WHERE s.org_id = $1 AND s.starts_at >= $3 AND s.starts_at < $4 AND ",
                $by,
                $settled,
                narrowed!(states "$6", "$7", "$8"),
                $order
            )),
            sql!(concat!(
                "SELECT s.starts_at, s.id FROM sessions s
                   JOIN people i ON i.org_id = s.org_id AND i.id = s.instructor_id
                   JOIN people t ON t.org_id = s.org_id AND t.id = s.student_id
                   JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id
                  WHERE s.org_id = $1 AND s.starts_at >= $3 AND s.starts_at < $4 AND ",
                $by,
                $settled,
                narrowed!(states "$6", "$7", "$8"),
                narrowed!(names "$10", "$11", "$12"),
                $order
            )),
        ]
    };
}

/// The plain and the named statement of a way. An outcome stands in its text: planned once for all values, it would not be
/// known that there are few of one.
fn statements(half: Half, way: &Way) -> [&'static str; 2] {
    match way {
        Way::Student(_) => sought!(half, "s.student_id = $2"),
        Way::Instructor(_) => sought!(half, "s.instructor_id = $2"),
        Way::Program(_) => sought!(half, "s.program_id = $2"),
        Way::Subject(_) => sought!(half, "s.subject = $2 AND s.subject <> ''"),
        Way::Outcome(Outcome::Completed) => sought!(half, "s.outcome = 'completed' AND $2 <> ''"),
        Way::Outcome(Outcome::MissedByStudent) => {
            sought!(half, "s.outcome = 'missed by student' AND $2 <> ''")
        }
        Way::Outcome(Outcome::MissedByInstructor) => {
            sought!(half, "s.outcome = 'missed by instructor' AND $2 <> ''")
        }
        Way::Outcome(Outcome::Cancelled) => sought!(half, "s.outcome = 'cancelled' AND $2 <> ''"),
        Way::Unsettled => sought!(half, "s.outcome IS NULL AND $2 <> ''"),
        Way::Time => sought!(half, "$2 <> ''"),
    }
}

async fn go(
    tx: &mut Tx,
    org: OrgId,
    span: Span,
    n: &Narrowing,
    way: &Way,
    limit: i64,
) -> Result<Vec<(Timestamp, SessionId)>> {
    let [plain, named] = statements(span.half, way);
    let by: &dyn Bind = match way {
        Way::Student(id) | Way::Instructor(id) => id,
        Way::Program(id) => id,
        Way::Subject(subject) => subject,
        Way::Outcome(_) | Way::Unsettled | Way::Time => &"named by the statement",
    };
    let values: [&dyn Bind; 12] = [
        &org,
        by,
        &span.from,
        &span.to,
        &span.settled,
        &n.status,
        &n.any_program,
        &n.program,
        &limit,
        &n.instructor,
        &n.student,
        &n.words,
    ];
    match n.instructor.is_empty() && n.student.is_empty() && n.words.is_empty() {
        true => tx.all(plain, &values[..9]).await,
        false => tx.all(named, &values).await,
    }
}

/// Sessions read with one statement. The last id fills up what is left, so that one prepared statement serves all.
const AT_ONCE: usize = 64;

/// The sessions with these ids, in their order.
async fn read(tx: &mut Tx, org: OrgId, ids: &[SessionId]) -> Result<Vec<Session>> {
    let sql = sql!(select_sessions!("WHERE s.org_id = $1 AND s.id IN ($list)"));
    let mut found: HashMap<SessionId, Session> = HashMap::with_capacity(ids.len());
    for part in ids.chunks(AT_ONCE) {
        let mut values: Vec<&dyn Bind> = vec![&org];
        values.extend(part.iter().map(|id| id as &dyn Bind));
        values.resize(1 + AT_ONCE, values[part.len()]);
        let part: Vec<Session> = tx.all_listed(sql, 1, &values).await?;
        found.extend(part.into_iter().map(|session| (session.id, session)));
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_by_outcome_names_the_word_that_is_stored() {
        for outcome in Outcome::ALL {
            let named = format!("s.outcome = '{}' ", outcome.word());
            for half in [Half::Upcoming, Half::Past] {
                for statement in statements(half, &Way::Outcome(outcome)) {
                    assert!(statement.contains(&named), "{outcome:?}: {statement}");
                }
            }
        }
    }
}
