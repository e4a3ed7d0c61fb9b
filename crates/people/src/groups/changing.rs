//! The verbs of groups: each leaves its lines in the audit trail, with the old and the new value. People and programs
//! stand there by their ids.

use db::{Scope, Tx};
use kernel::{GroupId, MembershipId, ProgramId, UserId};
use web::Viewer;

use super::{Days, Draft, Group, store};
use crate::audit::{self, Change};

/// What every line of the trail begins with.
pub const GROUP: &str = "group ";

/// Why a group is not as it was to be.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("another open group has that name")]
    NameTaken,
    #[error("there are too many groups")]
    TooMany,
    #[error("no such program, or an archived one")]
    UnknownProgram,
    #[error("no such instructor, or an archived one")]
    UnknownInstructor,
    #[error("the group is archived")]
    Archived,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for AddError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Why a student's days in a group are not as they were to be.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    #[error("no such student, or an archived one")]
    UnknownStudent,
    #[error("the student belongs to the group then already")]
    Overlaps { with: Days },
    #[error("the group has too many members")]
    TooMany,
    #[error("the group is archived")]
    Archived,
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl db::IsRetry for MemberError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

/// Adds a group without members. Its `viewer` is an admin, as of every verb here.
///
/// # Errors
/// Each variant of [`AddError`] belongs to a field of the form.
pub async fn add(tx: &mut Tx, viewer: &Viewer, draft: &Draft) -> Result<GroupId, AddError> {
    let scope = viewer.scope();
    let id = GroupId::fresh(tx.now());
    refuse_unknown(tx, scope, draft, None).await?;
    if store::is_taken(tx, scope, &draft.name, id).await? {
        return Err(AddError::NameTaken);
    }
    if !store::insert(tx, scope, id, draft).await.map_err(refusal)? {
        return Err(AddError::TooMany);
    }
    let line = |what, after| Line { what, before: None, after: Some(after) };
    let mut lines = vec![line("group added", draft.name.clone())];
    lines.extend(draft.program.map(|program| line("group program", program.to_string())));
    lines.extend((!draft.school.is_empty()).then(|| line("group school", draft.school.clone())));
    lines.extend(draft.instructor.map(|tutor| line("group instructor", tutor.to_string())));
    write_down(tx, viewer, id, lines).await?;
    Ok(id)
}

/// Changes a group. What is booked for it stays.
///
/// # Errors
/// As [`add`]; `NotFound` for an unknown one.
pub async fn change(tx: &mut Tx, viewer: &Viewer, id: GroupId, draft: &Draft) -> Result<(), AddError> {
    let scope = viewer.scope();
    store::lock(tx, scope, id).await?;
    let before = open(tx, viewer, id).await?.ok_or(AddError::Archived)?;
    refuse_unknown(tx, scope, draft, Some(&before)).await?;
    if store::is_taken(tx, scope, &draft.name, id).await? {
        return Err(AddError::NameTaken);
    }
    store::update(tx, scope, id, draft).await.map_err(refusal)?;
    write_down(tx, viewer, id, differences(&before, draft)).await?;
    Ok(())
}

fn differences(before: &Group, after: &Draft) -> Vec<Line> {
    let program = |id: Option<ProgramId>| id.map(|id| id.to_string());
    let person = |id: Option<UserId>| id.map(|id| id.to_string());
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let before_program = before.program.as_ref().map(|program| program.id);
    let before_tutor = before.instructor.as_ref().map(|tutor| tutor.id);
    [
        Line { what: "group name", before: text(&before.name), after: text(&after.name) },
        Line { what: "group program", before: program(before_program), after: program(after.program) },
        Line { what: "group school", before: text(&before.school), after: text(&after.school) },
        Line { what: "group instructor", before: person(before_tutor), after: person(after.instructor) },
    ]
    .into_iter()
    .filter(|line| line.before != line.after)
    .collect()
}

/// Takes a group out of the forms, with whoever belongs to it.
///
/// # Errors
/// `NotFound` for an unknown one. Archiving twice is archiving once.
pub async fn archive(tx: &mut Tx, viewer: &Viewer, id: GroupId) -> Result<(), AddError> {
    store::lock(tx, viewer.scope(), id).await?;
    if open(tx, viewer, id).await?.is_some() {
        store::set_archived(tx, viewer.scope(), id, true).await?;
        write_down(tx, viewer, id, vec![Line { what: "group archived", before: None, after: None }]).await?;
    }
    Ok(())
}

/// Brings an archived group back. Restoring twice is restoring once.
///
/// # Errors
/// `NameTaken` when another group has its name by now; `NotFound` for an unknown one.
pub async fn restore(tx: &mut Tx, viewer: &Viewer, id: GroupId) -> Result<(), AddError> {
    let scope = viewer.scope();
    store::lock(tx, scope, id).await?;
    if open(tx, viewer, id).await?.is_none() {
        let group = found(tx, viewer, id).await?;
        if store::is_taken(tx, scope, &group.name, id).await? {
            return Err(AddError::NameTaken);
        }
        store::set_archived(tx, scope, id, false).await.map_err(refusal)?;
        write_down(tx, viewer, id, vec![Line { what: "group restored", before: None, after: None }]).await?;
    }
    Ok(())
}

/// Lets a student belong to a group for some days.
///
/// # Errors
/// Each variant of [`MemberError`] is told at the form.
pub async fn add_member(
    tx: &mut Tx,
    viewer: &Viewer,
    group: GroupId,
    student: UserId,
    days: Days,
) -> Result<MembershipId, MemberError> {
    let scope = viewer.scope();
    store::lock(tx, scope, group).await?;
    open(tx, viewer, group).await?.ok_or(MemberError::Archived)?;
    if !store::is_student(tx, scope, student).await? {
        return Err(MemberError::UnknownStudent);
    }
    refuse_overlap(tx, scope, group, student, days, None).await?;
    let id = MembershipId::fresh(tx.now());
    if !store::insert_member(tx, scope, group, id, student, days).await? {
        return Err(MemberError::TooMany);
    }
    let line = Line { what: "group member added", before: None, after: Some(format!("{student} {days}")) };
    write_down(tx, viewer, group, vec![line]).await?;
    Ok(id)
}

/// Changes the days for which a student belongs to a group.
///
/// # Errors
/// Each variant of [`MemberError`] is told at the form; `NotFound` for an unknown one.
pub async fn change_member(
    tx: &mut Tx,
    viewer: &Viewer,
    group: GroupId,
    id: MembershipId,
    days: Days,
) -> Result<(), MemberError> {
    let scope = viewer.scope();
    store::lock(tx, scope, group).await?;
    open(tx, viewer, group).await?.ok_or(MemberError::Archived)?;
    let member = store::member(tx, scope, group, id).await?;
    refuse_overlap(tx, scope, group, member.student, days, Some(id)).await?;
    if member.days != days {
        store::set_days(tx, scope, id, days).await?;
        let before = Some(format!("{} {}", member.student, member.days));
        let after = Some(format!("{} {days}", member.student));
        write_down(tx, viewer, group, vec![Line { what: "group member days", before, after }]).await?;
    }
    Ok(())
}

/// Takes a student out of a group as if they had never belonged to it then.
///
/// # Errors
/// `Archived`; `NotFound` for an unknown one.
pub async fn remove_member(
    tx: &mut Tx,
    viewer: &Viewer,
    group: GroupId,
    id: MembershipId,
) -> Result<(), MemberError> {
    let scope = viewer.scope();
    store::lock(tx, scope, group).await?;
    open(tx, viewer, group).await?.ok_or(MemberError::Archived)?;
    let member = store::member(tx, scope, group, id).await?;
    store::delete_member(tx, scope, id).await?;
    let before = Some(format!("{} {}", member.student, member.days));
    write_down(tx, viewer, group, vec![Line { what: "group member removed", before, after: None }]).await?;
    Ok(())
}

/// The group, unless it is archived.
async fn open(tx: &mut Tx, viewer: &Viewer, id: GroupId) -> Result<Option<Group>, db::Error> {
    let group = found(tx, viewer, id).await?;
    Ok((!group.is_archived).then_some(group))
}

/// The group on any day: how many belong to it is not asked.
async fn found(tx: &mut Tx, viewer: &Viewer, id: GroupId) -> Result<Group, db::Error> {
    let day = tx.now().in_zone(&viewer.zone).date();
    store::find(tx, viewer, id, day).await
}

/// What a group has already it may keep, though it was archived meanwhile.
async fn refuse_unknown(
    tx: &mut Tx,
    scope: Scope,
    draft: &Draft,
    before: Option<&Group>,
) -> Result<(), AddError> {
    let kept_program = before.and_then(|group| group.program.as_ref()).map(|program| program.id);
    if let Some(program) = draft.program.filter(|program| Some(*program) != kept_program)
        && !store::open_programs(tx, scope).await?.iter().any(|(id, _)| *id == program)
    {
        return Err(AddError::UnknownProgram);
    }
    let kept_tutor = before.and_then(|group| group.instructor.as_ref()).map(|tutor| tutor.id);
    if let Some(tutor) = draft.instructor.filter(|tutor| Some(*tutor) != kept_tutor)
        && !store::is_instructor(tx, scope, tutor).await?
    {
        return Err(AddError::UnknownInstructor);
    }
    Ok(())
}

async fn refuse_overlap(
    tx: &mut Tx,
    scope: Scope,
    group: GroupId,
    student: UserId,
    days: Days,
    except: Option<MembershipId>,
) -> Result<(), MemberError> {
    let others = store::times_of(tx, scope, group, student, except).await?;
    match others.into_iter().find(|other| other.meet(days)) {
        Some(with) => Err(MemberError::Overlaps { with }),
        None => Ok(()),
    }
}

/// The index's word, for two admins who give one name at the same moment.
fn refusal(error: db::Error) -> AddError {
    if error.is_refused_by("groups_one_per_name") || error.is_refused_by("groups.name") {
        AddError::NameTaken
    } else {
        AddError::Store(error)
    }
}

struct Line {
    what: &'static str,
    before: Option<String>,
    after: Option<String>,
}

async fn write_down(tx: &mut Tx, viewer: &Viewer, id: GroupId, lines: Vec<Line>) -> Result<(), db::Error> {
    for Line { what, before, after } in lines {
        let change = Change { by: Some(viewer.user), what, subject: Some(id.to_string()), before, after };
        audit::record(tx, viewer.scope(), change).await?;
    }
    Ok(())
}
