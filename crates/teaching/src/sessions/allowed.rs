//! What the organization lets be booked: asked by everything that makes a session from a form.

use db::{Scope, Tx};
use people::locations;
use people::organizations::{self, Bookable, Unsaid};

use super::place::Place;

/// Why a session may not be made like that.
#[derive(Debug, thiserror::Error)]
pub enum NotAllowed {
    #[error("sessions of the organization do not take place there")]
    Place,
    #[error("the place is not one of the organization's list")]
    Location,
    #[error("the organization asks for more to be said")]
    Unsaid(Unsaid),
    #[error(transparent)]
    Store(#[from] db::Error),
}

impl NotAllowed {
    /// The field it is about, and what whoever filled it in is told; none for a failure of the store.
    pub const fn at_field(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Place => {
                Some(("place", "Your organization's sessions do not take place there. Choose another place."))
            }
            Self::Location => Some((
                "location",
                "Choose a place from your organization's list: sessions in person are there.",
            )),
            Self::Unsaid(what) => Some((what.field(), what.words())),
            Self::Store(_) => None,
        }
    }
}

/// The organization's rules, when a session may be at `place` with these words about it.
///
/// # Errors
/// As [`NotAllowed`] says.
pub async fn allowed(
    tx: &mut Tx,
    scope: Scope,
    place: &Place,
    (subject, description): (&str, &str),
) -> Result<Bookable, NotAllowed> {
    let bookable = organizations::bookable(tx, scope).await?;
    let is_offered = match place {
        Place::Classroom => bookable.classroom,
        Place::InPerson { .. } => bookable.in_person,
        Place::Link { .. } => bookable.link,
    };
    if !is_offered {
        return Err(NotAllowed::Place);
    }
    if let Place::InPerson { location } = place
        && bookable.only_listed
        && !locations::is_listed(tx, scope, location).await?
    {
        return Err(NotAllowed::Location);
    }
    match bookable.unsaid(subject, description) {
        Some(unsaid) => Err(NotAllowed::Unsaid(unsaid)),
        None => Ok(bookable),
    }
}
