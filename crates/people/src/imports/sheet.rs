//! The table as it was brought: its columns by name, its rows as text.

use kernel::Role;
use serde::{Deserialize, Serialize};

use super::reading::Line;

macro_rules! columns {
    ($($name:ident = $title:literal $(or $other:literal)*, $about:literal;)*) => {
        /// A column that is known.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Column { $($name,)* }

        impl Column {
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The name in the template's first row.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            /// What is to be written in it.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)* }
            }

            /// The column that a name means, however it is written.
            fn named(name: &str) -> Option<Self> {
                match folded(name).as_str() {
                    $(name if name == folded($title) $(|| name == $other)* => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

columns! {
    Role = "Role", "student, instructor or parent";
    FirstName = "First name" or "firstname" or "givenname", "as the person is called";
    LastName = "Last name" or "surname" or "familyname", "";
    Email = "Email" or "emailaddress" or "mail", "needed for instructors and parents";
    Username = "Username" or "login", "for students who sign in without an email";
    ExternalId = "External id" or "sisid" or "studentid", "what another system calls the person";
    TimeZone = "Time zone" or "zone", "such as America/Chicago; else the organization's";
    Under13 = "Under 13", "yes or no";
    InstructorEmail = "Instructor email" or "instructorsemail" or "tutoremail", "who teaches the student; several with ; between";
    ParentEmail = "Parent email" or "parentsemail" or "parentemails", "whose child it is; several with ; between";
}

/// Lower case, letters and digits only: `First_Name`, `first name` and `FIRST NAME` are one.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// What stands before the label of a profile field in the name of its column: an organization may call a field as it likes,
/// also as a column is called.
const FIELD: &str = "field:";

/// The name of the column of a profile field with that label: `field: Grade`.
pub fn field_title(label: &str) -> String {
    format!("{FIELD} {label}")
}

/// The label of the profile field whose column is called so.
fn field_label(name: &str) -> Option<&str> {
    let (before, label) = name.split_at_checked(FIELD.len())?;
    let label = label.trim();
    (before.eq_ignore_ascii_case(FIELD) && !label.is_empty()).then_some(label)
}

/// Columns of our own files of refused rows, which are not people's.
pub const OUR_OWN: [&str; 2] = ["Row", "Problem"];

/// A row as it was brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// Its number in the table, counted from 1.
    pub number: u64,
    /// A cell for each of [`Column::ALL`], in that order.
    pub cells: Vec<String>,
    /// A cell for each of the table's [`Sheet::fields`].
    #[serde(default)]
    pub filled: Vec<String>,
}

impl SheetRow {
    pub fn cell(&self, column: Column) -> &str {
        self.cells.get(column as usize).map_or("", String::as_str)
    }

    fn says_anything(&self) -> bool {
        self.cells.iter().chain(&self.filled).any(|cell| !cell.is_empty())
    }

    /// The role it says, in whatever letters.
    pub fn role(&self) -> Option<Role> {
        self.cell(Column::Role).to_lowercase().parse().ok().filter(|role| *role != Role::Admin)
    }

    pub fn name(&self) -> String {
        format!("{} {}", self.cell(Column::FirstName), self.cell(Column::LastName)).trim().to_owned()
    }

    /// What names the person beside the name.
    pub fn login(&self) -> &str {
        [Column::Email, Column::Username, Column::ExternalId]
            .into_iter()
            .map(|column| self.cell(column))
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }
}

/// A table that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// Names of columns that are not known, and so not read.
    pub unknown: Vec<String>,
    /// Labels of profile fields that have a column.
    #[serde(default)]
    pub fields: Vec<String>,
    /// Those whom students belong to come first, else in the table's order: they are written in this order.
    pub rows: Vec<SheetRow>,
}

/// Why the first row does not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadHeader {
    #[error(
        "The first row has to name the columns. Missing: {0}. Start from the template, or name them as it does."
    )]
    Missing(String),
    #[error("Two columns are called \"{0}\". Keep one of them.")]
    Twice(String),
    #[error("There are no people in it: only the names of the columns.")]
    NoRows,
}

impl Sheet {
    /// The table of these lines, the first of which names the columns.
    ///
    /// # Errors
    /// Each variant of [`BadHeader`] is a sentence for who brought it.
    pub fn read(lines: &[Line]) -> Result<Self, BadHeader> {
        let (head, rest) = lines.split_first().ok_or(BadHeader::NoRows)?;
        let mut places = [None; Column::ALL.len()];
        let (mut unknown, mut fields) = (Vec::new(), Vec::<(String, usize)>::new());
        for (place, name) in head.cells.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            match Column::named(name) {
                Some(column) if places[column as usize].is_some() => {
                    return Err(BadHeader::Twice(column.title().to_owned()));
                }
                Some(column) => places[column as usize] = Some(place),
                None if OUR_OWN.contains(&name.as_str()) => {}
                None => match field_label(name) {
                    Some(label) if fields.iter().any(|(other, _)| other == label) => {
                        return Err(BadHeader::Twice(field_title(label)));
                    }
                    Some(label) => fields.push((label.to_owned(), place)),
                    None => unknown.push(name.clone()),
                },
            }
        }
        let missing: Vec<_> = [Column::Role, Column::FirstName, Column::LastName]
            .into_iter()
            .filter(|column| places[*column as usize].is_none())
            .map(Column::title)
            .collect();
        if !missing.is_empty() {
            return Err(BadHeader::Missing(missing.join(", ")));
        }
        let cell = |line: &Line, place: Option<usize>| {
            place.and_then(|place| line.cells.get(place)).cloned().unwrap_or_default()
        };
        let row = |line: &Line| SheetRow {
            number: line.number,
            cells: places.iter().map(|place| cell(line, *place)).collect(),
            filled: fields.iter().map(|(_, place)| cell(line, Some(*place))).collect(),
        };
        // a row without a word in a known column is nobody
        let mut rows: Vec<_> = rest.iter().map(row).filter(SheetRow::says_anything).collect();
        if rows.is_empty() {
            return Err(BadHeader::NoRows);
        }
        rows.sort_by_key(|row| row.role() == Some(Role::Student));
        let fields = fields.into_iter().map(|(label, _)| label).collect();
        Ok(Self { unknown, fields, rows })
    }
}
