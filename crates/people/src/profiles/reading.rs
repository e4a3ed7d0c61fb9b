//! What a viewer may read of somebody's profile.

use db::{Error, Result, Scope, Tx};
use kernel::{Role, Roles, UserId};
use web::Viewer;

use super::{ProfileField, Readers, store};
use crate::accounts::{self, Person};
use crate::{families, teaching_pairs};

/// As whom somebody looks at a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    Admin,
    Instructor,
    /// The person, or a parent of the student.
    Family,
    /// Anybody who finds the person among the instructors.
    Anyone,
}

impl Sight {
    pub fn reads(self, readers: Readers) -> bool {
        match self {
            Self::Admin => true,
            Self::Instructor => readers >= Readers::Instructors,
            Self::Family => readers >= Readers::Family,
            Self::Anyone => readers == Readers::Everyone,
        }
    }
}

/// A field with what is filled in.
#[derive(Debug, Clone)]
pub struct Filled {
    pub field: ProfileField,
    pub value: Option<String>,
}

/// The person, and as whom `viewer` looks at them: an admin at everyone, an instructor at whom they teach and these
/// students' parents, a parent at their students, everyone at themselves.
///
/// # Errors
/// `NotFound` for anyone else, as for an id that was never given out.
pub async fn sight(tx: &mut Tx, viewer: &Viewer, id: UserId) -> Result<(Person, Sight)> {
    let scope = viewer.scope();
    let person = accounts::find(tx, scope, id).await?;
    if viewer.is(Role::Admin) {
        return Ok((person, Sight::Admin));
    }
    if id == viewer.user {
        return Ok((person, Sight::Family));
    }
    if person.is_archived() {
        return Err(Error::NotFound);
    }
    if viewer.is(Role::Instructor) && store::teaches_family(tx, scope, viewer.user, id).await? {
        return Ok((person, Sight::Instructor));
    }
    if viewer.is(Role::Parent)
        && families::students_of(tx, scope, viewer.user).await?.iter().any(|child| child.id == id)
    {
        return Ok((person, Sight::Family));
    }
    Err(Error::NotFound)
}

/// The fields of somebody that `sight` reads, with what is filled in.
///
/// # Errors
/// As the engine refuses.
pub async fn filled(tx: &mut Tx, scope: Scope, person: &Person, sight: Sight) -> Result<Vec<Filled>> {
    let fields = store::of_roles(tx, scope, person.roles).await?;
    let values = store::values(tx, scope, person.id).await?;
    let of =
        |field: &ProfileField| values.iter().find(|(id, _)| *id == field.id).map(|(_, value)| value.clone());
    let readable = fields.into_iter().filter(|field| sight.reads(field.readers));
    Ok(readable.map(|field| Filled { value: of(&field), field }).collect())
}

/// The students whose profiles a parent or an instructor reads, by name; none where nothing of them is for this viewer.
///
/// # Errors
/// As the engine refuses.
pub async fn readable_students(tx: &mut Tx, viewer: &Viewer) -> Result<Vec<Person>> {
    let scope = viewer.scope();
    let fields = store::of_roles(tx, scope, Roles::NONE.with(Role::Student)).await?;
    let any_for = |sight: Sight| fields.iter().any(|field| sight.reads(field.readers));
    let mut students = Vec::new();
    if viewer.is(Role::Parent) && any_for(Sight::Family) {
        students.extend(families::students_of(tx, scope, viewer.user).await?);
    }
    if viewer.is(Role::Instructor) && any_for(Sight::Instructor) {
        let taught = teaching_pairs::students_of(tx, scope, viewer.user).await?;
        students.extend(
            taught
                .into_iter()
                .filter(|one| !students.iter().any(|own: &Person| own.id == one.id))
                .collect::<Vec<_>>(),
        );
    }
    Ok(students)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_reads_a_field_reads_those_that_are_for_more() {
        let reads = |sight: Sight| Readers::ALL.map(|readers| sight.reads(readers));

        assert_eq!(reads(Sight::Admin), [true, true, true, true]);
        assert_eq!(reads(Sight::Instructor), [false, true, true, true]);
        assert_eq!(reads(Sight::Family), [false, false, true, true]);
        assert_eq!(reads(Sight::Anyone), [false, false, false, true]);
    }
}
