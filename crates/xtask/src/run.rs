//! Running other programs, with errors that name the command.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::project;

/// A command that runs in the workspace's folder.
pub fn command(program: impl AsRef<OsStr>, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(project::root());
    command
}

/// Runs `command` and waits for it, on this terminal.
///
/// # Errors
/// When it cannot start or does not end well.
pub fn run(command: &mut Command) -> Result<()> {
    let words = spoken(command);
    let status = command.status().with_context(|| format!("starting `{words}`"))?;
    if !status.success() {
        bail!("`{words}` failed ({status})");
    }
    Ok(())
}

/// Runs `command`, passes its standard output on line by line, and shows each line to `reader`.
/// Says whether it ended well.
///
/// # Errors
/// When it cannot start or its output cannot be read.
pub fn run_reading(command: &mut Command, mut reader: impl FnMut(&str)) -> Result<bool> {
    let words = spoken(command);
    let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("starting `{words}`"))?;
    let output = child.stdout.take().expect("standard output was piped");
    for line in BufReader::new(output).split(b'\n') {
        let line = line.with_context(|| format!("reading what `{words}` says"))?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        reader(&line);
    }
    let status = child.wait().with_context(|| format!("waiting for `{words}`"))?;
    Ok(status.success())
}

/// What `command` prints, trimmed; `None` when it cannot start or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first program called `name` on the search path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| is_program(file))
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Whether this runs as root.
pub fn as_root() -> bool {
    answer(Command::new("id").arg("-u")).as_deref() == Some("0")
}

fn spoken(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy()];
    words.extend(command.get_args().map(OsStr::to_string_lossy));
    words.join(" ")
}
