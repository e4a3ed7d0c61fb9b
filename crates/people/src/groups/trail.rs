//! What was done to a group, with names in the place of ids.

use std::collections::HashMap;

use db::{Result, Tx};
use kernel::{GroupId, ProgramId, Timestamp, UserId};
use web::Viewer;

use super::changing::GROUP;
use super::store;
use crate::accounts;
use crate::audit::{self, Line};

/// Lines of history under a group.
const HISTORY: i64 = 30;

/// A line as it is read.
#[derive(Debug, Clone)]
pub struct Told {
    pub at: Timestamp,
    pub by: String,
    pub words: String,
}

/// The history of a group, newest first.
pub async fn of_group(tx: &mut Tx, viewer: &Viewer, id: GroupId) -> Result<Vec<Told>> {
    let scope = viewer.scope();
    let lines = audit::about(tx, scope, GROUP, &id.to_string(), HISTORY).await?;
    let values = || lines.iter().flat_map(|line| line.before.iter().chain(&line.after));
    let people: Vec<UserId> =
        values().flat_map(|value| value.split(' ')).filter_map(|word| word.parse().ok()).collect();
    let mut names: HashMap<String, String> = HashMap::new();
    for person in accounts::find_many(tx, scope, &people).await? {
        names.insert(person.id.to_string(), person.name());
    }
    if values().any(|value| value.parse::<ProgramId>().is_ok()) {
        let titles = store::program_titles(tx, scope).await?;
        names.extend(titles.into_iter().map(|(id, title)| (id.to_string(), title)));
    }
    Ok(lines.iter().map(|line| tell(line, &names)).collect())
}

fn tell(line: &Line, names: &HashMap<String, String>) -> Told {
    let named = |value: &Option<String>| {
        let words = value.as_deref().unwrap_or("nothing").split(' ');
        words.map(|word| names.get(word).map_or(word, String::as_str)).collect::<Vec<_>>().join(" ")
    };
    let (before, after) = (named(&line.before), named(&line.after));
    let words = match line.what.strip_prefix(GROUP).unwrap_or(&line.what) {
        "added" => format!("Added as {after}"),
        "archived" => "Archived".to_owned(),
        "restored" => "Restored".to_owned(),
        "member added" => format!("Member added: {after}"),
        "member days" => format!("Member's days: {before}, now {after}"),
        "member removed" => format!("Member removed: {before}"),
        field => {
            let field = match field {
                "program" => "Program",
                "school" => "School",
                "instructor" => "Default instructor",
                _ => "Name",
            };
            format!("{field}: {before}, now {after}")
        }
    };
    Told { at: line.at, by: line.by.clone().unwrap_or_else(|| "the operator".to_owned()), words }
}
