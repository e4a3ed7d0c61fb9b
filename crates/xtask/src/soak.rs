//! Long runs, whose small fixed share is part of every test run.

use anyhow::{Context, Result, bail};

use crate::postgres;
use crate::run::{command, run};

/// A long run: its name, what it proves, and how it runs with the words after its name.
struct Soak {
    name: &'static str,
    proves: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const SOAKS: [Soak; 5] = [
    Soak {
        name: "kills",
        proves: "nothing acknowledged is lost in 1,000 kills of a busy server, on each engine",
        run: kills,
    },
    Soak {
        name: "plugs",
        proves: "no edit of a board that was acknowledged or shown is lost in 200 kills, on each engine",
        run: plugs,
    },
    Soak {
        name: "drawing",
        proves: "two hours of drawing, or as many minutes as are given, let the server grow by a fifth at most",
        run: drawing,
    },
    Soak {
        name: "fuzz",
        proves: "bytes around sensible ones hurt only their sender: an hour for each reader, or so many minutes",
        run: fuzz,
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
    let Some((name, rest)) = words.split_first() else {
        for Soak { name, proves, .. } in &SOAKS {
            println!("{name:<12} {proves}");
        }
        return Ok(());
    };
    match SOAKS.iter().find(|soak| soak.name == name) {
        Some(soak) => (soak.run)(rest),
        None => bail!("no soak is called \"{name}\"; `cargo xtask soak` lists them"),
    }
}

fn kills(_: &[String]) -> Result<()> {
    on_both_engines("NACRE_TEST_KILLS=1000", "outages::")
}

fn plugs(_: &[String]) -> Result<()> {
    on_both_engines("NACRE_TEST_BOARD_KILLS=200", "plugs::")
}

fn drawing(words: &[String]) -> Result<()> {
    let minutes = words.first().map_or("120", String::as_str);
    let tests = ["test", "--workspace", "--test", "it", "drawing::", "--", "--nocapture"];
    run(command("cargo", &tests).env("NACRE_TEST_DRAWING_MINUTES", minutes))
}

fn fuzz(words: &[String]) -> Result<()> {
    let minutes: u64 = words.first().map_or(Ok(60), |word| word.parse()).context("how many minutes?")?;
    let tests = ["test", "--workspace", "--test", "it", "fuzzing::", "--", "--nocapture"];
    run(command("cargo", &tests).env("NACRE_TEST_FUZZ_SECONDS", (minutes * 60).to_string()))
}

/// The program's tests called so, made longer by a word in their environment.
fn on_both_engines(longer: &str, tests: &str) -> Result<()> {
    let words = ["--", "env", longer, "cargo", "test", "--workspace", "--test", "it", tests];
    postgres::around(&words.map(str::to_owned))
}

fn audit(_: &[String]) -> Result<()> {
    run(&mut command("cargo", &["deny", "check"])).context("`cargo install cargo-deny` brings the tool")
}
