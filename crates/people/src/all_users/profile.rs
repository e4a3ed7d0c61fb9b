//! Everything a person's page shows, gathered in one snapshot.

use db::{Scope, Tx};
use kernel::{Role, Roles, Standing, UserId};

use super::store::{self, AccountMail};
use crate::accounts::{self, Person, Search, Standings};
use crate::profiles::{self, Filled, Sight};
use crate::{families, teaching_pairs};

/// People a select offers: more are found by opening the other person's page.
const MOST_CHOICES: i64 = 1_000;

/// A person with whom they belong to.
#[derive(Debug, Clone)]
pub struct Profile {
    pub person: Person,
    /// Who teaches this student.
    pub instructors: Vec<Person>,
    /// Whom this instructor teaches.
    pub students: Vec<Person>,
    pub parents: Vec<Person>,
    pub children: Vec<Person>,
    pub choices: Choices,
    pub mail: Option<AccountMail>,
    /// What the organization keeps about them.
    pub filled: Vec<Filled>,
}

/// Whom a form offers.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    pub instructors: Vec<Person>,
    pub students: Vec<Person>,
    pub parents: Vec<Person>,
}

/// Gathers the page of a person.
///
/// # Errors
/// `NotFound` for an unknown person.
pub async fn gather(tx: &mut Tx, scope: Scope, id: UserId) -> Result<Profile, db::Error> {
    let person = accounts::find(tx, scope, id).await?;
    let mut profile = Profile {
        mail: store::account_mail(tx, scope, id).await?,
        filled: profiles::filled(tx, scope, &person, Sight::Admin).await?,
        instructors: Vec::new(),
        students: Vec::new(),
        parents: Vec::new(),
        children: Vec::new(),
        choices: Choices::default(),
        person,
    };
    let offers = !profile.person.is_archived();
    if profile.person.is(Role::Student) {
        profile.instructors = teaching_pairs::instructors_of(tx, scope, id).await?;
        profile.parents = families::parents_of(tx, scope, id).await?;
        if offers {
            profile.choices = for_a_student(tx, scope).await?;
        }
    }
    if profile.person.is(Role::Instructor) {
        profile.students = teaching_pairs::students_of(tx, scope, id).await?;
    }
    if profile.person.is(Role::Parent) {
        profile.children = families::students_of(tx, scope, id).await?;
    }
    if offers && (profile.person.is(Role::Instructor) || profile.person.is(Role::Parent)) {
        profile.choices.students = students(tx, scope).await?;
    }
    Ok(profile)
}

/// Whom a student may be tied to.
///
/// # Errors
/// As the engine refuses.
pub async fn for_a_student(tx: &mut Tx, scope: Scope) -> Result<Choices, db::Error> {
    let active = Standings::Only(Standing::Active);
    Ok(Choices {
        instructors: with_role(tx, scope, Role::Instructor, active).await?,
        parents: with_role(tx, scope, Role::Parent, Standings::Present).await?,
        students: Vec::new(),
    })
}

/// Every student who is not archived.
///
/// # Errors
/// As the engine refuses.
pub async fn students(tx: &mut Tx, scope: Scope) -> Result<Vec<Person>, db::Error> {
    with_role(tx, scope, Role::Student, Standings::Present).await
}

async fn with_role(
    tx: &mut Tx,
    scope: Scope,
    role: Role,
    standings: Standings,
) -> Result<Vec<Person>, db::Error> {
    let roles = Roles::NONE.with(role);
    let search = Search { words: "", roles, standings, after: None, limit: MOST_CHOICES };
    accounts::search(tx, scope, &search).await
}

/// A page of the list: its people, and who of them did not get the invitation.
#[derive(Debug, Clone)]
pub struct Page {
    pub people: Vec<Person>,
    pub undelivered: Vec<UserId>,
    /// The last person, when there are more.
    pub more_after: Option<UserId>,
}

/// One page of the list.
///
/// # Errors
/// As the engine refuses.
pub async fn page(tx: &mut Tx, scope: Scope, search: &Search<'_>) -> Result<Page, db::Error> {
    let mut people = accounts::search(tx, scope, search).await?;
    let shown = usize::try_from(search.limit - 1).unwrap_or(usize::MAX);
    let has_more = people.len() > shown;
    people.truncate(shown);
    let more_after = people.last().filter(|_| has_more).map(|person| person.id);
    let waiting: Vec<UserId> =
        people.iter().filter(|person| person.standing == Standing::Invited).map(|person| person.id).collect();
    let undelivered = store::undelivered(tx, scope, &waiting).await?;
    Ok(Page { people, undelivered, more_after })
}
