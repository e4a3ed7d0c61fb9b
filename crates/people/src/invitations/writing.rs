//! The verbs that carry out an invitation: as a part of starting a session, or on its own.

use db::{Scope, Tx};
use kernel::{Email, Role, Roles, Secret, UserId};

use super::checking::judge;
use super::{Checked, InviteError, NewStudent};
use crate::accounts::{self, AddError, NewPerson};
use crate::activations::{self, InviteAgainError};
use crate::{families, organizations, teaching_pairs};

/// Writes the invited student and, when an address was given, the parent; assigns the student to the instructor. What
/// was checked earlier is checked again: meanwhile the address may have become somebody's.
///
/// # Errors
/// As [`check`](super::check).
pub async fn write(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    checked: &Checked,
) -> Result<UserId, InviteError> {
    let student = match checked {
        Checked::Known { student, .. } => known(tx, scope, *student).await?,
        Checked::New(new) => match judge(tx, scope, new.clone()).await? {
            Checked::Known { student, .. } => student,
            Checked::New(new) => add_family(tx, scope, instructor, &new).await?,
        },
    };
    teaching_pairs::assign(tx, scope, instructor, student).await?;
    Ok(student)
}

/// The same, and a mail to the student with the way to their account, unless they have it already.
///
/// # Errors
/// As [`write`] says.
pub async fn invite(
    tx: &mut Tx,
    scope: Scope,
    key: &Secret<[u8; 32]>,
    instructor: UserId,
    checked: &Checked,
) -> Result<UserId, InviteError> {
    let student = write(tx, scope, instructor, checked).await?;
    match activations::invite(tx, scope, key, student).await {
        Ok(())
        | Err(InviteAgainError::NotWaiting | InviteAgainError::TooSoon | InviteAgainError::NoAddress) => {
            Ok(student)
        }
        Err(InviteAgainError::Store(error)) => Err(error.into()),
    }
}

async fn known(tx: &mut Tx, scope: Scope, student: UserId) -> Result<UserId, InviteError> {
    if !organizations::rules(tx, scope).await?.instructors_may_invite {
        return Err(InviteError::NotAllowed);
    }
    let person = accounts::find(tx, scope, student).await?;
    match (person.is(Role::Student), person.is_archived()) {
        (true, false) => Ok(student),
        (true, true) => Err(InviteError::Archived),
        (false, _) => Err(InviteError::BelongsToStaffOrParent),
    }
}

async fn add_family(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    new: &NewStudent,
) -> Result<UserId, InviteError> {
    let zone = accounts::find(tx, scope, instructor).await?.zone;
    let person = NewPerson {
        first_name: new.first_name.clone(),
        last_name: new.last_name.clone(),
        email: Some(new.email.clone()),
        username: None,
        roles: Roles::NONE.with(Role::Student),
        zone,
        under_13: new.under_13,
    };
    let student = add_or_known(tx, scope, instructor, person.clone(), Role::Student).await?;
    if let Some(email) = &new.parent_email {
        let parent = parent(tx, scope, instructor, email, person).await?;
        families::link(tx, scope, parent, student).await?;
    }
    Ok(student)
}

/// The parent with that address, added when there is none. Until they say otherwise a parent goes by the family's name.
async fn parent(
    tx: &mut Tx,
    scope: Scope,
    instructor: UserId,
    email: &Email,
    student: NewPerson,
) -> Result<UserId, InviteError> {
    if let Some(parent) = accounts::find_by_email(tx, scope, email).await? {
        return Ok(parent.id);
    }
    let first_name = "Parent".parse().expect("a word is a name");
    let roles = Roles::NONE.with(Role::Parent);
    let person = NewPerson { first_name, email: Some(email.clone()), roles, under_13: false, ..student };
    add_or_known(tx, scope, instructor, person, Role::Parent).await
}

/// Adds the person; when another transaction was quicker with the same address, that person, if of the role.
async fn add_or_known(
    tx: &mut Tx,
    scope: Scope,
    by: UserId,
    person: NewPerson,
    role: Role,
) -> Result<UserId, InviteError> {
    match accounts::add(tx, scope, person, Some(by)).await {
        Ok(id) => Ok(id),
        Err(AddError::EmailTaken { person }) => match accounts::find(tx, scope, person).await?.is(role) {
            true => Ok(person),
            false => Err(InviteError::BelongsToStaffOrParent),
        },
        Err(AddError::Store(error)) => Err(error.into()),
        // with an address, without a username and with one role, nothing else can be in the way
        Err(AddError::UsernameTaken | AddError::NoLogin | AddError::NoRole) => {
            Err(InviteError::Store(db::Error::NotFound))
        }
    }
}
