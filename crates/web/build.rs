//! Has a release built again when the client's files changed: they are part of it. A development build reads them from disk.

use std::io::Write as _;

fn main() -> std::io::Result<()> {
    let release = std::env::var_os("PROFILE").is_some_and(|profile| profile == "release");
    let watched = if release { "../../client/dist" } else { "build.rs" };
    writeln!(std::io::stdout(), "cargo::rerun-if-changed={watched}")
}
