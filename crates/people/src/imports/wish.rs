//! What a row asks for, as values, and what is wrong with it before anybody is looked up.

use std::collections::HashMap;

use kernel::{Email, PersonName, Role, Zone};
use serde::{Deserialize, Serialize};

use super::sheet::{Column, Sheet, SheetRow};
use crate::accounts::{ExternalId, Username};

/// People a student may be tied to by one cell.
const MOST_TIES: usize = 8;

/// A person as a row describes them. What a cell leaves empty stays as it is.
#[derive(Debug, Clone)]
pub struct Wish {
    pub role: Role,
    pub first_name: PersonName,
    pub last_name: PersonName,
    pub email: Option<Email>,
    pub username: Option<Username>,
    pub external_id: Option<ExternalId>,
    pub zone: Option<Zone>,
    pub under_13: Option<bool>,
    /// Who teaches this student.
    pub instructors: Vec<Email>,
    pub parents: Vec<Email>,
    /// What stands under the labels of profile fields.
    pub filled: Vec<(String, String)>,
}

/// Why a row is not taken, and in which of its cells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// None: the row as a whole.
    pub column: Option<Column>,
    pub why: String,
}

impl Refusal {
    pub fn new(column: impl Into<Option<Column>>, why: impl Into<String>) -> Self {
        Self { column: column.into(), why: why.into() }
    }
}

/// The rows as values, in their order. Of two rows about one person the second in the table is refused.
pub fn read(sheet: &Sheet) -> Vec<Result<Wish, Vec<Refusal>>> {
    let mut firsts = Firsts::of(&sheet.rows);
    sheet
        .rows
        .iter()
        .map(|row| {
            let mut refusals = Vec::new();
            let wish = one(row, &sheet.fields, &mut refusals);
            firsts.refuse_seconds(row, &mut refusals);
            wish.filter(|_| refusals.is_empty()).ok_or(refusals)
        })
        .collect()
}

/// Which row of the table was the first to use an address, a username, an external id.
struct Firsts(HashMap<(Column, String), u64>);

const KEYS: [Column; 3] = [Column::Email, Column::Username, Column::ExternalId];

impl Firsts {
    fn of(rows: &[SheetRow]) -> Self {
        let mut firsts: HashMap<(Column, String), u64> = HashMap::new();
        for row in rows {
            for key in KEYS.into_iter().filter_map(|column| key(row, column)) {
                let first = firsts.entry(key).or_insert(row.number);
                *first = row.number.min(*first);
            }
        }
        Self(firsts)
    }

    fn refuse_seconds(&mut self, row: &SheetRow, refusals: &mut Vec<Refusal>) {
        for column in KEYS {
            let Some(first) = key(row, column).and_then(|key| self.0.get(&key)) else { continue };
            if *first < row.number {
                let what = column.title().to_lowercase();
                refusals.push(Refusal::new(column, format!("Row {first} has the same {what}.")));
            }
        }
    }
}

fn key(row: &SheetRow, column: Column) -> Option<(Column, String)> {
    let cell = row.cell(column);
    let folded = if column == Column::ExternalId { cell.to_owned() } else { cell.to_ascii_lowercase() };
    (!cell.is_empty()).then_some((column, folded))
}

fn one(row: &SheetRow, labels: &[String], refusals: &mut Vec<Refusal>) -> Option<Wish> {
    let role = row.role();
    if role.is_none() {
        refusals.push(Refusal::new(Column::Role, "Write student, instructor or parent."));
    }
    let is_student = role.is_none_or(|role| role == Role::Student);
    let first_name = name(row, Column::FirstName, refusals);
    let last_name = name(row, Column::LastName, refusals);
    let email =
        optional::<Email>(row, Column::Email, "This is not an address such as ada@example.org.", refusals);
    let username = optional::<Username>(
        row,
        Column::Username,
        "A username has 3 to 40 letters, digits, dots, dashes or underscores.",
        refusals,
    );
    let external_id = optional::<ExternalId>(
        row,
        Column::ExternalId,
        "An external id has at most 64 letters, on one line.",
        refusals,
    );
    let zone = zone(row, refusals);
    let under_13 = yes_no(row, Column::Under13, refusals);
    let instructors = emails(row, Column::InstructorEmail, refusals);
    let parents = emails(row, Column::ParentEmail, refusals);
    if is_student {
        if [Column::Email, Column::Username, Column::ExternalId].iter().all(|c| row.cell(*c).is_empty()) {
            refusals.push(Refusal::new(
                Column::Email,
                "Give an email, a username or an external id, so that the student is known when the table comes again.",
            ));
        }
    } else {
        if row.cell(Column::Email).is_empty() {
            refusals.push(Refusal::new(Column::Email, "Instructors and parents need an email."));
        }
        for column in [Column::Username, Column::InstructorEmail, Column::ParentEmail] {
            if !row.cell(column).is_empty() {
                refusals.push(Refusal::new(column, "This is for students only."));
            }
        }
        if under_13 == Some(true) {
            refusals.push(Refusal::new(Column::Under13, "This is for students only."));
        }
    }
    Some(Wish {
        role: role?,
        first_name: first_name?,
        last_name: last_name?,
        email,
        username,
        external_id,
        zone,
        under_13,
        instructors,
        parents,
        filled: filled(row, labels),
    })
}

fn filled(row: &SheetRow, labels: &[String]) -> Vec<(String, String)> {
    let cells = labels.iter().zip(&row.filled).filter(|(_, cell)| !cell.is_empty());
    cells.map(|(label, cell)| (label.clone(), cell.clone())).collect()
}

fn name(row: &SheetRow, column: Column, refusals: &mut Vec<Refusal>) -> Option<PersonName> {
    row.cell(column)
        .parse()
        .map_err(|_| refusals.push(Refusal::new(column, "A name has 1 to 80 letters on one line.")))
        .ok()
}

fn optional<T: std::str::FromStr>(
    row: &SheetRow,
    column: Column,
    why: &str,
    refusals: &mut Vec<Refusal>,
) -> Option<T> {
    let cell = row.cell(column);
    if cell.is_empty() {
        return None;
    }
    cell.parse().map_err(|_| refusals.push(Refusal::new(column, why))).ok()
}

fn zone(row: &SheetRow, refusals: &mut Vec<Refusal>) -> Option<Zone> {
    let cell = row.cell(Column::TimeZone);
    if cell.is_empty() {
        return None;
    }
    let zone = Zone::named(&cell.replace(' ', "_"));
    if zone.is_none() {
        refusals.push(Refusal::new(Column::TimeZone, "This is not a time zone such as America/Chicago."));
    }
    zone
}

fn yes_no(row: &SheetRow, column: Column, refusals: &mut Vec<Refusal>) -> Option<bool> {
    let cell = row.cell(column);
    let said = said(cell);
    if said.is_none() && !cell.is_empty() {
        refusals.push(Refusal::new(column, "Write yes or no."));
    }
    said
}

/// Yes or no, as tables say it.
pub fn said(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

fn emails(row: &SheetRow, column: Column, refusals: &mut Vec<Refusal>) -> Vec<Email> {
    let mut found: Vec<Email> = Vec::new();
    let parts = row.cell(column).split([';', ',', ' ', '\n']).filter(|part| !part.trim().is_empty());
    for part in parts {
        match part.parse::<Email>() {
            Ok(email) if found.contains(&email) => {}
            Ok(email) => found.push(email),
            Err(_) => {
                refusals.push(Refusal::new(column, "These are not addresses such as ada@example.org."));
                break;
            }
        }
    }
    if found.len() > MOST_TIES {
        refusals.push(Refusal::new(column, format!("No more than {MOST_TIES} addresses fit here.")));
    }
    found
}
