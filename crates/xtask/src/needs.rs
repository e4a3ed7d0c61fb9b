//! What the tests need from Debian: installed when this runs as root, else named in one line to paste.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

use crate::run::{answer, as_root, command, on_path, run};

/// A part of Debian that the tests use.
struct Need {
    package: &'static str,
    found: fn() -> Option<PathBuf>,
}

const NEEDS: [Need; 5] = [
    Need { package: "postgresql", found: || postgres_program("initdb") },
    Need { package: "python3-venv", found: python_with_venv },
    Need { package: "chromium", found: || on_path("chromium") },
    Need { package: "ffmpeg", found: || on_path("ffmpeg") },
    Need { package: "openssl", found: || on_path("openssl") },
];

/// Installs the missing packages.
///
/// # Errors
/// When not root: the line that installs them. When root: what apt-get says.
pub fn supply() -> Result<()> {
    let missing: Vec<&str> =
        NEEDS.iter().filter(|need| (need.found)().is_none()).map(|need| need.package).collect();
    if missing.is_empty() {
        println!("nothing is missing");
        return Ok(());
    }
    let packages = missing.join(" ");
    if !as_root() || on_path("apt-get").is_none() {
        bail!("missing: {packages}. Install with: sudo apt-get install --no-install-recommends {packages}");
    }
    run(apt_get().arg("update"))?;
    run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(missing))
}

/// A program of PostgreSQL's server. Debian keeps them off the search path, a folder for each version; the newest
/// version wins.
pub fn postgres_program(name: &str) -> Option<PathBuf> {
    let versions = Path::new("/usr/lib/postgresql").read_dir().into_iter().flatten().flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            let program = entry.path().join("bin").join(name);
            program.is_file().then_some((version, program))
        })
        .max();
    newest.map(|(_, program)| program).or_else(|| on_path(name))
}

/// Python, when it can make environments; Debian packs that apart.
fn python_with_venv() -> Option<PathBuf> {
    answer(&mut command("python3", &["-c", "import venv, ensurepip"]))?;
    on_path("python3")
}

fn apt_get() -> Command {
    let mut apt_get = Command::new("apt-get");
    apt_get.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
    apt_get
}
