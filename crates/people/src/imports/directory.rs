//! Who is known while rows are judged: those of the organization, and those whom earlier rows bring.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Email, PersonName, ProfileFieldId, Role, Roles, Standing, UserId, Zone};

use crate::accounts::{ExternalId, Username};
use crate::profiles::ProfileField;

/// Somebody who is known.
#[derive(Debug, Clone)]
pub struct Known {
    /// None: comes with this table and is not written yet.
    pub id: Option<UserId>,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub external_id: Option<ExternalId>,
    pub roles: Roles,
    pub standing: Standing,
    pub zone: Zone,
    pub under_13: bool,
    /// An invitation went out once.
    pub invited: bool,
    pub instructors: BTreeSet<Email>,
    pub parents: BTreeSet<Email>,
    /// What stands in the fields of the profile.
    pub filled: BTreeMap<ProfileFieldId, String>,
}

/// A place in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(usize);

/// People found by what names them.
#[derive(Debug, Default)]
pub struct Directory {
    people: Vec<Known>,
    by_email: HashMap<String, usize>,
    by_username: HashMap<String, usize>,
    by_external_id: HashMap<String, usize>,
    /// What the organization keeps about people of each role.
    fields: Vec<ProfileField>,
}

impl Directory {
    pub fn of(people: impl IntoIterator<Item = Known>) -> Self {
        let mut directory = Self::default();
        for person in people {
            directory.put(person);
        }
        directory
    }

    #[must_use]
    pub fn with_fields(self, fields: Vec<ProfileField>) -> Self {
        Self { fields, ..self }
    }

    /// What is kept under this label about people of a role.
    pub fn field(&self, role: Role, label: &str) -> Option<&ProfileField> {
        let mut fields = self.fields.iter().filter(|field| field.role == role);
        let folded = label.to_lowercase();
        fields
            .clone()
            .find(|field| field.label == label)
            .or_else(|| fields.find(|field| field.label.to_lowercase() == folded))
    }

    pub fn put(&mut self, person: Known) -> At {
        self.people.push(person);
        let at = At(self.people.len() - 1);
        self.index(at);
        at
    }

    fn index(&mut self, at: At) {
        let person = &self.people[at.0];
        let keys = [
            (&mut self.by_email, person.email.as_ref().map(ToString::to_string)),
            (&mut self.by_username, person.username.as_ref().map(ToString::to_string)),
            (&mut self.by_external_id, person.external_id.as_ref().map(ToString::to_string)),
        ];
        for (map, key) in keys {
            if let Some(key) = key {
                map.insert(key, at.0);
            }
        }
    }

    pub fn at(&self, at: At) -> &Known {
        &self.people[at.0]
    }

    /// Changes somebody, who is found by the new words afterwards and not by the old ones.
    pub fn change(&mut self, at: At, change: impl FnOnce(&mut Known)) {
        let before = &self.people[at.0];
        if let Some(email) = &before.email {
            self.by_email.remove(email.as_str());
        }
        if let Some(username) = &before.username {
            self.by_username.remove(username.as_str());
        }
        if let Some(external_id) = &before.external_id {
            self.by_external_id.remove(external_id.as_str());
        }
        change(&mut self.people[at.0]);
        self.index(at);
    }

    pub fn by_email(&self, email: Option<&Email>) -> Option<At> {
        self.by_email.get(email?.as_str()).copied().map(At)
    }

    pub fn by_username(&self, username: Option<&Username>) -> Option<At> {
        self.by_username.get(username?.as_str()).copied().map(At)
    }

    pub fn by_external_id(&self, external_id: Option<&ExternalId>) -> Option<At> {
        self.by_external_id.get(external_id?.as_str()).copied().map(At)
    }
}
