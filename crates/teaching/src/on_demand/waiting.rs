//! The verbs of who waits: take a place, keep it, give it up.

use db::{Tx, outbox};
use kernel::{Event, ProgramId, Role, UserId, WaitId};
use people::accounts::{self, Person};
use people::families;
use web::Viewer;

use super::store;
use super::wait::Wait;
use crate::sessions;

/// Why nobody waits.
#[derive(Debug, thiserror::Error)]
pub enum WaitError {
    #[error("no such student, or not one this person may wait for")]
    UnknownStudent,
    #[error("nobody is there for that subject any more")]
    NotOffered,
    #[error("the student is in a live session")]
    StudentBusy,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for WaitError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// The students `viewer` may wait for: themself, and a parent for their children.
///
/// # Errors
/// As the engine refuses.
pub async fn students_for(tx: &mut Tx, viewer: &Viewer) -> db::Result<Vec<Person>> {
    let mut students = Vec::new();
    if viewer.is(Role::Student) {
        students.push(accounts::find(tx, viewer.scope(), viewer.user).await?);
    }
    if viewer.is(Role::Parent) {
        students.extend(families::students_of(tx, viewer.scope(), viewer.user).await?);
    }
    Ok(students)
}

/// Takes a place for a student; who has one keeps it, and its turn.
///
/// # Errors
/// As [`WaitError`] says.
pub async fn wait(
    tx: &mut Tx,
    viewer: &Viewer,
    student: UserId,
    program: ProgramId,
) -> Result<WaitId, WaitError> {
    let scope = viewer.scope();
    if !students_for(tx, viewer).await?.iter().any(|one| one.id == student) {
        return Err(WaitError::UnknownStudent);
    }
    // two presses for one student meet here
    sessions::guard(tx, scope, [student, student]).await?;
    if sessions::find_live_of_student(tx, scope, student).await?.is_some() {
        return Err(WaitError::StudentBusy);
    }
    store::give_up(tx, scope, student).await?;
    if let Some(open) = store::open_of(tx, scope, student).await? {
        return Ok(open.id);
    }
    if !store::subjects_for(tx, scope, student).await?.iter().any(|(offered, _)| *offered == program) {
        return Err(WaitError::NotOffered);
    }
    let id = WaitId::fresh(tx.now());
    if !store::insert(tx, scope, id, (student, program), viewer.user).await? {
        return Err(db::Error::Busy.into());
    }
    outbox::record(tx, scope, Event::WaitChanged { wait: id }).await?;
    Ok(id)
}

/// A sign of life of the waiting room's page. Says whether the place was still held.
///
/// # Errors
/// `NotFound` for everybody but the student and their parents.
pub async fn stay(tx: &mut Tx, viewer: &Viewer, id: WaitId) -> db::Result<bool> {
    let wait: Wait = store::find_own(tx, viewer, id).await?;
    store::set_seen(tx, viewer.scope(), wait.id).await
}

/// Gives the place up.
///
/// # Errors
/// `NotFound` for everybody but the student and their parents.
pub async fn leave(tx: &mut Tx, viewer: &Viewer, id: WaitId) -> db::Result<()> {
    let wait = store::find_own(tx, viewer, id).await?;
    if store::set_left(tx, viewer.scope(), wait.id).await? {
        outbox::record(tx, viewer.scope(), Event::WaitChanged { wait: id }).await?;
    }
    Ok(())
}
