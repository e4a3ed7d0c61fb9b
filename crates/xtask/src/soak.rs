//! Long runs, whose small fixed share is part of every test run.

use anyhow::{Context, Result, bail};

use crate::postgres;
use crate::run::{command, run};

/// A long run: its name, and what it proves.
struct Soak {
    name: &'static str,
    proves: &'static str,
    run: fn() -> Result<()>,
}

const SOAKS: [Soak; 2] = [
    Soak {
        name: "kills",
        proves: "nothing acknowledged is lost in 1,000 kills of a busy server, on each engine",
        run: kills,
    },
    Soak {
        name: "audit",
        proves: "no dependency has an unexplained hole or licence (needs cargo-deny)",
        run: audit,
    },
];

/// Runs the soak named, or lists them.
///
/// # Errors
/// When none is called so, or it fails.
pub fn chosen(words: &[String]) -> Result<()> {
    let Some(name) = words.first() else {
        for Soak { name, proves, .. } in &SOAKS {
            println!("{name:<12} {proves}");
        }
        return Ok(());
    };
    match SOAKS.iter().find(|soak| soak.name == name) {
        Some(soak) => (soak.run)(),
        None => bail!("no soak is called \"{name}\"; `cargo xtask soak` lists them"),
    }
}

fn kills() -> Result<()> {
    let words = [
        "--",
        "env",
        "NACRE_TEST_KILLS=1000",
        "cargo",
        "test",
        "--package",
        "nacre",
        "--test",
        "it",
        "outages",
    ];
    postgres::around(&words.map(str::to_owned))
}

fn audit() -> Result<()> {
    run(&mut command("cargo", &["deny", "check"])).context("`cargo install cargo-deny` brings the tool")
}
