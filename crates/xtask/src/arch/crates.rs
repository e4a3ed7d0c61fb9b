//! The edges between crates, as their manifests state them.

use super::Violation;
use super::tables::CRATES;

/// Judges the manifest of the crate in folder `owner`.
pub fn judge(owner: &str, manifest: &str) -> Vec<Violation> {
    let path = format!("crates/{owner}/Cargo.toml");
    let Some((_, allowed)) = CRATES.iter().find(|(name, _)| *name == owner) else {
        return vec![Violation::new(&path, 1, "a crate without a line in the table of crates".to_owned())];
    };
    dependencies(manifest)
        .filter(|(_, name)| CRATES.iter().any(|(crate_name, _)| crate_name == name))
        .filter(|(_, name)| !allowed.contains(name))
        .map(|(line, name)| Violation::new(&path, line, format!("{owner} may not use {name}")))
        .collect()
}

/// Line and name of each entry of `[dependencies]` and `[build-dependencies]`.
fn dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut counts = false;
    manifest.lines().enumerate().filter_map(move |(index, line)| {
        let line = line.trim();
        if line.starts_with('[') {
            counts = matches!(line, "[dependencies]" | "[build-dependencies]");
            return None;
        }
        let name = line.split(['.', '=', ' ']).next().filter(|name| counts && !name.is_empty())?;
        Some((index + 1, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edge_upwards_is_named_with_its_line() {
        let manifest =
            "[package]\nname = \"db\"\n[dependencies]\nkernel.workspace = true\nweb.workspace = true\n";

        let found = judge("db", manifest);

        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), "crates/db/Cargo.toml:5: db may not use web");
    }

    #[test]
    fn the_cast_is_for_tests_alone() {
        let for_tests = "[dev-dependencies]\ntestkit.workspace = true\n";
        let for_all = "[dependencies]\ntestkit.workspace = true\n";

        assert!(judge("people", for_tests).is_empty());
        assert_eq!(judge("people", for_all).len(), 1);
    }

    #[test]
    fn a_new_crate_needs_a_line() {
        assert_eq!(judge("billing", "").len(), 1);
    }
}
