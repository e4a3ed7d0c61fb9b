//! The rows that tie parents to students.

use db::{Bind, Error, Result, Scope, Tx, sql};
use kernel::{Email, UserId};

use crate::accounts::{self, Person};

/// The parents of a student who are not archived, by name: who is told, and who may see.
///
/// # Errors
/// As the engine refuses.
pub async fn parents_of(tx: &mut Tx, scope: Scope, student: UserId) -> Result<Vec<Person>> {
    let ids = parent_ids_of(tx, scope, student).await?;
    accounts::find_many(tx, scope, &ids).await
}

/// Which they are, for who reads them together with others.
///
/// # Errors
/// As the engine refuses.
pub async fn parent_ids_of(tx: &mut Tx, scope: Scope, student: UserId) -> Result<Vec<UserId>> {
    let ids: Vec<(UserId,)> = tx
        .all(
            sql!(
                "SELECT p.id FROM parents k
                   JOIN people p ON p.org_id = k.org_id AND p.id = k.parent_id
                  WHERE k.org_id = $1 AND k.student_id = $2 AND p.standing <> 'archived'
                  ORDER BY p.last_name, p.first_name, p.id LIMIT 20"
            ),
            &[&scope.org(), &student],
        )
        .await?;
    Ok(ids.into_iter().map(|(id,)| id).collect())
}

/// The students of a parent who are not archived, by name.
///
/// # Errors
/// As the engine refuses.
pub async fn students_of(tx: &mut Tx, scope: Scope, parent: UserId) -> Result<Vec<Person>> {
    let ids: Vec<(UserId,)> = tx
        .all(
            sql!(
                "SELECT p.id FROM parents k
                   JOIN people p ON p.org_id = k.org_id AND p.id = k.student_id
                  WHERE k.org_id = $1 AND k.parent_id = $2 AND p.standing <> 'archived'
                  ORDER BY p.last_name, p.first_name, p.id LIMIT 50"
            ),
            &[&scope.org(), &parent],
        )
        .await?;
    let ids: Vec<UserId> = ids.into_iter().map(|(id,)| id).collect();
    accounts::find_many(tx, scope, &ids).await
}

/// Makes `parent` a parent of `student`. Doing it twice is doing it once.
///
/// # Errors
/// `NotFound` unless one is a parent and the other a student of the organization.
pub async fn link(tx: &mut Tx, scope: Scope, parent: UserId, student: UserId) -> Result<()> {
    let values: [&dyn Bind; 3] = [&scope.org(), &parent, &student];
    let (fitting,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM people p
                   JOIN people s ON s.org_id = p.org_id AND s.id = $3
                  WHERE p.org_id = $1 AND p.id = $2 AND p.id <> s.id
                    AND (p.roles & 8) <> 0 AND (s.roles & 4) <> 0"
            ),
            &values,
        )
        .await?;
    if fitting == 0 {
        return Err(Error::NotFound);
    }
    tx.exec(
        sql!(
            "INSERT INTO parents (org_id, parent_id, student_id) VALUES ($1, $2, $3)
             ON CONFLICT (org_id, parent_id, student_id) DO NOTHING"
        ),
        &values,
    )
    .await?;
    Ok(())
}

/// Ends that `parent` is a parent of `student`.
///
/// # Errors
/// As the engine refuses.
pub async fn unlink(tx: &mut Tx, scope: Scope, parent: UserId, student: UserId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM parents WHERE org_id = $1 AND parent_id = $2 AND student_id = $3"),
        &[&scope.org(), &parent, &student],
    )
    .await?;
    Ok(())
}

/// The email of every parent of these students, beside the student.
///
/// # Errors
/// As the engine refuses.
pub async fn emails_of_parents(
    tx: &mut Tx,
    scope: Scope,
    students: &[UserId],
) -> Result<Vec<(UserId, Email)>> {
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(students.iter().map(|id| id as &dyn Bind));
    tx.all_listed(
        sql!(
            "SELECT k.student_id, p.email FROM parents k
               JOIN people p ON p.org_id = k.org_id AND p.id = k.parent_id
              WHERE k.org_id = $1 AND p.email IS NOT NULL AND k.student_id IN ($list)"
        ),
        1,
        &values,
    )
    .await
}
