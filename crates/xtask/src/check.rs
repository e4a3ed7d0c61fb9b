//! What can be judged without running the product: formatting, lints, who may use whom, types.

use anyhow::{Result, bail};

use crate::run::{command, run, run_reading};
use crate::tally::{Count, Tally};
use crate::{arch, assets};

/// All quick checks, under a minute when warm.
///
/// # Errors
/// When one failed; the summary says which.
pub fn all() -> Result<()> {
    let mut tally = Tally::default();
    tally.check("formatting", formatting);
    tally.check("architecture", arch::report);
    tally.check("client types", assets::check_types);
    tally.check("lints", lints);
    if tally.summary().failed > 0 {
        bail!("not all is well; see above");
    }
    Ok(())
}

/// # Errors
/// When a file is not as rustfmt writes it.
pub fn formatting() -> Result<()> {
    run(&mut command("cargo", &["fmt", "--all", "--check"]))
}

/// # Errors
/// When Clippy warns of anything.
pub fn lints() -> Result<()> {
    run(&mut command("cargo", &["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

/// # Errors
/// When a fuzz target does not fit the product any more. They are a workspace of their own and share what is built.
pub fn fuzz_targets() -> Result<()> {
    run(&mut command(
        "cargo",
        &["check", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target"],
    ))
}

/// Runs the client's own tests.
///
/// # Errors
/// When the runner fails before a test does.
pub fn client_tests() -> Result<Count> {
    let client = assets::packages("client")?;
    let mut count = Count::default();
    let well = run_reading(&mut assets::npm(&client, &["test", "--silent"]), |line| count.read(line))?;
    if !well && count.failed == 0 {
        bail!("the client's test runner failed before a test did");
    }
    Ok(count)
}
