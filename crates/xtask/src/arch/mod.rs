//! Who may use whom: the crates by their manifests, the files by their names, the features by a short table.
//!
//! Reads program text, not the compiler's view of it, so it answers in a second and without a build. What is
//! allowed stands in `tables.rs`.

mod crates;
mod features;
mod files;
mod source;
mod tables;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::project;
use source::Source;

/// A rule broken at a line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    path: String,
    line: usize,
    rule: String,
}

impl Violation {
    fn new(path: &str, line: usize, rule: String) -> Self {
        Self { path: path.to_owned(), line, rule }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.rule)
    }
}

/// Checks the whole workspace and prints each broken rule with its place.
///
/// # Errors
/// When a rule is broken or a file cannot be read.
pub fn report() -> Result<()> {
    let violations = judge_workspace(project::root())?;
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => Ok(()),
        count => bail!("{count} places break the architecture"),
    }
}

fn judge_workspace(root: &Path) -> Result<Vec<Violation>> {
    let mut violations = Vec::new();
    let folder = root.join("crates");
    for entry in folder.read_dir().with_context(|| format!("reading {}", folder.display()))? {
        let path = entry.with_context(|| format!("reading {}", folder.display()))?.path();
        let manifest = path.join("Cargo.toml");
        if manifest.is_file() {
            let owner = path.file_name().unwrap_or_default().to_string_lossy();
            violations.extend(crates::judge(&owner, &read(&manifest)?));
        }
    }
    let sources = sources(root)?;
    let features = features_by_crate(&sources);
    for source in &sources {
        violations.extend(files::judge(source));
        violations.extend(features::judge(source, &features[&source.owner]));
    }
    violations.extend(features::judge_tables(&sources));
    violations.sort();
    violations.dedup();
    Ok(violations)
}

fn sources(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for file in project::files(&root.join("crates"), &[".rs"])? {
        let path = file.strip_prefix(root).context("a source outside the workspace")?;
        let path = path.to_string_lossy().replace('\\', "/");
        sources.extend(Source::new(&path, &read(&file)?));
    }
    Ok(sources)
}

fn features_by_crate(sources: &[Source]) -> BTreeMap<String, Vec<String>> {
    let mut features: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        features.entry(source.owner.clone()).or_default().insert(source.feature().to_owned());
    }
    features.into_iter().map(|(owner, names)| (owner, names.into_iter().collect())).collect()
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}
