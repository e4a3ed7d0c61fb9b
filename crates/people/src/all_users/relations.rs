//! The verbs that tie people together, each written into the audit trail.

use db::{Result, Scope, Tx, outbox};
use kernel::{Event, UserId};

use crate::audit::{self, Change};
use crate::{families, links, teaching_pairs};

/// Assigns a student to an instructor.
///
/// # Errors
/// `NotFound` unless one is an active instructor and the other a student who is not archived.
pub async fn assign(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    student: UserId,
    by: UserId,
) -> Result<()> {
    teaching_pairs::assign(tx, scope, instructor, student).await?;
    tell(tx, scope, "person assigned", student, instructor, by).await
}

/// Ends an assignment.
///
/// # Errors
/// As the engine refuses.
pub async fn unassign(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    student: UserId,
    by: UserId,
) -> Result<()> {
    teaching_pairs::unassign(tx, scope, instructor, student).await?;
    tell(tx, scope, "person unassigned", student, instructor, by).await
}

/// Makes somebody a parent of a student.
///
/// # Errors
/// `NotFound` unless one is a parent and the other a student.
pub async fn link(tx: &mut Tx, scope: Scope, parent: UserId, student: UserId, by: UserId) -> Result<()> {
    families::link(tx, scope, parent, student).await?;
    tell(tx, scope, "person linked to parent", student, parent, by).await
}

/// Ends that somebody is a parent of a student, and takes back the student's links in their mails.
///
/// # Errors
/// As the engine refuses.
pub async fn unlink(tx: &mut Tx, scope: Scope, parent: UserId, student: UserId, by: UserId) -> Result<()> {
    families::unlink(tx, scope, parent, student).await?;
    links::revoke_in_mails_of(tx, scope, student, parent).await?;
    tell(tx, scope, "person unlinked from parent", student, parent, by).await
}

async fn tell(
    tx: &mut Tx,
    scope: Scope,
    what: &str,
    student: UserId,
    other: UserId,
    by: UserId,
) -> Result<()> {
    let (subject, after) = (Some(student.to_string()), Some(other.to_string()));
    audit::record(tx, scope, Change { by: Some(by), what, subject, before: None, after }).await?;
    for person in [student, other] {
        outbox::record(tx, scope, Event::PersonChanged { person }).await?;
    }
    Ok(())
}
