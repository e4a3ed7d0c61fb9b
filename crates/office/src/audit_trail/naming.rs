//! Names in the place of ids.

use std::collections::HashMap;

use db::{Result, Scope, Tx};
use kernel::{ProgramId, UserId};
use people::accounts;
use people::audit::Line;
use teaching::programs;

/// Names of people and titles of programs, by id.
pub struct Names(HashMap<String, String>);

/// The names that `lines` need.
///
/// # Errors
/// As the engine refuses.
pub async fn names(tx: &mut Tx, scope: Scope, lines: &[Line]) -> Result<Names> {
    let words = || lines.iter().flat_map(texts).flat_map(|text| text.split(' '));
    let mut people: Vec<UserId> = words().filter_map(|word| word.parse().ok()).collect();
    people.sort_unstable();
    people.dedup();
    let mut names = HashMap::new();
    for some in people.chunks(MOST_AT_ONCE) {
        let found = accounts::find_many(tx, scope, some).await?;
        names.extend(found.into_iter().map(|person| (person.id.to_string(), person.name())));
    }
    if words().any(|word| word.parse::<ProgramId>().is_ok()) {
        let programs = programs::list(tx, scope).await?;
        names.extend(programs.into_iter().map(|program| (program.id.to_string(), program.title)));
    }
    Ok(Names(names))
}

/// Values bound to one statement; the engines take some thousands.
const MOST_AT_ONCE: usize = 500;

impl Names {
    /// `text` with a name for each id that has one.
    pub fn told(&self, text: &str) -> String {
        let words = text.split(' ').map(|word| self.0.get(word).map_or(word, String::as_str));
        words.collect::<Vec<_>>().join(" ")
    }
}

fn texts(line: &Line) -> impl Iterator<Item = &String> {
    [&line.subject, &line.before, &line.after].into_iter().flatten()
}
