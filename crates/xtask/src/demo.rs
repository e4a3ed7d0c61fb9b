//! The demo organization on this machine: built and started once, or again after every change.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use anyhow::{Context, Result};

use crate::run::{command, run};
use crate::{assets, project};

/// How often `dev` looks for changed files.
const LOOK_EVERY: Duration = Duration::from_millis(400);
/// What the program is made of.
const SOURCES: [&str; 3] = ["crates", "migrations", "client"];
const ENDINGS: [&str; 8] = [".rs", ".toml", ".sql", ".ts", ".css", ".mjs", ".json", ".svg"];

/// Builds all, then becomes the demo. The arguments are the program's own.
///
/// # Errors
/// When a step fails. Does not return when it starts.
pub fn once(arguments: &[String]) -> Result<()> {
    assets::build()?;
    build()?;
    let nacre = project::nacre()?;
    let failed = Command::new(&nacre).arg("demo").args(arguments).exec();
    Err(failed).with_context(|| format!("starting {}", nacre.display()))
}

/// Runs the demo, and builds and starts it again whenever a source changes. A build that fails leaves the
/// running demo alone. Ends with Ctrl-C.
///
/// # Errors
/// When the sources cannot be read.
pub fn on_every_change(arguments: &[String]) -> Result<()> {
    let mut demo: Option<Child> = None;
    let mut built = None;
    loop {
        let newest = newest_source()?;
        if built != Some(newest) {
            built = Some(newest);
            match assets::build().and_then(|()| build()) {
                Ok(()) => demo = Some(restart(demo.take(), arguments)?),
                Err(error) => eprintln!("{error:#}; waiting for the next change"),
            }
        }
        sleep(LOOK_EVERY);
    }
}

/// Builds the program.
///
/// # Errors
/// When it does not compile.
pub fn build() -> Result<()> {
    run(&mut command("cargo", &["build", "--package", "nacre"]))
}

/// Ends the old demo and starts the new one; only the first may empty the data folder.
fn restart(old: Option<Child>, arguments: &[String]) -> Result<Child> {
    let again = old.is_some();
    if let Some(old) = old {
        end(old)?;
    }
    let nacre = project::nacre()?;
    Command::new(&nacre)
        .arg("demo")
        .args(arguments.iter().filter(|argument| !again || *argument != "--fresh"))
        .spawn()
        .with_context(|| format!("starting {}", nacre.display()))
}

fn end(mut demo: Child) -> Result<()> {
    if demo.try_wait().context("asking after the old demo")?.is_none() {
        run(&mut command("kill", &["-TERM", &demo.id().to_string()]))?;
    }
    demo.wait().context("waiting for the old demo to end")?;
    Ok(())
}

/// When a source was last written, and how many there are, so that a deleted file counts as a change.
fn newest_source() -> Result<(SystemTime, usize)> {
    let mut newest = (SystemTime::UNIX_EPOCH, 0);
    for folder in SOURCES {
        for file in project::files(&project::root().join(folder), &ENDINGS)? {
            newest = (newest.0.max(written(&file)), newest.1 + 1);
        }
    }
    Ok(newest)
}

/// A file deleted in the meantime counts as never written.
fn written(file: &Path) -> SystemTime {
    file.metadata().and_then(|found| found.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}
