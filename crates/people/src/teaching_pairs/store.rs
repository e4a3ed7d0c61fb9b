//! The rows that assign students to instructors.

use db::{Bind, Error, Result, Scope, Tx, sql};
use kernel::{Email, UserId};

use crate::accounts::{self, Person};

/// Students shown at once to an instructor or an admin.
const MOST_STUDENTS: i64 = 1_000;

/// Lets `instructor` teach `student`. Doing it twice is doing it once.
///
/// # Errors
/// `NotFound` unless one is an active instructor and the other a student who is not archived.
pub async fn assign(tx: &mut Tx, scope: Scope, instructor: UserId, student: UserId) -> Result<()> {
    let values: [&dyn Bind; 3] = [&scope.org(), &instructor, &student];
    let (fitting,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM people i
                   JOIN people s ON s.org_id = i.org_id AND s.id = $3
                  WHERE i.org_id = $1 AND i.id = $2 AND i.id <> s.id
                    AND (i.roles & 2) <> 0 AND i.standing = 'active'
                    AND (s.roles & 4) <> 0 AND s.standing <> 'archived'"
            ),
            &values,
        )
        .await?;
    if fitting == 0 {
        return Err(Error::NotFound);
    }
    let now = tx.now();
    tx.exec(
        sql!(
            "INSERT INTO assignments (org_id, instructor_id, student_id, assigned_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org_id, instructor_id, student_id) DO NOTHING"
        ),
        &[&scope.org(), &instructor, &student, &now],
    )
    .await?;
    Ok(())
}

/// Lets `instructor` teach `student` from when they come in: the instructor may be invited only, for a table may bring
/// both. Doing it twice is doing it once.
///
/// # Errors
/// `NotFound` unless one is an instructor and the other a student, neither archived.
pub async fn assign_ahead(tx: &mut Tx, scope: Scope, instructor: UserId, student: UserId) -> Result<()> {
    let now = tx.now();
    let (fitting,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM people i
                   JOIN people s ON s.org_id = i.org_id AND s.id = $3
                  WHERE i.org_id = $1 AND i.id = $2 AND i.id <> s.id
                    AND (i.roles & 2) <> 0 AND i.standing <> 'archived'
                    AND (s.roles & 4) <> 0 AND s.standing <> 'archived'"
            ),
            &[&scope.org(), &instructor, &student],
        )
        .await?;
    if fitting == 0 {
        return Err(Error::NotFound);
    }
    tx.exec(
        sql!(
            "INSERT INTO assignments (org_id, instructor_id, student_id, assigned_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (org_id, instructor_id, student_id) DO NOTHING"
        ),
        &[&scope.org(), &instructor, &student, &now],
    )
    .await?;
    Ok(())
}

/// The email of everyone who may teach one of these students, beside the student.
///
/// # Errors
/// As the engine refuses.
pub async fn emails_of_instructors(
    tx: &mut Tx,
    scope: Scope,
    students: &[UserId],
) -> Result<Vec<(UserId, Email)>> {
    let org = scope.org();
    let mut values: Vec<&dyn Bind> = vec![&org];
    values.extend(students.iter().map(|id| id as &dyn Bind));
    tx.all_listed(
        sql!(
            "SELECT a.student_id, p.email FROM assignments a
               JOIN people p ON p.org_id = a.org_id AND p.id = a.instructor_id
              WHERE a.org_id = $1 AND p.email IS NOT NULL AND a.student_id IN ($list)"
        ),
        1,
        &values,
    )
    .await
}

/// Ends that `instructor` may teach `student`; sessions stay as they are.
///
/// # Errors
/// As the engine refuses.
pub async fn unassign(tx: &mut Tx, scope: Scope, instructor: UserId, student: UserId) -> Result<()> {
    tx.exec(
        sql!("DELETE FROM assignments WHERE org_id = $1 AND instructor_id = $2 AND student_id = $3"),
        &[&scope.org(), &instructor, &student],
    )
    .await?;
    Ok(())
}

/// Whether `instructor`, active, may start or book a session with `student`, who may be invited still but not archived.
///
/// # Errors
/// As the engine refuses.
pub async fn may_teach(tx: &mut Tx, scope: Scope, instructor: UserId, student: UserId) -> Result<bool> {
    let (pairs,): (i64,) = tx
        .one(
            sql!(
                "SELECT COUNT(*) FROM assignments a
                   JOIN people i ON i.org_id = a.org_id AND i.id = a.instructor_id
                   JOIN people s ON s.org_id = a.org_id AND s.id = a.student_id
                  WHERE a.org_id = $1 AND a.instructor_id = $2 AND a.student_id = $3
                    AND (i.roles & 2) <> 0 AND i.standing = 'active'
                    AND (s.roles & 4) <> 0 AND s.standing <> 'archived'"
            ),
            &[&scope.org(), &instructor, &student],
        )
        .await?;
    Ok(pairs == 1)
}

/// The students an instructor may teach, invited and active, by name; at most a thousand.
///
/// # Errors
/// As the engine refuses.
pub async fn students_of(tx: &mut Tx, scope: Scope, instructor: UserId) -> Result<Vec<Person>> {
    let ids: Vec<(UserId,)> = tx
        .all(
            sql!(
                "SELECT s.id FROM assignments a
                   JOIN people s ON s.org_id = a.org_id AND s.id = a.student_id
                  WHERE a.org_id = $1 AND a.instructor_id = $2
                    AND (s.roles & 4) <> 0 AND s.standing <> 'archived'
                  ORDER BY s.last_name, s.first_name, s.id LIMIT $3"
            ),
            &[&scope.org(), &instructor, &MOST_STUDENTS],
        )
        .await?;
    people(tx, scope, &ids).await
}

/// The instructors who may teach a student and are not archived, by name.
///
/// # Errors
/// As the engine refuses.
pub async fn instructors_of(tx: &mut Tx, scope: Scope, student: UserId) -> Result<Vec<Person>> {
    let ids: Vec<(UserId,)> = tx
        .all(
            sql!(
                "SELECT i.id FROM assignments a
                   JOIN people i ON i.org_id = a.org_id AND i.id = a.instructor_id
                  WHERE a.org_id = $1 AND a.student_id = $2 AND i.standing <> 'archived'
                  ORDER BY i.last_name, i.first_name, i.id LIMIT 100"
            ),
            &[&scope.org(), &student],
        )
        .await?;
    people(tx, scope, &ids).await
}

async fn people(tx: &mut Tx, scope: Scope, ids: &[(UserId,)]) -> Result<Vec<Person>> {
    let ids: Vec<UserId> = ids.iter().map(|(id,)| *id).collect();
    accounts::find_many(tx, scope, &ids).await
}
