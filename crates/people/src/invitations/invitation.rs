//! An invitation as it is typed, as it is read, and what may be wrong with it.

use kernel::{Email, PersonName, UserId};
use web::Errors;

/// What an instructor typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invitation {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// Empty: no parent is told.
    pub parent_email: String,
    pub under_13: bool,
}

/// A student to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStudent {
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Email,
    pub parent_email: Option<Email>,
    pub under_13: bool,
}

/// An invitation that may be carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    New(NewStudent),
    /// The address is a student's who is here already: that person is meant. What else was typed is not used: an
    /// instructor adds no parent to a family.
    Known {
        student: UserId,
        name: String,
    },
}

/// Why somebody may not be invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    #[error("instructors of this organization do not invite")]
    NotAllowed,
    #[error("the student is archived")]
    Archived,
    #[error("the address belongs to somebody who is not a student")]
    BelongsToStaffOrParent,
    #[error("the parent's address belongs to somebody who is not a parent")]
    ParentIsNotAParent,
    #[error("the student is under 13 and the organization holds no consent")]
    NeedsConsent,
    #[error("the invitation is not filled in")]
    Invalid(Errors),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl InviteError {
    /// The messages beside the fields of the form, which are named as the fields of [`Invitation`].
    pub fn errors(&self) -> Errors {
        let one = |field, sentence: &str| Errors::new().with(field, sentence);
        match self {
            Self::NotAllowed => one(
                "email",
                "Instructors do not invite students here. Ask an admin to add the student and assign them to you.",
            ),
            Self::Archived => one("email", "This student is archived. Ask an admin to restore them."),
            Self::BelongsToStaffOrParent => one(
                "email",
                "This address belongs to an instructor, an admin or a parent. A student needs an address of their own.",
            ),
            Self::ParentIsNotAParent => one(
                "parent_email",
                "This address belongs to somebody who is not a parent here. Ask an admin, or leave it empty.",
            ),
            Self::NeedsConsent => one(
                "under_13",
                "A student under 13 needs a parent's consent, and the organization has not stated that it holds it. \
                 Ask an admin to do so under Configuration, Booking & Sessions.",
            ),
            Self::Invalid(errors) => errors.clone(),
            Self::Store(_) => Errors::new(),
        }
    }
}

impl db::IsRetry for InviteError {
    fn is_retry(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_retry())
    }
}

impl Invitation {
    /// The invitation as values.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self) -> Result<NewStudent, Errors> {
        let mut errors = Errors::new();
        let mut name = |field, text: &str| {
            text.parse::<PersonName>()
                .map_err(|_| errors.add(field, "Enter a name of 1 to 80 characters."))
                .ok()
        };
        let first_name = name("first_name", &self.first_name);
        let last_name = name("last_name", &self.last_name);
        let email: Option<Email> = self.email.parse().ok();
        if email.is_none() {
            errors.add("email", "Enter an address such as ben@example.org.");
        }
        let parent_email: Option<Email> = self.parent_email.parse().ok();
        if parent_email.is_none() && !self.parent_email.trim().is_empty() {
            errors.add("parent_email", "Enter an address such as carol@example.org, or leave it empty.");
        }
        if parent_email.is_some() && parent_email == email {
            errors.add("parent_email", "The parent needs another address than the student.");
        }
        match (first_name, last_name, email) {
            (Some(first_name), Some(last_name), Some(email)) if errors.is_empty() => {
                Ok(NewStudent { first_name, last_name, email, parent_email, under_13: self.under_13 })
            }
            _ => Err(errors),
        }
    }
}
