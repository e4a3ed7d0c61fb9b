//! Papers with a number or a date: decisions, migrations, releases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::run::{answer, command, run};
use crate::{assets, project};

/// Writes an empty decision with the next number into `docs/adr`.
///
/// # Errors
/// Without a title, or when the file cannot be written.
pub fn decision(words: &[String]) -> Result<()> {
    let title = words.join(" ");
    let name =
        slug(&title, '-').context("which title? `cargo xtask adr \"One SQL text for two databases\"`")?;
    let folder = project::root().join("docs/adr");
    let number = next_number(&folder)?;
    let text = format!(
        "# {number}. {title}          proposed {}\n\n## Context\n\n## Decision\n\n## Consequences\n\n## Rejected\n\n## Revisit when\n",
        today()?
    );
    write_new(&folder.join(format!("{number:04}-{name}.md")), &text)
}

/// Writes an empty migration with the next number into `migrations`.
///
/// # Errors
/// Without a name, or when the file cannot be written.
pub fn migration(words: &[String]) -> Result<()> {
    let name = slug(&words.join(" "), '_').context("which name? `cargo xtask migration late_fees`")?;
    let folder = project::root().join("migrations");
    let number = next_number(&folder)?;
    let text =
        format!("-- {}: why, in a sentence; then one text for both engines.\n", name.replace('_', " "));
    write_new(&folder.join(format!("{number:04}_{name}.sql")), &text)
}

/// Makes a release of what is committed: version, dated changelog, all tests, release build, commit and tag.
/// Nothing is sent anywhere.
///
/// # Errors
/// When files are changed and not committed, a step fails, or the changelog has nothing to release.
pub fn release(words: &[String]) -> Result<()> {
    let [version] = words else { bail!("which version? `cargo xtask release 0.2.0`") };
    if !is_version(version) {
        bail!("\"{version}\" is not a version such as 0.2.0");
    }
    let changed =
        answer(&mut command("git", &["status", "--porcelain"])).context("asking git for changed files")?;
    if !changed.is_empty() {
        bail!("commit or put away these first:\n{changed}");
    }
    rewrite("Cargo.toml", |text| with_version(text, version))?;
    let heading = format!("## {version} ({})", today()?);
    rewrite("CHANGELOG.md", |text| {
        text.contains("## Unreleased").then(|| text.replacen("## Unreleased", &heading, 1))
    })?;
    assets::build()?;
    crate::suite::test(None)?;
    run(&mut command("cargo", &["build", "--release", "--package", "nacre"]))?;
    run(&mut command("git", &["commit", "--all", "--message", &format!("release: Nacre {version}")]))?;
    run(&mut command("git", &["tag", &format!("v{version}")]))
}

fn rewrite(name: &str, change: impl FnOnce(&str) -> Option<String>) -> Result<()> {
    let path = project::root().join(name);
    let text = fs::read_to_string(&path).with_context(|| format!("reading {name}"))?;
    let text = change(&text).with_context(|| format!("{name} has no place for a new version"))?;
    fs::write(&path, text).with_context(|| format!("writing {name}"))
}

/// The manifest with the workspace's version replaced.
fn with_version(manifest: &str, version: &str) -> Option<String> {
    let section = manifest.find("[workspace.package]")?;
    let start = section + manifest[section..].find("version = \"")? + "version = \"".len();
    let end = start + manifest[start..].find('"')?;
    Some(format!("{}{version}{}", &manifest[..start], &manifest[end..]))
}

fn is_version(text: &str) -> bool {
    let numbers: Vec<&str> = text.split('.').collect();
    numbers.len() == 3 && numbers.iter().all(|number| number.parse::<u32>().is_ok())
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    if path.exists() {
        bail!("{} exists", path.display());
    }
    fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    println!("{}", path.strip_prefix(project::root()).unwrap_or(path).display());
    Ok(())
}

/// One more than the highest number a file of `folder` starts with.
fn next_number(folder: &Path) -> Result<u32> {
    fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
    let files: Vec<PathBuf> = project::files(folder, &[".md", ".sql"])?;
    Ok(1 + files.iter().filter_map(|file| number_of(file)).max().unwrap_or(0))
}

fn number_of(file: &Path) -> Option<u32> {
    file.file_name()?.to_str()?.get(..4)?.parse().ok()
}

/// Lower-case letters and digits, joined by `joint`; `None` when nothing is left.
fn slug(text: &str, joint: char) -> Option<String> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then(|| words.join(&joint.to_string()))
}

/// `2026-11-23`, in UTC.
///
/// # Errors
/// When the system does not tell the date.
pub fn today() -> Result<String> {
    answer(Command::new("date").args(["-u", "+%Y-%m-%d"])).context("asking for the date")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_becomes_a_file_name() {
        assert_eq!(
            slug("One SQL text, for two databases", '-').as_deref(),
            Some("one-sql-text-for-two-databases")
        );
        assert_eq!(slug(" - ", '_'), None);
    }

    #[test]
    fn only_the_workspaces_version_changes() {
        let manifest = "[workspace.package]\nversion = \"0.1.0\"\n[workspace.dependencies]\nx = { version = \"0.1.0\" }\n";

        let changed = with_version(manifest, "0.2.0").unwrap();

        assert!(changed.starts_with("[workspace.package]\nversion = \"0.2.0\"\n"));
        assert!(changed.contains("x = { version = \"0.1.0\" }"));
    }

    #[test]
    fn a_version_is_three_numbers() {
        assert!(is_version("0.2.10"));
        assert!(!is_version("v0.2.0"));
        assert!(!is_version("0.2"));
    }
}
