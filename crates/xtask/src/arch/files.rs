//! What a file may use, by its name and place: rules and verbs know no web, views no database, engines no world.

use super::Violation;
use super::source::{Source, find_word, line_of};
use super::tables::{AREAS, LAYERS, TRUSTED};

/// A word that a kind of file never uses.
#[derive(Clone, Copy)]
struct Word {
    name: &'static str,
    /// What makes the identifier this word: `::`, `!`, or nothing.
    after: &'static str,
    /// Whether what comes next makes it harmless.
    unless: fn(&str) -> bool,
}

const fn word(name: &'static str, after: &'static str) -> Word {
    Word { name, after, unless: |_| false }
}

const AXUM: Word = word("axum", "::");
const MAUD: Word = word("maud", "::");
const HTML: Word = word("html", "!");
const SQL: Word = word("sql", "!");
/// An error may carry the database's, and a scope is a value; neither uses the database.
const DB: Word = Word {
    name: "db",
    after: "::",
    unless: |rest| ["Error", "IsRetry", "Scope"].iter().any(|name| rest.starts_with(name)),
};
/// A row's type may be shown; calling the store is the verb's part.
const STORE: Word = Word { name: "store", after: "::", unless: |rest| rest.starts_with(char::is_uppercase) };
const TOKIO: Word = word("tokio", "::");

const CLOCKS: [Word; 3] = [word("Instant", "::now"), word("SystemTime", "::now"), word("Zoned", "::now")];
/// Sockets, threads, locks and files: what an engine leaves to its driver.
const WORLD: [Word; 8] = [
    word("thread", "::"),
    word("Mutex", ""),
    word("RwLock", ""),
    word("UdpSocket", ""),
    word("TcpStream", ""),
    word("TcpListener", ""),
    word("fs", "::"),
    word("hyper", "::"),
];

/// Judges one file by every rule for its kind.
pub fn judge(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    if source.is_tests() {
        return found;
    }
    for (what, words) in forbidden(source) {
        for Word { name, after, unless } in words {
            let harmful = |at: &usize| !unless(&source.code[at + name.len() + after.len()..]);
            for at in find_word(&source.code, name, after).filter(harmful) {
                let rule = format!("{what} may not use {name}{after}");
                found.push(Violation::new(&source.path, line_of(&source.code, at), rule));
            }
        }
    }
    found.extend(open_stores(source));
    found.extend(unlisted_trust(source));
    found
}

fn forbidden(source: &Source) -> Vec<(&'static str, Vec<Word>)> {
    let mut all = Vec::new();
    match source.owner.as_str() {
        "kernel" | "room" | "media" => all.push(("an engine", engine(&[AXUM, MAUD, HTML, TOKIO, DB, SQL]))),
        "ledger" if source.is_any(&["store"]) => all.push(("the ledger", engine(&[AXUM, MAUD, TOKIO]))),
        "ledger" => all.push(("the ledger's rules", engine(&[AXUM, MAUD, HTML, TOKIO, SQL]))),
        owner if AREAS.contains(&owner) => all.push(of_an_area(source)),
        "web" | "nacre" => all.push(("a page or driver", vec![SQL])),
        _ => {}
    }
    all
}

fn engine(words: &[Word]) -> Vec<Word> {
    [words, &CLOCKS, &WORLD].concat()
}

fn of_an_area(source: &Source) -> (&'static str, Vec<Word>) {
    if source.is_any(&["store"]) {
        ("a store", vec![AXUM, MAUD, HTML])
    } else if source.is_any(&["views"]) {
        ("a view", vec![DB, STORE, SQL, AXUM])
    } else if source.is_any(&["routes"]) || LAYERS.contains(&source.path.as_str()) {
        ("a route", vec![SQL, STORE])
    } else if holds_rules(source) {
        ("a rule", [&[AXUM, MAUD, HTML, SQL, DB, TOKIO][..], &CLOCKS].concat())
    } else if source.inside.len() > 1 && !source.is_any(&["mod"]) {
        ("a verb", vec![SQL, HTML, MAUD, AXUM])
    } else {
        ("a table of contents", vec![SQL, HTML])
    }
}

/// `sessions/session.rs`: the types and rules of a feature carry its name in the singular.
fn holds_rules(source: &Source) -> bool {
    let [feature, file] = source.inside.as_slice() else { return false };
    let singular = match feature.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => feature.strip_suffix('s').unwrap_or(feature).to_owned(),
    };
    file.strip_suffix(".rs") == Some(singular.as_str())
}

/// A feature's store is private to it.
fn open_stores(source: &Source) -> impl Iterator<Item = Violation> {
    ["pub mod store", "pub(crate) mod store"].into_iter().filter_map(|words| {
        let at = source.code.find(words)?;
        Some(Violation::new(
            &source.path,
            line_of(&source.code, at),
            "a store is private to its feature".to_owned(),
        ))
    })
}

/// Only listed files, and tests, may name an organization on their own word.
fn unlisted_trust(source: &Source) -> Vec<Violation> {
    if TRUSTED.contains(&source.path.as_str()) || source.owner == "testkit" {
        return Vec::new();
    }
    find_word(&source.code, "Scope", "::trusted(")
        .map(|at| {
            let rule = "Scope::trusted is for the files listed in crates/xtask/src/arch/tables.rs".to_owned();
            Violation::new(&source.path, line_of(&source.code, at), rule)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules_broken(path: &str, content: &str) -> Vec<String> {
        judge(&Source::new(path, content).unwrap()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_verb_that_renders_is_named_with_file_and_line() {
        let found =
            rules_broken("crates/teaching/src/sessions/instant.rs", "use db::Tx;\nuse maud::Markup;\n");

        assert_eq!(found, ["crates/teaching/src/sessions/instant.rs:2: a verb may not use maud::"]);
    }

    #[test]
    fn each_kind_of_file_is_held_to_its_rule() {
        for (path, content) in [
            ("crates/teaching/src/sessions/store.rs", "use axum::Json;"),
            ("crates/teaching/src/sessions/views.rs", "use db::Tx;"),
            ("crates/teaching/src/sessions/routes.rs", "let q = sql!(\"select 1\");"),
            ("crates/teaching/src/sessions/routes.rs", "use super::store::find;"),
            ("crates/teaching/src/sessions/session.rs", "use db::Tx;"),
            ("crates/people/src/families/family.rs", "let now = SystemTime::now();"),
            ("crates/teaching/src/sessions/mod.rs", "pub mod store;"),
            ("crates/room/src/lib.rs", "use tokio::sync::mpsc;"),
            ("crates/media/src/shard.rs", "let now = Instant::now();"),
            ("crates/ledger/src/rules.rs", "let q = sql!(\"select 1\");"),
            ("crates/office/src/credits/grant.rs", "let scope = Scope::trusted(org);"),
        ] {
            assert_eq!(rules_broken(path, content).len(), 1, "{path}: {content}");
        }
    }

    #[test]
    fn what_each_kind_of_file_is_for_passes() {
        for (path, content) in [
            ("crates/teaching/src/sessions/store.rs", "use db::{Tx, sql};\nlet q = sql!(\"select 1\");"),
            ("crates/teaching/src/sessions/views.rs", "use maud::{Markup, html};\nhtml! {}"),
            ("crates/teaching/src/sessions/routes.rs", "use axum::Form;\nuse db::in_tx;"),
            ("crates/teaching/src/sessions/instant.rs", "use db::Tx;\nuse super::store;"),
            ("crates/teaching/src/sessions/session.rs", "enum EndError { Store(db::Error) }"),
            ("crates/teaching/src/sessions/views.rs", "use super::store::Line;"),
            ("crates/teaching/src/sessions/tests.rs", "use maud::html;"),
            ("crates/db/src/scope.rs", "Scope::trusted(org)"),
        ] {
            assert_eq!(rules_broken(path, content), Vec::<String>::new(), "{path}");
        }
    }
}
