//! Finding instructors, and what they teach. Written by the areas of people and by other features.

use db::{Bind, Result, Scope, Tx, sql};
use kernel::{ProgramId, Role, UserId};
use people::accounts::{self, Person, like_pattern};
use people::organizations;
use web::Viewer;

use super::filter::{Filter, PAGE};

/// How far back sessions tell what somebody teaches.
const DAYS_BACK: i64 = 365;

/// The instructors a viewer finds: `$2` whether all of them, else those who teach `$3` or a child of theirs.
macro_rules! select_instructors {
    ($rest:literal) => {
        concat!(
            "SELECT p.id FROM people p
              WHERE p.org_id = $1 AND (p.roles & 2) <> 0 AND p.standing = 'active' AND NOT p.under_13
                AND ($2 OR EXISTS
                    (SELECT 1 FROM assignments a
                      WHERE a.org_id = p.org_id AND a.instructor_id = p.id
                        AND (a.student_id = $3 OR EXISTS
                            (SELECT 1 FROM parents k
                              WHERE k.org_id = a.org_id AND k.parent_id = $3 AND k.student_id = a.student_id)))) ",
            $rest
        )
    };
}

/// Whether a viewer finds every instructor.
async fn finds_all(tx: &mut Tx, viewer: &Viewer) -> Result<bool> {
    let is_staff = viewer.is(Role::Admin) || viewer.is(Role::Instructor);
    Ok(is_staff || organizations::rules(tx, viewer.scope()).await?.families_may_browse)
}

/// One page of the instructors a viewer finds, by name, and one more where there are more. Words are looked for in names
/// alone: a search key goes on with the address, which nobody is to guess by searching.
///
/// # Errors
/// As the engine refuses.
pub async fn list(tx: &mut Tx, viewer: &Viewer, filter: &Filter) -> Result<Vec<Person>> {
    let finds_all = finds_all(tx, viewer).await?;
    let since = tx.now().plus_minutes(-DAYS_BACK * 24 * 60);
    let now = tx.now();
    let (pattern, program, after) = (like_pattern(&filter.q), filter.program(), filter.after());
    let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let ids: Vec<(UserId,)> = tx
        .all(
            sql!(select_instructors!(
                "AND SUBSTR(p.search_key, 1, LENGTH(p.first_name) + LENGTH(p.last_name) + 1) LIKE $4 ESCAPE '!'
                 AND (EXISTS (SELECT 1 FROM sessions s
                               WHERE s.org_id = p.org_id AND s.instructor_id = p.id AND s.program_id = $5
                                 AND s.starts_at >= $6 AND s.outcome IS DISTINCT FROM 'cancelled')
                      OR EXISTS (SELECT 1 FROM on_demand_offers o
                                  WHERE o.org_id = p.org_id AND o.instructor_id = p.id AND o.program_id = $5
                                    AND o.until_at > $7)
                      OR $5 IS NULL)
                 AND (NOT EXISTS (SELECT 1 FROM people c WHERE c.org_id = $1 AND c.id = $8)
                      OR (p.last_name, p.first_name, p.id) >
                         (SELECT c.last_name, c.first_name, c.id FROM people c WHERE c.org_id = $1 AND c.id = $8))
                 ORDER BY p.last_name, p.first_name, p.id LIMIT $9"
            )),
            &[&viewer.org, &finds_all, &viewer.user, &pattern, &program, &since, &now, &after, &limit],
        )
        .await?;
    let ids: Vec<UserId> = ids.into_iter().map(|(id,)| id).collect();
    accounts::find_many(tx, viewer.scope(), &ids).await
}

/// The instructor, for who finds them.
///
/// # Errors
/// `NotFound` for anyone else, as for an id that was never given out.
pub async fn find(tx: &mut Tx, viewer: &Viewer, id: UserId) -> Result<Person> {
    let finds_all = finds_all(tx, viewer).await?;
    let (id,): (UserId,) = tx
        .one(sql!(select_instructors!("AND p.id = $4")), &[&viewer.org, &finds_all, &viewer.user, &id])
        .await?;
    accounts::find(tx, viewer.scope(), id).await
}

/// What these instructors teach, by title: the open programs of their sessions, planned or held within a year, and what they
/// are there for on demand.
///
/// # Errors
/// As the engine refuses.
pub async fn taught_by(
    tx: &mut Tx,
    scope: Scope,
    instructors: &[UserId],
) -> Result<Vec<(UserId, ProgramId, String)>> {
    if instructors.is_empty() {
        return Ok(Vec::new());
    }
    let (org, now) = (scope.org(), tx.now());
    let since = now.plus_minutes(-DAYS_BACK * 24 * 60);
    let listed = |at| {
        let mut values: Vec<&dyn Bind> = vec![&org, at];
        values.extend(instructors.iter().map(|id| id as &dyn Bind));
        values
    };
    let mut all: Vec<(UserId, ProgramId, String)> = tx
        .all_listed(
            sql!(
                "SELECT DISTINCT s.instructor_id, p.id, p.title FROM sessions s
                   JOIN programs p ON p.org_id = s.org_id AND p.id = s.program_id
                  WHERE s.org_id = $1 AND s.starts_at >= $2 AND s.outcome IS DISTINCT FROM 'cancelled'
                    AND p.archived_at IS NULL AND s.instructor_id IN ($list) LIMIT 5000"
            ),
            2,
            &listed(&since),
        )
        .await?;
    let offered: Vec<(UserId, ProgramId, String)> = tx
        .all_listed(
            sql!(
                "SELECT o.instructor_id, p.id, p.title FROM on_demand_offers o
                   JOIN programs p ON p.org_id = o.org_id AND p.id = o.program_id
                  WHERE o.org_id = $1 AND o.until_at > $2 AND p.archived_at IS NULL
                    AND o.instructor_id IN ($list) LIMIT 5000"
            ),
            2,
            &listed(&now),
        )
        .await?;
    all.extend(offered);
    all.sort_by(|one, other| (one.0, &one.2).cmp(&(other.0, &other.2)));
    all.dedup();
    Ok(all)
}
