//! Children who are added together with their parent: rows of the form, as typed and as values.

use std::collections::BTreeMap;

use kernel::{Role, Roles, Zone};
use serde::Deserialize;
use web::Errors;

use super::forms::{self, Names, TypedLogin};
use crate::accounts::NewPerson;

/// Rows a form begins with; a button adds another.
const FIRST_ROWS: usize = 2;

macro_rules! rows {
    ($($number:literal)*) => {
        /// The fields of each row there may be.
        pub const ROWS: &[Names] = &[$(Names {
            first_name: concat!("child_", $number, "_first_name"),
            last_name: concat!("child_", $number, "_last_name"),
            email: concat!("child_", $number, "_email"),
            username: concat!("child_", $number, "_username"),
            under_13: concat!("child_", $number, "_under_13"),
        },)*];
    };
}

rows!("1" "2" "3" "4" "5" "6" "7" "8");

/// A row as typed.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub first_name: String,
    pub last_name: String,
    pub email: String,
    pub username: String,
    pub under_13: String,
}

impl Row {
    /// Whether nothing was typed: such a row is nobody.
    fn is_empty(&self) -> bool {
        let words = [&self.first_name, &self.last_name, &self.email, &self.username];
        words.into_iter().all(|word| word.trim().is_empty()) && self.under_13.is_empty()
    }
}

/// The rows as typed, at least those that a form begins with.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "BTreeMap<String, String>")]
pub struct Children(Vec<Row>);

impl Default for Children {
    fn default() -> Self {
        Self(vec![Row::default(); FIRST_ROWS])
    }
}

impl TryFrom<BTreeMap<String, String>> for Children {
    type Error = &'static str;

    /// From all that no field of the form is named by.
    fn try_from(fields: BTreeMap<String, String>) -> Result<Self, Self::Error> {
        let mut children = Self::default();
        for (name, value) in fields {
            let place = children.place(&name).ok_or("unknown field")?;
            *place = value;
        }
        Ok(children)
    }
}

impl Children {
    /// Where the field of that name is kept; its row is made.
    fn place(&mut self, name: &str) -> Option<&mut String> {
        let (number, names) = ROWS.iter().enumerate().find(|(_, names)| names.has(name))?;
        while self.0.len() <= number {
            self.0.push(Row::default());
        }
        let row = self.0.get_mut(number)?;
        match name {
            _ if name == names.first_name => Some(&mut row.first_name),
            _ if name == names.last_name => Some(&mut row.last_name),
            _ if name == names.email => Some(&mut row.email),
            _ if name == names.username => Some(&mut row.username),
            _ => Some(&mut row.under_13),
        }
    }

    /// One row more, where there may be one.
    pub fn add_row(&mut self) {
        if self.may_grow() {
            self.0.push(Row::default());
        }
    }

    pub const fn may_grow(&self) -> bool {
        self.0.len() < ROWS.len()
    }

    /// Each row with the names of its fields.
    pub fn rows(&self) -> impl Iterator<Item = (&'static Names, &Row)> {
        ROWS.iter().zip(&self.0)
    }

    /// What the children would sign in with, as far as it can be read.
    pub fn logins(&self) -> Vec<TypedLogin> {
        let rows = (1..).zip(self.rows());
        rows.flat_map(|(number, (at, row))| {
            forms::logins((at.email, &row.email), (at.username, &row.username), &whose(number))
        })
        .collect()
    }

    /// Who is to be added, each with the names of their row's fields. What does not fit is said there.
    pub fn read(&self, zone: &Zone, errors: &mut Errors) -> Vec<(&'static Names, NewPerson)> {
        let mut children = Vec::new();
        for (number, (at, row)) in (1..).zip(ROWS.iter().zip(&self.0)) {
            if row.is_empty() {
                continue;
            }
            let mut own = Errors::new();
            children.extend(read(at, row, zone, &mut own).map(|child| (at, child)));
            // above the form all messages stand together
            for (field, words) in own.iter() {
                errors.add(field, format!("{}{words}", whose(number)));
            }
        }
        children
    }
}

/// What the messages of a row begin with.
fn whose(number: usize) -> String {
    format!("Child {number}: ")
}

fn read(at: &'static Names, row: &Row, zone: &Zone, errors: &mut Errors) -> Option<NewPerson> {
    let names = forms::names((at.first_name, &row.first_name), (at.last_name, &row.last_name), errors);
    let email = forms::email(at.email, &row.email, false, errors);
    let username = forms::username(at.username, &row.username, errors);
    let (first_name, last_name) = names?;
    let (roles, under_13) = (Roles::NONE.with(Role::Student), row.under_13 == "true");
    Some(NewPerson { first_name, last_name, email, username, roles, zone: zone.clone(), under_13 })
}
