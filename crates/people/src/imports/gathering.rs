//! Everybody whom some rows speak of, read in a few questions.

use std::collections::{BTreeMap, BTreeSet};

use db::{Result, Scope, Tx};
use kernel::{Role, Roles, UserId};

use super::directory::{Directory, Known};
use super::wish::Wish;
use crate::accounts::{self, Named, NamedBy};
use crate::{families, links, profiles, teaching_pairs};

/// Who comes by a table.
pub const BROUGHT: Roles = Roles::NONE.with(Role::Student).with(Role::Instructor).with(Role::Parent);
/// Words of one question.
const AT_ONCE: usize = 1_000;

/// The directory that these rows are judged by.
///
/// # Errors
/// As the engine refuses.
pub async fn gather(tx: &mut Tx, scope: Scope, wishes: &[&Wish]) -> Result<Directory> {
    let mut named: BTreeMap<UserId, Named> = BTreeMap::new();
    for (by, words) in words(wishes) {
        for some in words.chunks(AT_ONCE) {
            let found = accounts::find_named(tx, scope, by, some).await?;
            named.extend(found.into_iter().map(|person| (person.id, person)));
        }
    }
    let mut known: BTreeMap<UserId, Known> = BTreeMap::new();
    for (id, person) in named {
        known.insert(id, read(person)?);
    }
    let people: Vec<UserId> = known.keys().copied().collect();
    let students: Vec<UserId> =
        known.iter().filter(|(_, known)| known.roles.has(Role::Student)).map(|(id, _)| *id).collect();
    for some in people.chunks(AT_ONCE) {
        for id in links::invited_among(tx, scope, some).await? {
            known.entry(id).and_modify(|known| known.invited = true);
        }
    }
    for some in students.chunks(AT_ONCE) {
        for (id, email) in teaching_pairs::emails_of_instructors(tx, scope, some).await? {
            known.entry(id).and_modify(|known| known.instructors.extend([email]));
        }
        for (id, email) in families::emails_of_parents(tx, scope, some).await? {
            known.entry(id).and_modify(|known| known.parents.extend([email]));
        }
    }
    if wishes.iter().all(|wish| wish.filled.is_empty()) {
        return Ok(Directory::of(known.into_values()));
    }
    for some in people.chunks(AT_ONCE) {
        for (id, field, value) in profiles::values_of(tx, scope, some).await? {
            known.entry(id).and_modify(|known| known.filled.extend([(field, value)]));
        }
    }
    let fields = profiles::of_roles(tx, scope, BROUGHT).await?;
    Ok(Directory::of(known.into_values()).with_fields(fields))
}

/// All words that may name somebody, each once.
fn words(wishes: &[&Wish]) -> [(NamedBy, Vec<String>); 3] {
    let (mut emails, mut usernames, mut external_ids) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for wish in wishes {
        let others = wish.instructors.iter().chain(&wish.parents);
        emails.extend(wish.email.iter().chain(others).map(ToString::to_string));
        usernames.extend(wish.username.as_ref().map(ToString::to_string));
        external_ids.extend(wish.external_id.as_ref().map(ToString::to_string));
    }
    [(NamedBy::Email, emails), (NamedBy::Username, usernames), (NamedBy::ExternalId, external_ids)]
        .map(|(by, words)| (by, words.into_iter().collect()))
}

fn read(person: Named) -> Result<Known> {
    let unreadable = |_| db::Error::Corrupt { column: "people.username".to_owned() };
    Ok(Known {
        id: Some(person.id),
        first_name: person.first_name,
        last_name: person.last_name,
        email: person.email,
        username: person.username.map(|name| name.parse()).transpose().map_err(unreadable)?,
        external_id: person.external_id,
        roles: person.roles,
        standing: person.standing,
        zone: person.zone,
        under_13: person.under_13,
        invited: false,
        instructors: BTreeSet::new(),
        parents: BTreeSet::new(),
        filled: BTreeMap::new(),
    })
}
