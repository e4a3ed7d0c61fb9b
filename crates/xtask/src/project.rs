//! Where things are in the checkout.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The folder of the workspace's `Cargo.toml`.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("crates/xtask is two folders below the workspace")
}

/// The built program. It stands beside this one, wherever Cargo was told to put them.
///
/// # Errors
/// When the running program's own path is not to be had.
pub fn nacre() -> Result<PathBuf> {
    Ok(built_folder()?.join("nacre"))
}

/// The folder Cargo puts development builds in.
///
/// # Errors
/// When the running program's own path is not to be had.
pub fn built_folder() -> Result<PathBuf> {
    let me = std::env::current_exe().context("finding the folder of built programs")?;
    let folder = me.parent().context("finding the folder of built programs")?;
    Ok(folder.to_path_buf())
}

/// Every file below `folder` whose name ends in one of `endings`, sorted; packages and built files left out.
///
/// # Errors
/// When a folder cannot be read. A folder that does not exist has no files.
pub fn files(folder: &Path, endings: &[&str]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, endings, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) -> Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    let entries = std::fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !matches!(name.as_ref(), "node_modules" | "dist" | "target" | "results") {
                collect(&path, endings, found)?;
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    Ok(())
}
