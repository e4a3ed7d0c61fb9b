//! Benchmarks: each measures beside a peer or a floor, and leaves a dated page in `bench/results`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::assets::{build, packages};
use crate::papers::today;
use crate::postgres::{ADDRESS, Postgres};
use crate::project;
use crate::run::{command, on_path, run};

/// A benchmark: its name, what it says about the product, and how it runs.
struct Bench {
    name: &'static str,
    says: &'static str,
    run: fn() -> Result<()>,
}

const BENCHES: [Bench; 11] = [
    Bench {
        name: "instant",
        says: "the main job: all of the four below, where Janus is installed",
        run: instant,
    },
    Bench {
        name: "start",
        says: "the start transaction beside the same statements on a bare connection, on both engines",
        run: start,
    },
    Bench {
        name: "classroom",
        says: "from a click to the first frame of the other: warm, cold, after a reload, after a killed server",
        run: classroom,
    },
    Bench {
        name: "dashboard",
        says: "the dashboard at 1,000 and at 100,000 sessions in the organization, on both engines",
        run: dashboard,
    },
    Bench {
        name: "calendar",
        says: "calendar and lists at 1,000 and at 100,000 sessions in the organization, on both engines",
        run: calendar,
    },
    Bench {
        name: "free-starts",
        says: "an instructor's free starts of a month among 1,000 and 10,000 sessions, on both engines",
        run: free_starts,
    },
    Bench {
        name: "import",
        says: "1,000 and 10,000 people brought as a table, on both engines",
        run: import,
    },
    Bench {
        name: "media",
        says: "CPU for each media packet: beside Janus (Debian package janus), with recording, with many rooms; memory",
        run: media,
    },
    Bench {
        name: "boards",
        says: "edits of boards beside Hocuspocus and y-websocket (npm): CPU, delay, memory; then pen",
        run: boards,
    },
    Bench {
        name: "pen",
        says: "a drawing board with ten thousand strokes in a slowed browser: first picture, the pen's cost, script",
        run: pen,
    },
    Bench {
        name: "program",
        says: "the release program itself: size, idle memory, from its start to the first page",
        run: program,
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
    start()?;
    classroom()?;
    dashboard()?;
    if on_path("janus").is_some() {
        return media();
    }
    println!("media is left out: its peer is missing. Install with: sudo apt-get install janus");
    Ok(())
}

fn start() -> Result<()> {
    example("start")
}

fn dashboard() -> Result<()> {
    example("dashboard")
}

fn calendar() -> Result<()> {
    example("calendar")
}

fn free_starts() -> Result<()> {
    example("free-starts")
}

fn import() -> Result<()> {
    example("import")
}

/// Runs a benchmark that is an example of the program, on SQLite and on a throw-away PostgreSQL.
fn example(name: &str) -> Result<()> {
    let postgres = Postgres::start()?;
    let run_it = ["run", "--quiet", "--profile", "bench", "--package", "nacre", "--example", name, "--"];
    run(command("cargo", &run_it).arg(page(name)?).env(ADDRESS, postgres.address()))
}

fn classroom() -> Result<()> {
    let program = released()?;
    packages("e2e")?;
    run(command("node", &["bench/instant/classroom.mjs"])
        .arg(page("classroom")?)
        .env("NACRE_PROGRAM", program))
}

fn program() -> Result<()> {
    let program = released()?;
    packages("e2e")?;
    run(command("node", &["bench/program.mjs"]).arg(page("program")?).env("NACRE_PROGRAM", program))
}

/// The release build of the program, with its client.
fn released() -> Result<PathBuf> {
    build()?;
    run(&mut command("cargo", &["build", "--release", "--package", "nacre"]))?;
    Ok(project::built_folder()?.with_file_name("release").join("nacre"))
}

fn media() -> Result<()> {
    let bench = ["bench", "--package", "nacre", "--bench", "media", "--"];
    run(command("cargo", &bench).arg(page("media")?))
}

fn boards() -> Result<()> {
    packages("bench/peers")?;
    let bench = ["bench", "--package", "nacre", "--bench", "boards", "--"];
    run(command("cargo", &bench).arg(page("boards")?))?;
    pen()
}

fn pen() -> Result<()> {
    let program = released()?;
    packages("e2e")?;
    run(command("node", &["bench/boards/pen.mjs"]).arg(page("pen")?).env("NACRE_PROGRAM", program))
}

/// Where the results of today are written.
fn page(name: &str) -> Result<PathBuf> {
    let results = project::root().join("bench/results");
    fs::create_dir_all(&results).with_context(|| format!("making {}", results.display()))?;
    Ok(results.join(format!("{}-{name}.md", today()?)))
}
