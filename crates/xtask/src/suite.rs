//! `cargo xtask test`: the one list of what every change must pass, in the order CI runs it.

use std::process::Command;

use anyhow::{Result, bail};

use crate::postgres::{ADDRESS, Postgres};
use crate::run::{command, run, run_reading};
use crate::s3::{self, S3};
use crate::tally::{Count, Tally};
use crate::{arch, assets, check, journeys, needs};

/// Everything, or by name the rules and features whose test names contain it, on SQLite.
///
/// # Errors
/// When anything failed; the summary says what.
pub fn test(name: Option<&str>) -> Result<()> {
    match name {
        None => everything(),
        Some(name) => run(command("cargo", &["test", "--workspace", "--", name]).env_remove(ADDRESS)),
    }
}

fn everything() -> Result<()> {
    let mut tally = Tally::default();
    tally.check("what Debian gives", needs::supply);
    tally.check("formatting", check::formatting);
    tally.check("architecture", arch::report);
    tally.check("client packages and build", assets::build);
    tally.check("client types", assets::check_types);
    tally.step("client tests", check::client_tests);
    tally.check("lints", check::lints);
    tally.check("fuzz targets", check::fuzz_targets);
    tally.step("SQLite and PostgreSQL, a folder and S3", both_engines);
    tally.step("browser journeys", || journeys::run(None));
    let sum = tally.summary();
    if sum.failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

/// The tests of every crate; those about the store run once on each engine, those about files' storage on each kind.
fn both_engines() -> Result<Count> {
    let postgres = Postgres::start()?;
    let s3 = S3::start()?;
    let mut count = Count::default();
    let mut tests = command("cargo", &["test", "--workspace", "--no-fail-fast"]);
    let well = run_reading(tests.env(ADDRESS, postgres.address()).env(s3::ADDRESS, s3.address()), |line| {
        count.read(line)
    })?;
    judged(count, well, &tests)
}

/// `count`, made a failure when the command failed without naming a failed test.
fn judged(count: Count, well: bool, command: &Command) -> Result<Count> {
    if !well && count.failed == 0 {
        bail!("`{}` failed before its tests did", command.get_program().to_string_lossy());
    }
    Ok(count)
}
