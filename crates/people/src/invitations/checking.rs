//! The check of an invitation: while the form is open, and again when it is carried out.

use db::{Scope, Tx};
use kernel::Role;

use super::{Checked, Invitation, InviteError, NewStudent};
use crate::{accounts, organizations};

/// Whether an instructor may invite whom they typed. Writes nothing.
///
/// # Errors
/// Each variant of [`InviteError`] is a sentence for the form.
pub async fn check(tx: &mut Tx, scope: Scope, raw: &Invitation) -> Result<Checked, InviteError> {
    let student = raw.read().map_err(InviteError::Invalid)?;
    judge(tx, scope, student).await
}

/// The rules that need the organization's settings and its people.
pub(super) async fn judge(tx: &mut Tx, scope: Scope, student: NewStudent) -> Result<Checked, InviteError> {
    let rules = organizations::rules(tx, scope).await?;
    if !rules.instructors_may_invite {
        return Err(InviteError::NotAllowed);
    }
    if let Some(known) = accounts::find_by_email(tx, scope, &student.email).await? {
        return if !known.is(Role::Student) {
            Err(InviteError::BelongsToStaffOrParent)
        } else if known.is_archived() {
            Err(InviteError::Archived)
        } else {
            Ok(Checked::Known { student: known.id, name: known.name() })
        };
    }
    if student.under_13 && !rules.consent_under_13 {
        return Err(InviteError::NeedsConsent);
    }
    if let Some(email) = &student.parent_email {
        let parent = accounts::find_by_email(tx, scope, email).await?;
        if parent.is_some_and(|parent| !parent.is(Role::Parent) || parent.is_archived()) {
            return Err(InviteError::ParentIsNotAParent);
        }
    }
    Ok(Checked::New(student))
}
