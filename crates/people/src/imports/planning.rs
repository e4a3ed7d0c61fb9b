//! What becomes of a row: the one judgement, for the look before and for the writing.

use std::collections::BTreeMap;

use kernel::{Email, ProfileFieldId, Role, Roles, Standing, Zone};

use super::directory::{At, Directory, Known};
use super::sheet::{Column, field_title};
use super::wish::{self, Refusal, Wish};
use crate::profiles::{Kind, Misfit, ProfileField};

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    Column(Column),
    /// Under this label in the profile.
    Field(String),
}

/// One value that a row changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub spot: Spot,
    /// Empty: there was none.
    pub before: String,
    pub after: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    New,
    Changes(Vec<Change>),
    Same,
    Refused(Vec<Refusal>),
}

/// A row that was judged.
#[derive(Debug, Clone)]
pub struct Planned {
    pub verdict: Verdict,
    /// The person of the row, as they are in the directory afterwards; none when it is refused.
    pub at: Option<At>,
    /// The person waits for an invitation: they would get one now.
    pub awaits_invitation: bool,
    /// Whom the student is newly tied to.
    pub instructors: Vec<Email>,
    pub parents: Vec<Email>,
    /// What is newly filled in.
    pub filled: BTreeMap<ProfileFieldId, String>,
}

impl Planned {
    pub fn refused(refusals: Vec<Refusal>) -> Self {
        Self {
            verdict: Verdict::Refused(refusals),
            at: None,
            awaits_invitation: false,
            instructors: Vec::new(),
            parents: Vec::new(),
            filled: BTreeMap::new(),
        }
    }
}

/// Judges a row, and notes in the directory what it will have changed: later rows build on it. `zone` is the
/// organization's, for who is new and does not say.
pub fn plan(wish: &Wish, directory: &mut Directory, zone: &Zone) -> Planned {
    match judge(wish, directory, zone) {
        Ok(planned) => planned,
        Err(refusals) => Planned::refused(refusals),
    }
}

fn judge(wish: &Wish, directory: &mut Directory, zone: &Zone) -> Result<Planned, Vec<Refusal>> {
    let one = |refusal| vec![refusal];
    let meant = meant(wish, directory).map_err(one)?;
    if let Some(at) = meant {
        refuse_person(wish, directory.at(at)).map_err(one)?;
    }
    let person = meant.map(|at| directory.at(at));
    let (ties, filled) = (ties(wish, person, directory), filled(wish, person, directory));
    let ((instructors, parents), filled) = match (ties, filled) {
        (Ok(ties), Ok(filled)) => (ties, filled),
        (ties, filled) => return Err(ties.err().into_iter().chain(filled.err()).flatten().collect()),
    };
    let (verdict, at) = match meant {
        None => (Verdict::New, directory.put(newcomer(wish, zone))),
        Some(at) => {
            let person = directory.at(at);
            let mut changes = changes(wish, person, &instructors, &parents);
            let readdressed = changes.iter().any(|change| change.spot == Spot::Column(Column::Email));
            changes.extend(filled.iter().map(|(field, value)| Change {
                spot: Spot::Field(field.label.clone()),
                before: person.filled.get(&field.id).map(|before| field.shown(before)).unwrap_or_default(),
                after: field.shown(value),
            }));
            directory.change(at, |person| apply(wish, person, readdressed));
            (if changes.is_empty() { Verdict::Same } else { Verdict::Changes(changes) }, at)
        }
    };
    let filled: BTreeMap<_, _> = filled.into_iter().map(|(field, value)| (field.id, value)).collect();
    directory.change(at, |person| {
        person.instructors.extend(instructors.iter().cloned());
        person.parents.extend(parents.iter().cloned());
        person.filled.extend(filled.clone());
    });
    let person = directory.at(at);
    let awaits_invitation = person.standing == Standing::Invited && person.email.is_some() && !person.invited;
    Ok(Planned { verdict, at: Some(at), awaits_invitation, instructors, parents, filled })
}

/// Who is meant: by external id, else by email, else by username. Words that lead to two people are refused.
fn meant(wish: &Wish, directory: &Directory) -> Result<Option<At>, Refusal> {
    let by_id = directory.by_external_id(wish.external_id.as_ref());
    let by_email = directory.by_email(wish.email.as_ref());
    let by_name = directory.by_username(wish.username.as_ref());
    if let Some(person) = by_id.or(by_email) {
        if by_email.is_some_and(|other| other != person) {
            return Err(Refusal::new(
                Column::Email,
                "Somebody else here has this email. Archived people keep theirs.",
            ));
        }
        if by_name.is_some_and(|other| other != person) {
            return Err(Refusal::new(Column::Username, "Somebody else here has this username."));
        }
        if by_id.is_none() && wish.external_id.is_some() && directory.at(person).external_id.is_some() {
            return Err(Refusal::new(
                Column::ExternalId,
                "The person with this email has another external id. Is it somebody else, with the same email?",
            ));
        }
        return Ok(Some(person));
    }
    let Some(person) = by_name else { return Ok(None) };
    let has_other_id = wish.external_id.is_some() && directory.at(person).external_id.is_some();
    if wish.email.is_some() || has_other_id {
        return Err(Refusal::new(
            Column::Username,
            "Somebody here has this username, but another email or external id. Choose another username.",
        ));
    }
    Ok(Some(person))
}

fn refuse_person(wish: &Wish, person: &Known) -> Result<(), Refusal> {
    if person.standing == Standing::Archived {
        return Err(Refusal::new(None, "This person is archived. Restore them under All Users first."));
    }
    if !person.roles.has(wish.role) {
        let why = format!("This person is here as {}. Roles are changed on their own page.", person.roles);
        return Err(Refusal::new(Column::Role, why));
    }
    Ok(())
}

/// Whom the student is not tied to yet.
fn ties(
    wish: &Wish,
    student: Option<&Known>,
    directory: &Directory,
) -> Result<(Vec<Email>, Vec<Email>), Vec<Refusal>> {
    let mut refusals = Vec::new();
    let mut missing = |wanted: &[Email], role: Role, column: Column| {
        let has = |email: &Email| {
            student.is_some_and(|student| match role {
                Role::Parent => student.parents.contains(email),
                _ => student.instructors.contains(email),
            })
        };
        let missing: Vec<Email> = wanted.iter().filter(|email| !has(email)).cloned().collect();
        for email in &missing {
            let other = directory.by_email(Some(email)).map(|at| directory.at(at));
            if !other.is_some_and(|other| other.roles.has(role) && other.standing != Standing::Archived) {
                let role = role.title().to_lowercase();
                let why =
                    format!("No {role} has the email {email}, neither here nor in a good row of this table.");
                refusals.push(Refusal::new(column, why));
            }
        }
        missing
    };
    let instructors = missing(&wish.instructors, Role::Instructor, Column::InstructorEmail);
    let parents = missing(&wish.parents, Role::Parent, Column::ParentEmail);
    if refusals.is_empty() { Ok((instructors, parents)) } else { Err(refusals) }
}

/// What is not in the profile yet. An empty cell empties nothing, and leaves a required field to the person's own page.
fn filled(
    wish: &Wish,
    person: Option<&Known>,
    directory: &Directory,
) -> Result<Vec<(ProfileField, String)>, Vec<Refusal>> {
    let (mut filled, mut refusals) = (Vec::new(), Vec::new());
    for (label, cell) in &wish.filled {
        let mut refuse =
            |why: String| refusals.push(Refusal::new(None, format!("{}: {why}", field_title(label))));
        let Some(field) = directory.field(wish.role, label) else {
            let role = wish.role.title().to_lowercase();
            refuse(format!("There is no such field for a person who comes as {role}. Empty the cell."));
            continue;
        };
        let before = person.and_then(|person| person.filled.get(&field.id));
        match field.read(&as_typed(field.kind, cell), before.map(String::as_str)) {
            Ok(Some(value)) if Some(&value) != before => filled.push((field.clone(), value)),
            Ok(_) => {}
            Err(misfit) => refuse(why(field, misfit)),
        }
    }
    if refusals.is_empty() { Ok(filled) } else { Err(refusals) }
}

/// A cell as a form would send it.
fn as_typed(kind: Kind, cell: &str) -> String {
    match wish::said(cell).filter(|_| kind == Kind::YesNo) {
        Some(yes) => yes.to_string(),
        None => cell.to_owned(),
    }
}

/// What to write instead: in a table nothing is chosen.
fn why(field: &ProfileField, misfit: Misfit) -> String {
    match misfit {
        Misfit::NotADate => "Write a day such as 2026-11-26.".to_owned(),
        Misfit::NotAnAnswer => "Write yes or no.".to_owned(),
        Misfit::NotOffered => format!("Write one of these: {}.", field.choices.join(", ")),
        other => other.to_string(),
    }
}

fn newcomer(wish: &Wish, zone: &Zone) -> Known {
    Known {
        id: None,
        first_name: wish.first_name.clone(),
        last_name: wish.last_name.clone(),
        email: wish.email.clone(),
        username: wish.username.clone(),
        external_id: wish.external_id.clone(),
        roles: Roles::NONE.with(wish.role),
        standing: Standing::Invited,
        zone: wish.zone.clone().unwrap_or_else(|| zone.clone()),
        under_13: wish.under_13.unwrap_or(false),
        invited: false,
        instructors: wish.instructors.iter().cloned().collect(),
        parents: wish.parents.iter().cloned().collect(),
        filled: BTreeMap::new(),
    }
}

/// What the row changes about somebody who is here. A time zone counts until the person has chosen their own.
fn changes(wish: &Wish, person: &Known, instructors: &[Email], parents: &[Email]) -> Vec<Change> {
    let text = |value: Option<&dyn ToString>| value.map(ToString::to_string).unwrap_or_default();
    let mut changes = Vec::new();
    let mut say = |column, before: String, after: String| {
        if before != after {
            changes.push(Change { spot: Spot::Column(column), before, after });
        }
    };
    say(Column::FirstName, person.first_name.to_string(), wish.first_name.to_string());
    say(Column::LastName, person.last_name.to_string(), wish.last_name.to_string());
    if let Some(email) = &wish.email {
        say(Column::Email, text(person.email.as_ref().map(|email| email as _)), email.to_string());
    }
    if let Some(username) = &wish.username {
        say(Column::Username, text(person.username.as_ref().map(|name| name as _)), username.to_string());
    }
    if let Some(id) = &wish.external_id {
        say(Column::ExternalId, text(person.external_id.as_ref().map(|id| id as _)), id.to_string());
    }
    if let Some(zone) = wish.zone.as_ref().filter(|_| person.standing == Standing::Invited) {
        say(Column::TimeZone, person.zone.name().to_owned(), zone.name().to_owned());
    }
    if let Some(under_13) = wish.under_13.filter(|_| wish.role == Role::Student) {
        let word = |yes| if yes { "yes" } else { "no" }.to_owned();
        say(Column::Under13, word(person.under_13), word(under_13));
    }
    for email in instructors {
        say(Column::InstructorEmail, String::new(), email.to_string());
    }
    for email in parents {
        say(Column::ParentEmail, String::new(), email.to_string());
    }
    changes
}

fn apply(wish: &Wish, person: &mut Known, readdressed: bool) {
    person.first_name = wish.first_name.clone();
    person.last_name = wish.last_name.clone();
    if readdressed {
        // the invitation that went to the old address is taken back
        person.invited = false;
    }
    if wish.email.is_some() {
        person.email.clone_from(&wish.email);
    }
    if wish.username.is_some() {
        person.username.clone_from(&wish.username);
    }
    if wish.external_id.is_some() {
        person.external_id.clone_from(&wish.external_id);
    }
    if let Some(zone) = wish.zone.as_ref().filter(|_| person.standing == Standing::Invited) {
        person.zone = zone.clone();
    }
    if let Some(under_13) = wish.under_13.filter(|_| wish.role == Role::Student) {
        person.under_13 = under_13;
    }
}
