//! The client's packages, stylesheet and islands.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::project;
use crate::run::{answer, command, run};

/// The oldest Node.js that runs the build.
const NODE_FLOOR: u32 = 20;

/// Installs the client's packages when they changed, then builds stylesheet and islands into `client/dist`.
///
/// # Errors
/// When Node.js is missing or too old, or a step fails.
pub fn build() -> Result<()> {
    let client = packages("client")?;
    run(&mut npm(&client, &["run", "--silent", "build"]))
}

/// Checks the types of the client's TypeScript.
///
/// # Errors
/// When a type does not fit.
pub fn check_types() -> Result<()> {
    let client = packages("client")?;
    run(&mut npm(&client, &["run", "--silent", "check"]))
}

/// Installs the packages of `folder` as its lock file says, unless they already are. Gives back the folder.
///
/// # Errors
/// When Node.js is missing or too old, or the registry cannot be reached.
pub fn packages(folder: &str) -> Result<PathBuf> {
    require_node()?;
    let folder = project::root().join(folder);
    let lock = folder.join("package-lock.json");
    let wanted = std::fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    let stamp = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(folder);
    }
    run(&mut npm(&folder, &["ci", "--no-audit", "--no-fund"]))?;
    std::fs::write(&stamp, wanted).with_context(|| format!("writing {}", stamp.display()))?;
    Ok(folder)
}

/// npm with `arguments`, to run in `folder`.
pub fn npm(folder: &Path, arguments: &[&str]) -> Command {
    let mut npm = command("npm", arguments);
    npm.current_dir(folder);
    npm
}

fn require_node() -> Result<()> {
    let Some(version) = answer(Command::new("node").arg("--version")) else {
        bail!("Node.js {NODE_FLOOR} or newer is needed and `node` was not found");
    };
    if answer(Command::new("npm").arg("--version")).is_none() {
        bail!("npm is needed and was not found beside Node.js {version}");
    }
    match major(&version) {
        Some(major) if major >= NODE_FLOOR => Ok(()),
        _ => bail!("Node.js {NODE_FLOOR} or newer is needed; this is {version}"),
    }
}

/// 20 of `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}
