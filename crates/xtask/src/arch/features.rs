//! The edges between the features of an area, and who writes which table.

use std::collections::BTreeMap;

use super::Violation;
use super::source::{Source, find_word, line_of};
use super::tables::{ABOVE_FEATURES, AREAS, FEATURES, SHARED_TABLES};

/// Judges which other features of its area a file uses.
pub fn judge(source: &Source, features: &[String]) -> Vec<Violation> {
    let mine = source.feature();
    if !AREAS.contains(&source.owner.as_str()) || ABOVE_FEATURES.contains(&mine) || source.is_tests() {
        return Vec::new();
    }
    let allowed = allowed(&source.owner, mine);
    uses(source)
        .into_iter()
        .filter(|(_, other)| other != mine && features.contains(other))
        .filter(|(_, other)| !allowed.contains(&other.as_str()))
        .map(|(line, other)| {
            let rule = format!(
                "{}: {mine} may not use {other} (no such edge in the table of features)",
                source.owner
            );
            Violation::new(&source.path, line, rule)
        })
        .collect()
}

fn allowed(area: &str, feature: &str) -> &'static [&'static str] {
    FEATURES.iter().find(|line| (line.0, line.1) == (area, feature)).map_or(&[], |line| line.2)
}

/// Line and first name of each path that starts at the crate's root.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let code = &source.code;
    let from_root = match source.inside.as_slice() {
        [_] => "self::",
        [_, file] if file == "mod.rs" => "super::",
        _ => "super::super::",
    };
    let starts = find_word(code, "crate", "::")
        .map(|at| at + "crate::".len())
        .chain(find_word(code, from_root, "").map(|at| at + from_root.len()));
    starts.flat_map(|at| names(&code[at..]).into_iter().map(move |name| (line_of(code, at), name))).collect()
}

/// `a` of `a::b`; `a` and `c` of `{a::{b}, c}`.
fn names(rest: &str) -> Vec<String> {
    let Some(group) = rest.strip_prefix('{') else { return first_name(rest).into_iter().collect() };
    let mut depth = 0;
    let mut found = Vec::new();
    let mut start = 0;
    for (at, letter) in group.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' | ',' if depth == 0 => {
                found.extend(first_name(group[start..at].trim_start()));
                start = at + 1;
            }
            '}' => depth -= 1,
            _ => {}
        }
        if letter == '}' && start == at + 1 {
            break;
        }
    }
    found
}

fn first_name(path: &str) -> Option<String> {
    let name: String = path.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Each table is written by one feature alone: its own. Others call that feature's verbs.
pub fn judge_tables(sources: &[Source]) -> Vec<Violation> {
    let mut writers: BTreeMap<String, Vec<(String, &Source, usize)>> = BTreeMap::new();
    for source in sources
        .iter()
        .filter(|source| !source.is_tests() && !matches!(source.owner.as_str(), "xtask" | "testkit"))
    {
        for (line, table) in writes(&source.text) {
            let writer = format!("{}/{}", source.owner, source.feature());
            if !SHARED_TABLES.contains(&(table.as_str(), writer.as_str())) {
                writers.entry(table).or_default().push((writer, source, line));
            }
        }
    }
    let mut found = Vec::new();
    for (table, places) in writers {
        let first = &places[0].0;
        let others = places.iter().filter(|(writer, ..)| writer != first && !same_pure_crate(writer, first));
        found.extend(others.map(|(writer, source, line)| {
            let rule = format!("{writer} writes the table {table}, which {first} writes");
            Violation::new(&source.path, *line, rule)
        }));
    }
    found
}

/// The foundations and engines have no features: all of such a crate is one writer.
fn same_pure_crate(one: &str, other: &str) -> bool {
    let owner = |writer: &str| writer.split('/').next().unwrap_or_default().to_owned();
    owner(one) == owner(other) && !AREAS.contains(&owner(one).as_str())
}

/// Line and table of each `insert into`, `update … set` and `delete from`.
fn writes(text: &str) -> Vec<(usize, String)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    for (verb, must_follow) in [("insert into ", ""), ("delete from ", ""), ("update ", "set")] {
        for (at, _) in lower.match_indices(verb) {
            let rest = &lower[at + verb.len()..];
            let Some(table) = first_name(rest) else { continue };
            if must_follow.is_empty() || rest[table.len()..].trim_start().starts_with(must_follow) {
                found.push((line_of(text, at), table));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, content: &str) -> Source {
        Source::new(path, content).unwrap()
    }

    fn names_of_features() -> Vec<String> {
        ["sessions", "programs", "reports"].map(str::to_owned).to_vec()
    }

    #[test]
    fn an_edge_without_a_line_in_the_table_is_named() {
        let programs = source(
            "crates/teaching/src/programs/store.rs",
            "use db::Tx;\nuse crate::{programs::Program, reports::{self, Report}};\n",
        );

        let found = judge(&programs, &names_of_features());

        assert_eq!(found.len(), 1);
        assert!(
            found[0].to_string().starts_with(
                "crates/teaching/src/programs/store.rs:2: teaching: programs may not use reports"
            )
        );
    }

    #[test]
    fn the_way_over_the_parent_counts_too() {
        let from_mod = source("crates/teaching/src/programs/mod.rs", "use super::reports::Report;\n");
        let from_file =
            source("crates/teaching/src/programs/views.rs", "use super::super::reports::Report;\n");
        let own = source("crates/teaching/src/programs/views.rs", "use super::reports::Report;\n");

        assert_eq!(judge(&from_mod, &names_of_features()).len(), 1);
        assert_eq!(judge(&from_file, &names_of_features()).len(), 1);
        assert_eq!(judge(&own, &names_of_features()).len(), 0);
    }

    #[test]
    fn the_table_of_features_has_no_cycle() {
        for area in AREAS {
            let lines: Vec<_> = FEATURES.iter().filter(|line| line.0 == *area).collect();
            let mut done: Vec<&str> = Vec::new();
            loop {
                let next: Vec<&str> = lines
                    .iter()
                    .filter(|line| !done.contains(&line.1))
                    .filter(|line| {
                        line.2
                            .iter()
                            .all(|used| done.contains(used) || !lines.iter().any(|other| other.1 == *used))
                    })
                    .map(|line| line.1)
                    .collect();
                if next.is_empty() {
                    break;
                }
                done.extend(next);
            }
            assert_eq!(done.len(), lines.len(), "a cycle among the features of {area}");
        }
    }

    #[test]
    fn a_table_has_one_writer() {
        let sessions = source(
            "crates/teaching/src/sessions/store.rs",
            "sql!(\"INSERT INTO sessions (id) VALUES ($1)\")",
        );
        let again = source(
            "crates/teaching/src/sessions/presence.rs",
            "sql!(\"update sessions\n set ended_at = $1\")",
        );
        let reports =
            source("crates/teaching/src/reports/store.rs", "sql!(\"delete from sessions where id = $1\")");
        let lock =
            source("crates/teaching/src/reports/lock.rs", "sql!(\"select id from sessions for update\")");

        assert!(judge_tables(&[again, sessions]).is_empty());

        let sessions = source("crates/teaching/src/sessions/store.rs", "sql!(\"insert into sessions (id)\")");
        let found = judge_tables(&[sessions, reports, lock]);
        assert_eq!(found.len(), 1);
        assert!(found[0].to_string().contains("teaching/reports writes the table sessions"));
    }
}
