//! Benchmarks: each measures beside a peer or a floor, and leaves a dated page in `bench/results`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::assets::{build, packages};
use crate::papers::today;
use crate::project;
use crate::run::{command, run};

/// A benchmark: its name, what it says about the product, and how it runs.
struct Bench {
    name: &'static str,
    says: &'static str,
    run: fn() -> Result<()>,
}

const BENCHES: [Bench; 3] = [
    Bench {
        name: "instant",
        says: "from a click to the first frame of the other: warm, cold, after a reload, after a killed server",
        run: instant,
    },
    Bench {
        name: "forwarding",
        says: "CPU for each media packet forwarded, beside Janus (Debian package janus)",
        run: forwarding,
    },
    Bench {
        name: "dashboard",
        says: "the dashboard at 1,000 and at 100,000 sessions in the organization",
        run: dashboard,
    },
];

/// Runs the benchmark named, or lists them.
///
/// # Errors
/// When none is called so, or it fails.
pub fn chosen(words: &[String]) -> Result<()> {
    let Some(name) = words.first() else {
        for Bench { name, says, .. } in &BENCHES {
            println!("{name:<12} {says}");
        }
        return Ok(());
    };
    match BENCHES.iter().find(|bench| bench.name == name) {
        Some(bench) => (bench.run)(),
        None => bail!("no benchmark is called \"{name}\"; `cargo xtask bench` lists them"),
    }
}

fn instant() -> Result<()> {
    build()?;
    packages("e2e")?;
    run(&mut command("cargo", &["build", "--release", "--package", "nacre"]))?;
    let program = project::built_folder()?.with_file_name("release").join("nacre");
    run(command("node", &["bench/instant/classroom.mjs"])
        .arg(page("classroom")?)
        .env("NACRE_PROGRAM", program))
}

fn dashboard() -> Result<()> {
    run(&mut command("cargo", &["run", "--quiet", "--package", "nacre", "--example", "dashboard"]))
}

fn forwarding() -> Result<()> {
    let bench = ["bench", "--package", "nacre", "--bench", "forwarding", "--"];
    run(command("cargo", &bench).arg(page("forwarding")?))
}

/// Where the results of today are written.
fn page(name: &str) -> Result<PathBuf> {
    let results = project::root().join("bench/results");
    fs::create_dir_all(&results).with_context(|| format!("making {}", results.display()))?;
    Ok(results.join(format!("{}-{name}.md", today()?)))
}
