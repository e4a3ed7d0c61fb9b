//! The forms about a person: as typed, and as values.

use kernel::{Email, PersonName, Role, Roles, UserId, Zone};
use serde::Deserialize;
use web::Errors;

use super::children::Children;
use crate::accounts::{Details, NewPerson, Person, Username};

/// What is typed to add somebody.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    /// `child` for another row, and nobody is added; else empty.
    pub step: String,
    /// A role's word: decides which of the other fields count.
    pub role: String,
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    /// Students only.
    pub username: String,
    /// Students only.
    pub under_13: String,
    /// Admins only.
    pub also_instructor: String,
    /// Students only: who teaches them.
    pub instructor: String,
    /// Parents only: whose parent.
    pub child: String,
    /// Parents only: students who are added with them.
    #[serde(flatten)]
    pub children: Children,
}

/// The names of the fields that describe a student.
#[derive(Debug)]
pub struct Names {
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub email: &'static str,
    pub username: &'static str,
    pub under_13: &'static str,
}

impl Names {
    /// Whether one of them is `name`.
    pub fn has(&self, name: &str) -> bool {
        [self.first_name, self.last_name, self.email, self.username, self.under_13].contains(&name)
    }
}

/// Somebody to be added, with the tie that was chosen.
#[derive(Debug, Clone)]
pub struct Added {
    pub person: NewPerson,
    pub instructor: Option<UserId>,
    pub child: Option<UserId>,
    /// Students who are added with them, each with the names of their row's fields.
    pub children: Vec<(&'static Names, NewPerson)>,
}

impl AddForm {
    /// The role the form is for: a student's unless it says otherwise.
    pub fn role(&self) -> Role {
        self.role.parse().unwrap_or(Role::Student)
    }

    /// The form as values. `zone` is the organization's, until the person says otherwise.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, zone: &Zone) -> Result<Added, Errors> {
        let role = self.role();
        let is_student = role == Role::Student;
        let mut errors = Errors::new();
        let names = names(("first_name", &self.first_name), ("last_name", &self.last_name), &mut errors);
        let email = email("email", &self.email, !is_student, &mut errors);
        let username = if is_student { username("username", &self.username, &mut errors) } else { None };
        let instructor = choice("instructor", &self.instructor, is_student, &mut errors);
        let child = choice("child", &self.child, role == Role::Parent, &mut errors);
        let children = match role {
            Role::Parent => self.children.read(zone, &mut errors),
            Role::Admin | Role::Instructor | Role::Student => Vec::new(),
        };
        let mut roles = Roles::NONE.with(role);
        if role == Role::Admin && self.also_instructor == "true" {
            roles = roles.with(Role::Instructor);
        }
        match names {
            Some((first_name, last_name)) if errors.is_empty() => {
                let under_13 = is_student && self.under_13 == "true";
                let zone = zone.clone();
                let person = NewPerson { first_name, last_name, email, username, roles, zone, under_13 };
                Ok(Added { person, instructor, child, children })
            }
            _ => Err(errors),
        }
    }
}

/// What somebody would sign in with.
#[derive(Debug, PartialEq, Eq)]
pub enum Login {
    Email(Email),
    Username(Username),
}

/// A login as typed, with its field and what its messages begin with.
pub struct TypedLogin {
    pub login: Login,
    pub field: &'static str,
    pub whose: String,
}

impl AddForm {
    /// Every address and username of the form that can be read, those of new children too.
    pub fn logins(&self) -> Vec<TypedLogin> {
        let role = self.role();
        let username = if role == Role::Student { self.username.as_str() } else { "" };
        let mut all = logins(("email", &self.email), ("username", username), "");
        if role == Role::Parent {
            all.extend(self.children.logins());
        }
        all
    }
}

/// Those of one person that can be read.
pub fn logins(
    (email_at, email): (&'static str, &str),
    (username_at, username): (&'static str, &str),
    whose: &str,
) -> Vec<TypedLogin> {
    let typed = |login, field| TypedLogin { login, field, whose: whose.to_owned() };
    let email = email.parse().ok().map(|email| typed(Login::Email(email), email_at));
    let username = username.parse().ok().map(|username| typed(Login::Username(username), username_at));
    email.into_iter().chain(username).collect()
}

/// What an admin corrects.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EditForm {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub username: String,
    pub under_13: String,
    pub admin: String,
    pub instructor: String,
    pub parent: String,
}

impl EditForm {
    /// What stands in the form before anything is typed.
    pub fn of(person: &Person) -> Self {
        let ticked = |yes: bool| if yes { "true".to_owned() } else { String::new() };
        Self {
            first_name: person.first_name.to_string(),
            last_name: person.last_name.to_string(),
            email: person.email.as_ref().map(ToString::to_string).unwrap_or_default(),
            username: person.username.clone().unwrap_or_default(),
            under_13: ticked(person.under_13),
            admin: ticked(person.is(Role::Admin)),
            instructor: ticked(person.is(Role::Instructor)),
            parent: ticked(person.is(Role::Parent)),
        }
    }

    /// The form as values. A student stays a student and nobody becomes one: the roles of a student are not a staff
    /// member's to collect.
    ///
    /// # Errors
    /// A message for each field that does not fit.
    pub fn read(&self, person: &Person) -> Result<Details, Errors> {
        let is_student = person.is(Role::Student);
        let mut errors = Errors::new();
        let names = names(("first_name", &self.first_name), ("last_name", &self.last_name), &mut errors);
        let email = email("email", &self.email, !is_student, &mut errors);
        let username = if is_student { username("username", &self.username, &mut errors) } else { None };
        let ticked =
            [(Role::Admin, &self.admin), (Role::Instructor, &self.instructor), (Role::Parent, &self.parent)];
        let roles = if is_student {
            person.roles
        } else {
            ticked.into_iter().filter(|(_, tick)| *tick == "true").map(|(role, _)| role).collect()
        };
        if roles.is_empty() {
            errors.add("admin", "Choose at least one role.");
        }
        match names {
            Some((first_name, last_name)) if errors.is_empty() => {
                let under_13 = is_student && self.under_13 == "true";
                Ok(Details { first_name, last_name, email, username, roles, under_13 })
            }
            _ => Err(errors),
        }
    }
}

type Typed<'a> = (&'static str, &'a str);

/// A name of two fields, each with what was typed into it.
pub fn names(first: Typed<'_>, last: Typed<'_>, errors: &mut Errors) -> Option<(PersonName, PersonName)> {
    let mut name = |(field, text): Typed<'_>| {
        text.parse::<PersonName>().map_err(|_| errors.add(field, "Enter a name of 1 to 80 characters.")).ok()
    };
    let (first, last) = (name(first), name(last));
    first.zip(last)
}

pub fn email(field: &'static str, text: &str, needed: bool, errors: &mut Errors) -> Option<Email> {
    if text.trim().is_empty() && !needed {
        return None;
    }
    text.parse().map_err(|_| errors.add(field, "Enter an address such as ada@example.org.")).ok()
}

pub fn username(field: &'static str, text: &str, errors: &mut Errors) -> Option<Username> {
    if text.trim().is_empty() {
        return None;
    }
    text.parse()
        .map_err(|_| errors.add(field, "Use 3 to 40 letters, digits, dots, dashes or underscores."))
        .ok()
}

fn choice(field: &'static str, text: &str, counts: bool, errors: &mut Errors) -> Option<UserId> {
    if text.is_empty() || !counts {
        return None;
    }
    text.parse().map_err(|_| errors.add(field, "Choose somebody of the list.")).ok()
}
